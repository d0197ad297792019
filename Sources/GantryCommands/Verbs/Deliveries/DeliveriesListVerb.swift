import ArgumentParser
import GantryControl
import GantryCore

/// `gantry deliveries list`, and what `gantry deliveries` alone means.
struct DeliveriesListVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List messages, the newest first, and what became of them.",
        discussion: """
            EXAMPLES
              gantry deliveries list
              gantry deliveries --failed --limit 5
            """)

    @Flag(help: "Only those that were given up.") var failed = false
    @Option(help: ArgumentHelp("At most so many.", valueName: "count")) var limit = 20
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit \(limit): 1 to 1000 can be listed") }
    }

    func answer(in session: Session) async throws -> Answer {
        let list = try await session.client().deliveries(DeliveryQuery(failed: failed, limit: limit))
        return Answer(list, Self.lines(list, failed: failed, session.display))
    }

    static func lines(_ list: DeliveryList, failed: Bool, _ display: Display) -> [String] {
        guard !list.deliveries.isEmpty else { return [failed ? "no message was given up" : "no messages"] }
        var table = Table(columns: [
            .right("ID"), .left("TO", cutTo: 12), .left("BY", cutTo: 10), .left("STATE"), .left("WRITTEN"),
            .left("TELLS"), .wrapping("ABOUT"),
        ])
        table.rows = list.deliveries.map { row in
            let more = row.alerts.count > 1 ? " and \(row.alerts.count - 1) more" : ""
            let trouble = row.error.map { " (\($0))" } ?? ""
            return [
                .init(row.id, .bold), .init(row.person), .init(row.channel),
                .init(row.state.rawValue, row.state == .dead ? .red : .plain),
                .init(display.moments.spoken(row.createdAt)), .init(row.kind?.rawValue ?? "-"),
                .init("\(row.message ?? "-")\(more)\(trouble)"),
            ]
        }
        let hint =
            list.deliveries.contains { $0.state == .dead }
            ? ["", "have them tried again: gantry deliveries retry --all-failed"] : []
        return table.lines(display.terminal) + hint
    }
}
