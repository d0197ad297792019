/// A trigger that a plugin adds: a workflow can begin with it.
///
/// A plugin with triggers has the protocol `serve` in its manifest.
public protocol PluginTrigger: Sendable {
    /// The inputs that the manifest declares.
    associatedtype Inputs: Decodable & Sendable

    /// As in the manifest.
    var name: String { get }

    /// Watches, and tells each event by ``Subscription/emit(id:_:)``, until its task is cancelled.
    ///
    /// There is a call for each workflow that begins with this trigger, and after a restart one again. When it throws
    /// it is called again, after a second at first, and after a minute at most.
    func run(_ inputs: Inputs, in subscription: Subscription) async throws
}
