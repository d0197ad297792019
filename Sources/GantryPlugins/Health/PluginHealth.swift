import GantryCore
import Synchronization

/// Keeps account of how one plugin behaves.
final class PluginHealth: Sendable {
    private let identity: PluginIdentity
    private let clock: any WallClock
    private let report: @Sendable (PluginEvent) -> Void
    private let machine = Mutex(HealthMachine())

    init(_ identity: PluginIdentity, _ clock: any WallClock, report: @escaping @Sendable (PluginEvent) -> Void) {
        (self.identity, self.clock, self.report) = (identity, clock, report)
    }

    /// What stands until the plugin behaves.
    var quarantine: Quarantine? { machine.withLock { $0.quarantine } }

    /// What keeps it from being called now.
    var obstacle: Quarantine? { machine.withLock { $0.obstacle(at: clock.now) } }

    func behaved() { note(.behaved) }

    /// - Parameter reason: in words, without secrets.
    func misbehaved(_ reason: String) { note(.misbehaved(reason)) }

    /// Lets the next call through whatever was before.
    func tryAgain() { note(.asked) }

    /// Keeps a quarantine from before until it behaves, and lets the next call through.
    func inherit(_ quarantine: Quarantine) { note(.inherited(quarantine)) }

    private func note(_ event: HealthMachine.Event) {
        for effect in machine.withLock({ $0.on(event, at: clock.now) }) {
            switch effect {
            case .quarantine(let quarantine): report(.quarantined(identity, quarantine))
            case .release: report(.released(identity))
            }
        }
    }
}
