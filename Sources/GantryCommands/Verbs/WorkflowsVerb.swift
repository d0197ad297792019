import ArgumentParser
import GantryControl
import GantryCore

/// `gantry workflows`: what is looked after, and when.
struct WorkflowsVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "workflows",
        abstract: "List the workflows, when they run next, and how their last run ended.",
        discussion: """
            EXAMPLES
              gantry workflows
              gantry run deadlines         run one now
              gantry runs --workflow deadlines
            """)

    @OptionGroup var common: CommonOptions

    func answer(in session: Session) async throws -> Answer {
        let list = try await session.client().workflows()
        return Answer(list, Self.lines(list, session.display))
    }

    static func lines(_ list: WorkflowList, _ display: Display) -> [String] {
        guard !list.workflows.isEmpty else {
            return ["no workflows yet: put a workflow file into the folder workflows, or see gantry init --help"]
        }
        var table = Table(columns: [
            .left("WORKFLOW", cutTo: 12), .left("NEXT"), .left("LAST RUN"), .wrapping("STARTED BY"),
        ])
        let moments = display.moments.telling(list.workflows.compactMap(\.nextAt))
        table.rows = list.workflows.map { workflow in
            [
                .init(workflow.name, .bold), .init(workflow.nextAt.map(moments.spoken) ?? "-"),
                lastRun(workflow.lastRun), .init(workflow.triggers.map(\.id).joined(separator: ", ")),
            ]
        }
        return table.lines(display.terminal)
    }

    private static func lastRun(_ run: RunMessage?) -> Table.Cell {
        guard let run else { return "-" }
        return .init("\(run.id) \(Display.spoken(run.state.rawValue))", Display.style(run.state))
    }
}
