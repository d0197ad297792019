import GantryCore
import GantryProject
import GantrySystem
import GantryTime
import Synchronization

/// Runs a check over the projects that it has to look at: on threads of its own, in slices on all cores, and with what
/// was looked at as a part of the result.
///
/// A run that files or projects set off looks at the projects that have changed since its step looked last. The others
/// would give what they gave then: what a check finds depends on the project, the day and the inputs. Any other run
/// looks at all.
struct PortfolioCheck<Check: ProjectCheck>: Action {
    let check: Check
    let portfolio: Portfolio
    let memory: LookMemory

    var declaration: ActionDeclaration { check.declaration }

    func run(_ request: ActionRequest) async throws -> ActionResult {
        let look = Look(terms: try check.terms(request.inputs), portfolio: portfolio, request: request)
        let asked = try ProjectSelection(request, in: portfolio)
        let place = LookMemory.Place(workflow: request.workflow, step: request.step, rule: Check.rule)
        let projects =
            asked.isList ? asked.projects : memory.changed(of: asked.projects, since: place, for: request)
        let standing = Dictionary(grouping: request.standing.keys.filter { $0.rule == Check.rule }, by: { $0.project })
        let cancellation = Cancellation()
        let looked = await withTaskCancellationHandler {
            await CheckThread.run { [check] in
                ParallelWork.map(projects) { project -> Looked? in
                    cancellation.isSet ? nil : Looked(check, project, look, standing: standing[project.id] ?? [])
                }
            }
        } onCancel: {
            cancellation.set()
        }
        guard !cancellation.isSet else { throw CancellationError() }
        if !asked.isList { memory.note(projects, at: place, for: request) }
        return result(projects, looked.compactMap { $0 })
    }

    private func result(_ projects: [Project], _ looked: [Looked]) -> ActionResult {
        let resting = projects.filter { !check.isWatched($0) }.map { ($0.id, "\($0.id) is \($0.status.spoken)") }
        return ActionResult(
            findings: looked.flatMap { $0.findings }, evaluated: Set(projects.map { $0.id }), rules: [Check.rule],
            muted: Dictionary(resting, uniquingKeysWith: { first, _ in first }),
            endings: Dictionary(looked.flatMap { $0.endings }, uniquingKeysWith: { first, _ in first }),
            output: .map(["projects": .list(projects.map { .text($0.id) })]))
    }

    // Closures where others write key paths: here, where the check is not known yet, each key path would be put together
    // again at every run.

    /// What came of one project.
    private struct Looked: Sendable {
        let findings: [Finding]
        let endings: [(Finding.Identity, String)]

        init(_ check: Check, _ project: Project, _ look: Look<Check.Terms>, standing: [AlertKey]) {
            let findings = check.findings(of: project, in: look)
            let found = Set(findings.map { $0.identity })
            endings = standing.compactMap { key in
                guard !found.contains(key.identity) else { return nil }
                return check.ending(of: key.subject, of: project, in: look).map { (key.identity, $0) }
            }
            self.findings = findings
        }
    }

    /// Told from any thread that nobody waits for the result any more.
    private final class Cancellation: Sendable {
        private let flag = Atomic(false)

        var isSet: Bool { flag.load(ordering: .relaxed) }

        func set() { flag.store(true, ordering: .relaxed) }
    }
}

/// Where checks run: off the cooperative pool, as a portfolio takes a while.
private enum CheckThread {
    /// Nil where the process has no thread left for it: then they run where they are called.
    private static let shared = try? BlockingThread(name: "gantry-checks")

    static func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        guard let shared else { return work() }
        return await shared.run(work)
    }
}
