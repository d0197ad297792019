import GantryCore
import GantryEngine
import GantryStore
import Logging
import ServiceLifecycle
import Synchronization

/// Tells people of workflows that fail time after time: what they watch, nobody watches any more.
///
/// A run by hand that fails is seen by whoever asked for it, and counts for nothing; one that succeeds shows that all
/// is well.
struct FailingWorkflows: Service {
    private static let part = "workflows"
    private static let rule = "failing"
    private static let subjects = "workflows/"
    private static let reason = "last failure"
    /// So many failures in a row are no hiccup any more.
    private static let limit = 2
    /// So many runs of each workflow are counted again at the start.
    private static let remembered = 50

    let ends: RunEnds
    let engine: Engine
    let condition: Condition
    let workflows: @Sendable () -> Set<String>
    let spoken: @Sendable (Instant) -> String
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await tell()
            for await _ in ends.hints { await tell() }
        }
    }

    /// Counts the runs of before: what was failing when the daemon stopped is so until it succeeds. Called once, before
    /// anything runs.
    func recall() async {
        do {
            // Most have nothing that failed, and one question does for all of them.
            var suspects: Set<String> = []
            for state in [Run.State.failed, .timedOut] {
                suspects.formUnion(try await engine.runs(RunFilter(state: state, limit: .max)).map(\.workflow))
            }
            for workflow in workflows().intersection(suspects) {
                let runs = try await engine.runs(RunFilter(workflow: workflow, limit: Self.remembered))
                for run in runs.reversed() {
                    ends.take(run, run.state, run.error, at: run.finishedAt ?? run.queuedAt)
                }
            }
        } catch {
            logger.error("which workflows were failing is not known: \(error)")
        }
    }

    private func tell() async {
        let known = workflows()
        let failing = ends.failing.filter { $0.value.count >= Self.limit && known.contains($0.key) }
            .sorted { $0.key < $1.key }
        let causes = failing.map { "workflow \($0.key) keeps failing: \($0.value.reason)" }
        condition.set(causes.isEmpty ? nil : causes.joined(separator: "; "), for: Self.part)
        let result = ActionResult(
            findings: failing.map(finding), evaluated: [Finding.portfolio], rules: [Self.rule])
        do {
            try await engine.observe(result, part: Self.part)
        } catch {
            logger.error("the alerts about workflows stay as they are: \(error)")
        }
    }

    private func finding(_ name: String, _ failing: RunEnds.Failing) -> Finding {
        Finding(
            rule: Self.rule, project: Finding.portfolio, subject: Self.subjects + name,
            stage: .init("failing", rank: 1), severity: .critical,
            message: "Workflow \(name) keeps failing, and what it watches is not watched",
            advice: ["gantry trace \(failing.run)", "gantry run \(shellQuoted(name)) --wait"],
            evidence: Evidence(
                rule: "a workflow's runs failed \(Self.limit) times in a row or more",
                inputs: [.init(Self.reason, failing.reason), .init("since", spoken(failing.since))]))
    }
}

/// Counts how the runs of each workflow end.
final class RunEnds: Sendable {
    struct Failing: Sendable {
        /// In a row.
        let count: Int
        let since: Instant
        /// The last run that failed.
        let run: Int64
        let reason: String
    }

    /// After each end that changes something.
    let hints = Hint()
    private let counts = Mutex<[String: Failing]>([:])

    var failing: [String: Failing] { counts.withLock { $0 } }

    /// Workflows may be others now.
    func hint() { hints.set() }

    func take(_ run: Run, _ state: Run.State, _ error: String?, at now: Instant) {
        let isChanged = counts.withLock { counts in
            switch state {
            case .succeeded: return counts.removeValue(forKey: run.workflow) != nil
            case .failed, .timedOut:
                guard run.occurrence.payload["kind"] != "manual" else { return false }
                let before = counts[run.workflow]
                counts[run.workflow] = Failing(
                    // What takes the daemon with it time after time is told of at once.
                    count: (before?.count ?? 0) + (run.begun > Engine.mostBegins ? 2 : 1), since: before?.since ?? now,
                    run: run.id,
                    reason: error ?? "it took too long")
                return true
            default: return false
            }
        }
        if isChanged { hints.set() }
    }
}
