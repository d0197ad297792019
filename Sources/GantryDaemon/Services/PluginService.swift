import GantryCore
import GantryDefinitions
import GantryEngine
import GantryPlugins
import GantryStore
import Logging
import ServiceLifecycle
import Synchronization

/// Keeps plugins alive, and tells people when one is quarantined.
///
/// The registry is the truth about quarantines and its events are hints, so that what could not be stored is tried
/// again with the next hint, and a restart ends the alerts of the daemon before.
struct PluginService: Service {
    private static let part = "plugins"
    private static let rule = "plugin"

    let registry: PluginRegistry
    let engine: Engine
    let condition: Condition
    let reports: PluginReports
    let spoken: @Sendable (Instant) -> String
    let logger: Logger

    func run() async throws {
        await withDiscardingTaskGroup { group in
            group.addTask {
                await withGracefulShutdownHandler {
                    await registry.run()
                } onGracefulShutdown: {
                    registry.stop()
                }
            }
            group.addTask {
                await cancelWhenGracefulShutdown {
                    await tellOfQuarantines()
                    for await _ in reports.hints { await tellOfQuarantines() }
                }
            }
        }
    }

    /// What was quarantined when the daemon stopped is so until it behaves: the alerts remember it. Called once,
    /// before anything runs.
    func recall() async {
        do {
            let now = engine.now
            let quarantines = try await engine.observed(Self.part).compactMap { alert -> (String, Quarantine)? in
                guard let name = Self.plugin(of: alert.finding) else { return nil }
                let reason = alert.finding.evidence.inputs.first { $0.name == Self.reason }?.value ?? ""
                return (
                    name, Quarantine(since: alert.openedAt, until: now, failures: HealthMachine.limit, reason: reason)
                )
            }
            registry.inherit(Dictionary(quarantines, uniquingKeysWith: { first, _ in first }))
        } catch {
            logger.error("which plugins were quarantined is not known: \(error)")
        }
    }

    private static let reason = "last failure"
    private static let subjects = "plugins/"

    private static func plugin(of finding: Finding) -> String? {
        finding.subject.hasPrefix(subjects) ? String(finding.subject.dropFirst(subjects.count)) : nil
    }

    private func tellOfQuarantines() async {
        let quarantines = registry.quarantines.sorted { $0.key < $1.key }
        let causes = quarantines.map { "plugin \($0.key) is quarantined: \($0.value.reason)" }
        condition.set(causes.isEmpty ? nil : causes.joined(separator: "; "), for: Self.part)
        let result = ActionResult(
            findings: quarantines.map(finding), evaluated: [Finding.portfolio], rules: [Self.rule])
        do {
            try await engine.observe(result, part: Self.part)
        } catch {
            logger.error("the alerts about plugins stay as they are: \(error)")
        }
    }

    private func finding(_ name: String, _ quarantine: Quarantine) -> Finding {
        Finding(
            rule: Self.rule, project: Finding.portfolio, subject: Self.subjects + name,
            stage: .init("quarantined", rank: 1), severity: .critical,
            message: "Plugin \(name) is quarantined: it failed \(quarantine.failures) times in a row",
            advice: ["gantry plugins show \(name)", "gantry plugins retry \(name)"],
            evidence: Evidence(
                rule: "a plugin that crashes, hangs, floods or breaks the protocol "
                    + "\(HealthMachine.limit) times in a row is not called for a while",
                inputs: [
                    .init(Self.reason, quarantine.reason), .init("since", spoken(quarantine.since)),
                    .init("tried again", spoken(quarantine.until)),
                ]))
    }
}

/// Takes what the registry reports: into the log at once, and on to the service as a hint.
final class PluginReports: Sendable {
    /// Each hint is a reason to look at all quarantines.
    let hints = Hint()
    private let condition: Condition
    private let spoken: @Sendable (Instant) -> String
    private let logger: Logger

    init(condition: Condition, spoken: @escaping @Sendable (Instant) -> String, logger: Logger) {
        (self.condition, self.spoken, self.logger) = (condition, spoken, logger)
    }

    func take(_ event: PluginEvent) {
        switch event {
        case .quarantined(let plugin, let quarantine):
            logger.error("plugin \(plugin) is quarantined until \(spoken(quarantine.until)): \(quarantine.reason)")
            hints.set()
        case .released(let plugin):
            logger.notice("plugin \(plugin) is no longer quarantined")
            hints.set()
        case .said(let plugin, let text): logger.info("plugin \(plugin): \(text)")
        case .started(let plugin): logger.info("plugin \(plugin) was started")
        case .ended(let plugin, let reason, let pause):
            logger.warning("plugin \(plugin): \(reason); it may be started again in \(pause.short)")
        case .watching(let plugin, let subscription, nil):
            condition.set(nil, for: Self.part(plugin, subscription))
            logger.info("plugin \(plugin) watches for \(subscription.spoken)")
        case .watching(let plugin, let subscription, let trouble?):
            let sentence = "plugin \(plugin) cannot watch for \(subscription.spoken): \(trouble)"
            condition.set(sentence, for: Self.part(plugin, subscription))
            logger.error("\(sentence)")
        case .unwatched(let plugin, let subscription):
            condition.set(nil, for: Self.part(plugin, subscription))
            logger.info("plugin \(plugin) watches no more for \(subscription.spoken)")
        }
    }
}

extension PluginReports {
    private static func part(_ plugin: PluginIdentity, _ subscription: Subscription) -> String {
        "plugin \(plugin.name): \(subscription.workflow)/\(subscription.trigger)"
    }
}

extension Subscription {
    fileprivate var spoken: String { "trigger \(trigger) of workflow \(workflow)" }
}

/// Takes the events of plugins to the engine, which is made after the plugins are.
final class EventIntake: Sendable {
    private let engine = Mutex<Engine?>(nil)
    private let clock: any WallClock
    private let definitions: @Sendable () -> Definitions?

    init(clock: any WallClock, definitions: @escaping @Sendable () -> Definitions?) {
        (self.clock, self.definitions) = (clock, definitions)
    }

    func use(_ engine: Engine) { self.engine.withLock { $0 = engine } }

    /// - Returns: whether it started a run: false for an event that is known, or whose workflow is busy and takes no
    ///   second run.
    /// - Throws: why it could not be stored, for the plugin, which sends it again.
    func take(_ subscription: Subscription, id: String, payload: Value) async throws -> Bool {
        guard let engine = engine.withLock({ $0 }) else { throw NotReady() }
        let mode = definitions()?.workflows.first { $0.name == subscription.workflow }?.mode ?? .queue
        let now = clock.now
        let occurrence = Occurrence(
            workflow: subscription.workflow, trigger: subscription.trigger, key: id, plannedAt: now, observedAt: now,
            payload: ["kind": "event", "at": .text(now.description), "event": payload])
        let firing = Firing(
            workflow: subscription.workflow, trigger: subscription.trigger,
            occurrences: [PlannedOccurrence(occurrence)], mode: mode)
        return try await !engine.submitLater(firing).queued.isEmpty
    }

    private struct NotReady: Error, CustomStringConvertible {
        var description: String { "the daemon is starting" }
    }
}
