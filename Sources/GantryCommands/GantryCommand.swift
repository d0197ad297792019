package import ArgumentParser
import GantryControl

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
            CommandGroup(name: "Runs", subcommands: [RunVerb.self, RunsVerb.self, TraceVerb.self, LogsVerb.self]),
            CommandGroup(name: "Steering", subcommands: [AcknowledgeVerb.self, ReloadVerb.self]),
        ]
    )

    package init() {}

    /// Does what this process was asked for, and ends it.
    package static func start() async { await main() }
}
