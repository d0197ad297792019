import ArgumentParser
import GantryProject

/// `gantry evm PROJECT`: earned value, its forecasts, and what time says.
struct EarnedValueVerb: ProjectReportVerb {
    typealias Report = EarnedValueReport

    static let configuration = CommandConfiguration(
        commandName: "evm",
        abstract: "Earned value: is a project where its plan and its money say, and how will it end?",
        discussion: """
            Planned value comes from 'pv:' in the file, else from the baseline, else from
            the plan; earned value from 'ev:' or from the tasks; cost from the ledger. What
            cannot be had says why.

            EXAMPLES
              gantry evm crm2
              gantry evm projects/crm2.yaml --as-of 2026-11-16
              gantry evm crm2 --explain          how each figure came about
              gantry evm crm2 --json
            """)

    @Argument(help: "The project's id, or its file.") var project: String
    @OptionGroup var report: ReportOptions
    @OptionGroup var common: CommonOptions

    func lines(_ report: EarnedValueReport, _ display: Display) -> [String] {
        let text = EarnedValueText(report: report, display: display)
        return text.head + text.money + text.performance + text.forecast + text.time + text.missing
            + display.notes(report.notes) + display.explanations(report.explain ?? [])
    }
}
