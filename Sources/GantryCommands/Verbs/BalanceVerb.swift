import ArgumentParser
import FoundationEssentials
import GantryCore
import GantryProject

/// `gantry balance PROJECT`: the final account, and whether the books tie to the cent.
struct BalanceVerb: ProjectReportVerb {
    typealias Report = BalanceReport

    static let configuration = CommandConfiguration(
        commandName: "balance",
        abstract: "Show the final account, and whether the books tie to what is asserted.",
        discussion: """
            What was booked, by line and currency; what is still promised; which invoices
            are open; and every assertion of the project held against its books. It ends
            with 1 where one does not tie. No daemon is needed.

            EXAMPLES
              gantry balance crm2
              gantry balance crm2 --as-of 2026-11-16 --explain
              gantry balance projects/crm2.yaml --json
            """)

    @Argument(help: "The project's id, or its file.") var project: String
    @OptionGroup var report: ReportOptions
    @OptionGroup var common: CommonOptions

    func lines(_ report: BalanceReport, _ display: Display) -> [String] {
        BalanceText(report: report, display: display).lines
    }

    func status(_ report: BalanceReport) -> Int32 { report.holds ? ExitStatus.good : ExitStatus.failed }
}

/// An account as people read it.
private struct BalanceText {
    let report: BalanceReport
    let display: Display

    var lines: [String] {
        display.head(report.project, "account", report.asOf, report.currency) + [""] + account + commitments + invoices
            + assertions + display.notes(report.notes) + display.explanations(report.explain ?? [])
    }

    // MARK: The account

    private var account: [String] {
        var table = Table(columns: [.left("LINE", cutTo: 8), .right("BOOKED"), .left(""), .right(report.currency)])
        table.rows = report.lines.map { line in
            [
                .init(line.line ?? "all"), .init(spoken(line.booked, line.currency)), .init(line.currency),
                .init(spoken(line.converted)),
            ]
        }
        table.rows.append(["rounding", "", "", .init(spoken(report.residual))])
        table.rows.append([.init("total", .bold), "", "", .init(spoken(report.total), .bold)])
        if let budget = report.budget { table.rows.append(["budget", "", "", .init(spoken(budget))]) }
        if let difference = report.difference {
            let isOver = difference.value < 0
            table.rows.append(["unspent", "", "", .init(spoken(difference), isOver ? .red : .plain)])
        }
        return table.lines(display.terminal)
    }

    // MARK: What is open

    private var commitments: [String] {
        guard !report.commitments.isEmpty else { return ["", "No commitment is open."] }
        var table = Table(columns: [
            .left("COMMITTED", cutTo: 8), .left("LINE", cutTo: 8), .left("SUPPLIER", cutTo: 8), .right("LEFT"),
            .left(""), .right(report.currency),
        ])
        table.rows = report.commitments.map { open in
            [
                .init(open.id, .bold), .init(open.line ?? "-"), .init(open.supplier ?? "-"),
                .init(spoken(open.left, open.currency)), .init(open.currency), .init(spoken(open.converted)),
            ]
        }
        return [""] + table.lines(display.terminal)
    }

    private var invoices: [String] {
        guard !report.invoices.isEmpty else { return [] }
        var table = Table(columns: [
            .left("INVOICE", cutTo: 8), .right("AMOUNT"), .left(""), .wrapping("STATE"),
        ])
        table.rows = report.invoices.map { invoice in
            let isGood = invoice.state != .overdue && invoice.booking == .matches
            return [
                .init(invoice.id, .bold), .init(spoken(invoice.amount, invoice.currency)), .init(invoice.currency),
                .init(state(invoice) + booking(invoice), isGood ? .plain : .yellow),
            ]
        }
        return [""] + table.lines(display.terminal)
    }

    private func state(_ invoice: BalanceReport.InvoiceLine) -> String {
        let due = invoice.due.map(display.moments.spoken) ?? ""
        return switch invoice.state {
        case .paid: "paid \(invoice.paid.map(display.moments.spoken) ?? "")"
        case .due: "due \(due)"
        case .overdue: "overdue, due \(due)"
        case .open: "open, without a date"
        }
    }

    private func booking(_ invoice: BalanceReport.InvoiceLine) -> String {
        switch invoice.booking {
        case .matches: ""
        case .missing: "; no booking names it"
        case .differs: "; booked with \(spoken(invoice.booked, invoice.currency))"
        case .otherCurrency: "; booked in another currency"
        }
    }

    // MARK: Assertions

    private var assertions: [String] {
        guard !report.assertions.isEmpty else { return ["", "No balance is asserted."] }
        return [""] + report.assertions.flatMap(assertion)
    }

    /// `FAILS 30 Nov labour: asserted 118,437.55, ledger 118,437.54: 0.01 EUR`, and where.
    private func assertion(_ assertion: BalanceReport.AssertionLine) -> [String] {
        let what = "\(display.moments.spoken(assertion.date)), \(assertion.line ?? "all lines")"
        let asserted = "asserted \(exact(assertion.asserted, assertion.currency))"
        guard !assertion.holds else {
            return display.paragraph("ties   \(what): \(asserted) \(assertion.currency)", hanging: 7, style: .green)
        }
        var text = "FAILS  \(what): \(asserted), ledger \(exact(assertion.ledger, assertion.currency)): "
        text += "\(exact(assertion.difference, assertion.currency)) \(assertion.currency)"
        let last = assertion.last.map { "last booking counted \($0.fileAndLine)" } ?? "no booking counted"
        return display.paragraph(text, hanging: 7, style: .red)
            + display.paragraph("asserted in \(assertion.at.fileAndLine), \(last)", indent: 7)
    }

    // MARK: Amounts

    private func spoken(_ amount: Amount?) -> String { display.spoken(amount, report.currency) }
    private func spoken(_ amount: Amount?, _ currency: String) -> String { display.spoken(amount, currency) }

    /// With every place that counts in the comparison.
    private func exact(_ amount: Amount, _ currency: String) -> String {
        let places = amount.description.split(separator: ".").dropFirst().first?.count ?? 0
        return amount.value.formatted(places: places, grouped: true)
    }
}
