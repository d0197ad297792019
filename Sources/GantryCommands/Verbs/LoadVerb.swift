import ArgumentParser
import FoundationEssentials
import GantryCore
import GantryProject

/// `gantry load`: who has how much to do, over all projects.
struct LoadVerb: PortfolioReportVerb {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Show who has how much to do in which week, over all projects, and who is free.",
        discussion: """
            Hours are those of the plans, what is left counted from the day that is today.
            Whoever is away has fewer hours, whoever is on two projects has both.

            EXAMPLES
              gantry load
              gantry load --by role --weeks 12
              gantry load --by week
              gantry load --skill data --from 2026-12-01 --days 10     who is free
            """)

    typealias Report = LoadReport

    @Option(help: ArgumentHelp("One row for each: person, role, week.", valueName: "what")) var by: String?
    @Option(help: ArgumentHelp("Only those with a skill, the freest first.", valueName: "skill")) var skill: String?
    @Option(help: ArgumentHelp("The first day; else today.", valueName: "date")) var from: String?
    @Option(help: ArgumentHelp("How many working days are counted.", valueName: "count")) var days: String?
    @Option(help: ArgumentHelp("How many weeks are counted; 8 where nothing is said.", valueName: "count")) var weeks:
        String?
    @OptionGroup var report: ReportOptions
    @OptionGroup var common: CommonOptions

    func add(to parameters: inout ReportParameters) {
        parameters.add("by", by)
        parameters.add("skill", skill)
        parameters.add("from", from)
        parameters.add("days", days)
        parameters.add("weeks", weeks)
    }

    func lines(_ report: LoadReport, _ display: Display) -> [String] {
        LoadText(report: report, display: display).lines + display.notes(report.notes)
            + display.explanations(report.explain ?? [])
    }
}
