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

            With --for it runs an occurrence that was planned and did not run, once: its
            trigger.at is that time, and gantry why says ran from then on.

            EXAMPLES
              gantry run deadlines
              gantry run deadlines --wait
              gantry run deadlines --for 2026-11-02T08:00    what did not run then
            """)

    @Argument(help: "The workflow's name.") var workflow: String
    @Flag(help: "Return when the run has ended.") var wait = false
    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("Run what was planned for then, and did not run.", valueName: "time"))
    var planned: String?
    @Option(help: ArgumentHelp("Whose occurrence, where several triggers had one then.", valueName: "id"))
    var trigger: String?
    @Option(help: ArgumentHelp("Who asks; else your login name.", valueName: "name")) var by: String?
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard trigger == nil || planned != nil else { throw ValidationError("--trigger goes with --for") }
    }

    func answer(in session: Session) async throws -> Answer {
        let client = session.client()
        let instant = try planned.map { try session.instant(of: $0, option: "--for") }
        let request = RunRequest(by: by ?? session.user, wait: wait, occurrence: instant, trigger: trigger)
        let run = try await client.startRun(of: workflow, request)
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
