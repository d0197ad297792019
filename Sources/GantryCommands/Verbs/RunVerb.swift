import ArgumentParser
import GantryControl
import GantryCore

/// `gantry run W`: starts a workflow by hand.
struct RunVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run a workflow now.",
        discussion: """
            Without --wait it returns when the run is queued. With --wait it returns when
            the run has ended, and ends with 1 if the run failed.

            EXAMPLES
              gantry run deadlines
              gantry run deadlines --wait
            """)

    @Argument(help: "The workflow's name.") var workflow: String
    @Flag(help: "Return when the run has ended.") var wait = false
    @Option(help: ArgumentHelp("Who asks; else your login name.", valueName: "name")) var by: String?
    @OptionGroup var common: CommonOptions

    func answer(in session: Session) async throws -> Answer {
        let client = session.client()
        let run = try await client.startRun(of: workflow, by: by ?? session.user, wait: wait)
        guard run.state.isFinal else {
            return Answer(run, ["run \(run.id) of \(run.workflow) is \(run.state.rawValue): gantry trace \(run.id)"])
        }
        let trace = try await client.run(run.id)
        let status = run.state == .succeeded ? ExitStatus.good : ExitStatus.failed
        return Answer(run, Self.lines(trace, session.display), status: status)
    }

    /// How a run ended, and what it found.
    static func lines(_ trace: RunTrace, _ display: Display) -> [String] {
        let findings = trace.steps.flatMap(\.findings)
        let head = "run \(trace.run.id) of \(trace.run.workflow) \(TraceVerb.ending(trace.run, display))"
        let found = findings.isEmpty ? "nothing found" : counted(findings.count, "finding")
        let reasons = trace.run.error.map { display.paragraph($0, indent: 2) } ?? []
        return ["\(head), \(found): gantry trace \(trace.run.id)"] + reasons
            + TraceVerb.lines(findings, display, indent: 2)
    }
}
