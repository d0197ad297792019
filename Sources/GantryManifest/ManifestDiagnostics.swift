package import GantryCore

// 08xx: plugins and their manifests.
extension DiagnosticCode {
    /// A plugin's name that is not its folder's, or that no plugin can have.
    package static let pluginName = DiagnosticCode("GTY0801")
    /// A version in another form than `1.0.0`.
    package static let pluginVersion = DiagnosticCode("GTY0802")
    /// A version of the protocol that this Gantry does not speak.
    package static let protocolVersion = DiagnosticCode("GTY0803")
    /// A command that is empty, or cannot be started as it is written.
    package static let pluginCommand = DiagnosticCode("GTY0804")
    /// Two actions, triggers or channels of one name, or one that is built in.
    package static let offerTwice = DiagnosticCode("GTY0805")
    /// A name that does not begin with the plugin's.
    package static let offerName = DiagnosticCode("GTY0806")
    /// An input or an output of a type that does not exist, or cannot be its type.
    package static let declaredType = DiagnosticCode("GTY0807")
    /// A default or an example that is never taken, or is missing.
    package static let declaredValue = DiagnosticCode("GTY0808")
    /// A plugin that adds nothing, or what its protocol cannot have.
    package static let wrongOffer = DiagnosticCode("GTY0809")
    /// A limit that no plugin could live with.
    package static let pluginLimit = DiagnosticCode("GTY0810")
    /// A plugin that is not there.
    package static let unknownPlugin = DiagnosticCode("GTY0812")
    /// The program of a plugin that is not there, or cannot be started.
    package static let noProgram = DiagnosticCode("GTY0813")
    /// The program of a plugin that everybody can write.
    package static let openProgram = DiagnosticCode("GTY0814")
    /// A folder in `plugins/` that is no plugin.
    package static let noPlugin = DiagnosticCode("GTY0815")
    /// A file of a plugin that is not as its manifest pins it.
    package static let changedFile = DiagnosticCode("GTY0816")
}
