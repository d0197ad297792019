import ArgumentParser
import GantryControl
import GantryCore

/// `gantry runs`: what ran, newest first.
struct RunsVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List runs, newest first.",
        discussion: """
            EXAMPLES
              gantry runs
              gantry runs --workflow budget --limit 5
              gantry runs --state failed
            """)

    @Option(help: ArgumentHelp("Only runs of this workflow.", valueName: "name")) var workflow: String?
    @Option(help: ArgumentHelp("Only runs in this state: \(Self.states).", valueName: "state"), transform: Self.state)
    var state: Run.State?
    @Option(help: ArgumentHelp("At most so many.", valueName: "count")) var limit = 20
    @OptionGroup var common: CommonOptions

    private static var states: String { Run.State.allCases.map(\.rawValue).joined(separator: ", ") }

    private static func state(_ text: String) throws -> Run.State {
        if let state = Run.State(rawValue: text) { return state }
        let near = suggestion(for: text, among: Run.State.allCases.map(\.rawValue))
        throw ValidationError("'\(text)' is not one of \(states)" + (near.map { "; did you mean '\($0)'?" } ?? ""))
    }

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit \(limit): 1 to 1000 can be listed") }
    }

    func answer(in session: Session) async throws -> Answer {
        let list = try await session.client().runs(RunQuery(workflow: workflow, state: state, limit: limit))
        return Answer(list, Self.lines(list, session.display))
    }

    static func lines(_ list: RunList, _ display: Display) -> [String] {
        guard !list.runs.isEmpty else { return ["no runs"] }
        var table = Table(columns: [
            .right("RUN"), .left("WORKFLOW", cutTo: 12), .left("STATE"), .left("BEGAN"), .right("TOOK"),
            .wrapping("STARTED BY"),
        ])
        table.rows = list.runs.map { run in
            let took = run.startedAt.flatMap { start in run.finishedAt.map { Moments.spoken($0 - start) } }
            return [
                .init(run.id, .bold), .init(run.workflow), .init(run.state.rawValue, Display.style(run.state)),
                .init(display.moments.spoken(run.startedAt ?? run.queuedAt)), .init(took ?? "-"), .init(run.trigger),
            ]
        }
        return table.lines(display.terminal)
    }
}
