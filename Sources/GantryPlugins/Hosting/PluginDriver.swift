import GantryCore
import GantryManifest
import GantryPluginKit

/// Speaks to a plugin in one of the protocol's forms.
protocol PluginDriver: Sendable {
    /// Has an action done once.
    ///
    /// - Parameter take: is given what the plugin says, its output among it, in order.
    /// - Throws: `CallFailure`, `CancellationError`.
    func execute(
        _ call: ActionCall, _ action: PluginManifest.PluginAction,
        take: @escaping @Sendable (PluginLine) async throws -> Void
    ) async throws

    /// Hands over one message.
    ///
    /// - Throws: `CallFailure`, `CancellationError`.
    func deliver(_ call: DeliveryCall, take: @escaping @Sendable (PluginLine) async throws -> Void) async throws

    /// Takes the workflow triggers that wait for the plugin's events.
    func subscribe(to subscriptions: [Subscription])

    /// Keeps alive what has to live between calls, until `close` is called or the task is cancelled.
    func run() async

    /// Looks again at once whether something is to be started.
    func wake()

    /// Lets what lives end by itself.
    func close()
}

/// Nothing lives between calls, and nothing waits for events.
extension PluginDriver {
    func subscribe(to subscriptions: [Subscription]) {}
    func run() async {}
    func wake() {}
    func close() {}
}
