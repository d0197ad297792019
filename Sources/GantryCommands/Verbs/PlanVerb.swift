import ArgumentParser
import FoundationEssentials
import GantryCore
import GantryProject

/// `gantry plan PROJECT`: when each task is worked on, and what the finish hangs on.
struct PlanVerb: ProjectReportVerb {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show when each task is worked on, what the finish hangs on, and the time in hand.",
        discussion: """
            A project is named by its id or by its file. Without --as-of the plan is as
            the file has it; with it, what is left begins on that day. Nothing is written.

            EXAMPLES
              gantry plan crm2
              gantry plan crm2 --as-of 2026-11-16
              gantry plan crm2 --with "build +5wd" --with "drop R7"
              gantry plan crm2 --simulate 10000 --seed 1
              gantry plan crm2 --by 2027-03-31          the chance of that date
              gantry plan crm2 --level                  nobody on two things at once
              gantry plan projects/crm2.yaml --json
            """)

    typealias Report = PlanReport

    @Argument(help: "The project's id, or its file.") var project: String
    @Option(
        name: .long, parsing: .singleValue,
        help: ArgumentHelp(
            "What if: \"build +5wd\", \"drop R7\", \"build 10pd ben+chi\", \"add qa: 5wd chi after build\". May be repeated.",
            valueName: "change"))
    var with: [String] = []
    @Option(help: ArgumentHelp("Play the plan through so many times, by the three estimates.", valueName: "runs"))
    var simulate: String?
    @Option(help: ArgumentHelp("Which chances are drawn; the same seed gives the same answer.", valueName: "number"))
    var seed: String?
    @Option(help: ArgumentHelp("The date whose chance is wanted; else the deadline.", valueName: "date")) var by:
        String?
    @Flag(help: "Move tasks until nobody has more to do than hours, and say what moved and why.") var level = false
    @OptionGroup var report: ReportOptions
    @OptionGroup var common: CommonOptions

    func add(to parameters: inout ReportParameters) {
        for change in with { parameters.add("with", change) }
        parameters.add("simulate", simulate)
        parameters.add("seed", seed)
        parameters.add("by", by)
        parameters.add("level", flag: level)
    }

    func lines(_ report: PlanReport, _ display: Display) -> [String] {
        var lines = PlanText(report: report, display: display).lines
        if let scenario = report.scenario { lines += ScenarioText(scenario: scenario, display: display).lines }
        if let simulation = report.simulation {
            lines += SimulationText(simulation: simulation, report: report, display: display).lines
        }
        if let levelling = report.levelling {
            lines += LevellingText(levelling: levelling, report: report, display: display).lines
        }
        lines += display.notes(report.notes)
        return lines + display.explanations(report.explain ?? [])
    }
}
