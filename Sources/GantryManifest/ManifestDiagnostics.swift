package import GantryCore

// 08xx: plugins and their manifests.
extension DiagnosticCode {
    /// A plugin whose name is not its folder's.
    package static let pluginName = DiagnosticCode("GTY0801")
    /// A version that is not three numbers.
    package static let pluginVersion = DiagnosticCode("GTY0802")
    /// A version of the protocol that this Gantry does not speak.
    package static let protocolVersion = DiagnosticCode("GTY0803")
    /// A command that is missing, empty, or not of the form that the protocol takes.
    package static let pluginCommand = DiagnosticCode("GTY0804")
    /// Two actions, triggers or channels of one name, or one that is built in.
    package static let offerTwice = DiagnosticCode("GTY0805")
    /// A name that does not begin with the plugin's.
    package static let offerName = DiagnosticCode("GTY0806")
    /// An input or an output of a type that does not exist.
    package static let declaredType = DiagnosticCode("GTY0807")
    /// A default or an example that does not fit its type.
    package static let declaredValue = DiagnosticCode("GTY0808")
    /// A plugin that adds nothing, or what its protocol cannot have.
    package static let wrongOffer = DiagnosticCode("GTY0809")
    /// A limit that no plugin could live with.
    package static let pluginLimit = DiagnosticCode("GTY0810")
    /// A plugin that is not there, or is disabled.
    package static let unknownPlugin = DiagnosticCode("GTY0812")
}
