import ArgumentParser
import GantryControl
import GantryCore

/// `gantry logs RUN`: what the steps of a run printed.
struct LogsVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what the steps of a run printed.",
        discussion: """
            EXAMPLES
              gantry logs                  the latest run
              gantry logs 12
              gantry logs 12 | less
            """)

    @Argument(help: "The run's number; the latest run where it is left out.") var run: String?
    @OptionGroup var common: CommonOptions

    func answer(in session: Session) async throws -> Answer {
        let client = session.client()
        let log = try await client.logs(ofRun: try await TraceVerb.id(run, client))
        var answer = Answer(log, Self.text(log, session.display))
        answer.isVerbatim = !session.display.terminal.isInteractive
        return answer
    }

    static func text(_ log: RunLog, _ display: Display) -> String {
        let entries = log.logs.filter { !$0.text.isEmpty || $0.truncated }
        guard !entries.isEmpty else { return "run \(log.run) printed nothing\n" }
        return entries.map { entry in
            // A pipe gets the bytes as they were printed; a terminal is not to be steered by them.
            let printed = display.terminal.isInteractive ? entry.text.printableLines : entry.text
            let head = entries.count > 1 ? display.styled("== \(entry.step)", .bold) + "\n" : ""
            let end = printed.isEmpty || printed.hasSuffix("\n") ? "" : "\n"
            return head + printed + end + (entry.truncated ? "(cut here: it printed more than is kept)\n" : "")
        }.joined()
    }
}
