/// A channel that a plugin adds: messages to people can go through it.
public protocol PluginChannel: Sendable {
    /// The inputs that the manifest declares.
    associatedtype Inputs: Decodable & Sendable

    /// As in the manifest.
    var name: String { get }

    /// Delivers one message. When it returns, the message is delivered.
    ///
    /// - Throws: ``PluginFailure``, which may say when to try again, or that no later try can help.
    func deliver(_ inputs: Inputs, in handover: Handover) async throws
}
