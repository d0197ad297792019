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
    /// There is a call for each workflow that begins with this trigger, and after a restart one again. When it throws,
    /// or returns before its task is cancelled, Gantry is told that it is in trouble, and it is called again: after 1
    /// second, then 2, 4 and so on up to a minute. The trouble is over once an event was taken, or after 10 seconds
    /// without another failure.
    ///
    /// Where it cannot watch for now and goes on by itself, it says so by ``Subscription/trouble(_:)``.
    func run(_ inputs: Inputs, in subscription: Subscription) async throws
}
