import ArgumentParser
import FoundationEssentials
import GantryCore
import GantryProject

/// `gantry budget PROJECT`: what is spent, promised and left, and until when it lasts.
struct BudgetVerb: ProjectReportVerb {
    typealias Report = BudgetReport

    static let configuration = CommandConfiguration(
        commandName: "budget",
        abstract: "Show what is spent, promised and left, how fast it goes, and until when it lasts.",
        discussion: """
            The burn is the mean spending of the last whole months, three of them or
            --periods. What is left lasts until the date shown if that goes on. No daemon
            is needed.

            EXAMPLES
              gantry budget crm2
              gantry budget crm2 --as-of 2026-11-16 --explain
              gantry budget projects/crm2.yaml --periods 6 --json
            """)

    @Argument(help: "The project's id, or its file.") var project: String
    @Option(help: ArgumentHelp("The whole months that the burn is the mean of; else 3.", valueName: "count"))
    var periods: String?
    @OptionGroup var report: ReportOptions
    @OptionGroup var common: CommonOptions

    func add(to parameters: inout ReportParameters) { parameters.add("periods", periods) }

    func lines(_ report: BudgetReport, _ display: Display) -> [String] {
        BudgetText(report: report, display: display).lines
    }
}

/// A budget as people read it.
private struct BudgetText {
    let report: BudgetReport
    let display: Display

    private var rows: [BudgetReport.Row] { report.lines + [report.total] }

    var lines: [String] {
        display.head(report.project, "budget", report.asOf, report.currency) + [""] + money + [""] + pace
            + display.notes(report.notes) + display.explanations(report.explain ?? [])
    }

    private var money: [String] {
        var table = Table(columns: [
            .left("LINE", cutTo: 8), .right("BUDGET"), .right("SPENT"), .right("COMMITTED"), .right("LEFT"),
            .right("USED"),
        ])
        table.rows = rows.map { row in
            [
                .init(name(row), row.id == nil ? .bold : .plain), .init(spoken(row.budget)), .init(spoken(row.spent)),
                .init(spoken(row.committed)), .init(spoken(row.left), row.left?.value ?? 0 < 0 ? .red : .plain),
                .init(row.percent.map { Percent($0).spoken } ?? "-", style(row)),
            ]
        }
        return Array(table.parts(display.terminal).map { $0.lines(display.terminal) }.joined(separator: [""]))
    }

    private var pace: [String] {
        let months = report.periods.used == 1 ? "1 MONTH" : "\(report.periods.used) MONTHS"
        var table = Table(columns: [
            .left("LINE", cutTo: 8), .right("BURN, MEAN OF \(months)"), .right("ALERT"), .wrapping("LASTS UNTIL"),
        ])
        table.rows = rows.map { row in
            [
                .init(name(row), row.id == nil ? .bold : .plain), .init(spoken(row.burn)),
                .init(row.alert.map { Percent($0).spoken } ?? "-", style(row)), .init(until(row)),
            ]
        }
        return table.lines(display.terminal)
    }

    private func name(_ row: BudgetReport.Row) -> String { row.name ?? row.id ?? "total" }

    private func until(_ row: BudgetReport.Row) -> String {
        row.runway.map(display.moments.spoken) ?? "not available: \(row.unavailable["runway"] ?? "")"
    }

    private func spoken(_ amount: Amount?) -> String { display.spoken(amount, report.currency) }

    private func style(_ row: BudgetReport.Row) -> Terminal.Style {
        switch row.alert {
        case nil: .plain
        case let alert?: alert >= 100 ? .red : .yellow
        }
    }
}

extension Display {
    /// `crm2  budget as of Mon 16 Nov, in EUR`.
    func head(_ project: String, _ what: String, _ asOf: LocalDate, _ currency: String) -> [String] {
        let words = "  \(what) as of \(moments.spoken(asOf)), in \(currency)"
        let fits = !terminal.isInteractive || project.printableLine.columns + words.columns <= terminal.width
        guard fits else { return paragraph(project + words, hanging: 2, style: .bold) }
        return [styled(project.printableLine, .bold) + words]
    }

    /// `11,040.00`, or `-` where there is none.
    func spoken(_ amount: Amount?, _ currency: String) -> String {
        guard let amount, let currency = Currency(currency) else { return "-" }
        return amount.spoken(currency)
    }
}
