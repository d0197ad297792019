package import ArgumentParser
import GantryControl
import GantryCore
import Glibc

/// `gantry`: asks and steers the daemon, and checks files without it.
package struct GantryCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "gantry",
        abstract: "Watches over IT projects that are kept as plain files.",
        discussion: """
            gantryd watches a folder of project files and tells people what needs them.
            gantry asks it, and checks files without it.

            EXAMPLES
              gantry init portfolio          a portfolio to begin with
              gantryd --root portfolio       watch it (leave this running)
              gantry status                  how the daemon is
              gantry alerts                  what needs somebody
              gantry explain crm2/licences   why, from which line of which file
              gantry check                   what is wrong in the files, no daemon needed

            Every verb takes --json. It ends with 0 when all is well, 1 when what was asked
            for failed, 64 when it was not understood, 69 when no daemon can be reached,
            78 when a file is wrong.
            """,
        version: Release.version,
        groupedSubcommands: [
            CommandGroup(
                name: "Beginning",
                subcommands: [InitVerb.self, NewVerb.self, CheckVerb.self, SchemaVerb.self, BaselineVerb.self]),
            CommandGroup(
                name: "Looking",
                subcommands: [
                    StatusVerb.self, ProjectsVerb.self, ShowVerb.self, AlertsVerb.self, ExplainVerb.self,
                    WorkflowsVerb.self, NextVerb.self, ActionsVerb.self, PluginsVerb.self,
                ]),
            CommandGroup(
                name: "Sums",
                subcommands: [PlanVerb.self, LoadVerb.self, BudgetVerb.self, BalanceVerb.self, EarnedValueVerb.self]),
            CommandGroup(
                name: "Runs",
                subcommands: [
                    RunVerb.self, RunsVerb.self, TraceVerb.self, LogsVerb.self, WhyVerb.self, CancelVerb.self,
                ]),
            CommandGroup(name: "Steering", subcommands: [AcknowledgeVerb.self, DeliveriesVerb.self, ReloadVerb.self]),
        ]
    )

    package init() {}

    /// Does what this process was asked for, and ends it.
    package static func start() async {
        // Who reads may stop reading, as `head` does: writing says so then, and no signal ends the process.
        signal(SIGPIPE, SIG_IGN)
        if let lack = OpenFiles.complaint(needed: 16) {
            let text = "error: \(lack.message)\n  hint: \(lack.hint)\n"
            Glibc.exit(StandardStream.error.print(text, status: ExitStatus.failed))
        }
        if let meant = meant(by: Array(CommandLine.arguments.dropFirst())) {
            let text = "error: there is no verb '\(meant.typed)'\n  hint: did you mean \(meant.verb)?\n"
            Glibc.exit(StandardStream.error.print(text.printableLines, status: ExitStatus.usage))
        }
        do {
            var command = try await asyncParseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            Glibc.exit(end(with: error))
        }
    }

    /// Prints what the parser has to say, help and versions too, and gives how the process ends. The parser itself
    /// would not notice that nobody got it.
    private static func end(with error: any Error) -> Int32 {
        let status = exitCode(for: error).rawValue
        let text = fullMessage(for: error)
        guard !text.isEmpty else { return status }
        let stream = status == ExitStatus.good ? StandardStream.output : .error
        return stream.print(text.printableLines + "\n", status: status)
    }

    /// The verb that was probably meant by one that is not there; the parser would only call it unexpected. Nil where
    /// nothing is near, or nothing is wrong.
    static func meant(by words: [String]) -> (typed: String, verb: String)? {
        var command: any ParsableCommand.Type = GantryCommand.self
        var path = "gantry"
        for word in words {
            let verbs =
                command.configuration.groupedSubcommands.flatMap(\.subcommands) + command.configuration.subcommands
            let names = verbs.map { $0.configuration.commandName ?? "" }
            guard !verbs.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
            guard let index = names.firstIndex(of: word) else {
                return suggestion(for: word, among: names).map { (word, "\(path) \($0)") }
            }
            command = verbs[index]
            path += " \(word)"
        }
        return nil
    }
}
