import FoundationEssentials
import GantryCore
import GantryProject

/// Earned value for people. Plain words first, the abbreviation second; rounded half up, for showing only.
struct EarnedValueText {
    let report: EarnedValueReport
    let display: Display

    var head: [String] {
        let day = report.asOf.spoken(seenFrom: report.asOf) + " \(report.asOf.year)"
        return display.paragraph("\(report.project): earned value as of \(day)", style: .bold)
    }

    var money: [String] {
        let share = { (amount: Amount?) -> String? in
            guard let amount, let bac = report.bac else { return nil }
            return (amount.value * 100).divided(by: bac.value).map { Percent($0).spoken + " of it" }
        }
        return table([
            ("Budget of the whole (BAC)", spoken(report.bac), ""),
            ("Planned by now (PV)", spoken(report.pv), share(report.pv)),
            ("Earned by now (EV)", spoken(report.ev), share(report.ev)),
            ("Spent by now (AC)", spoken(report.ac), share(report.ac)),
        ])
    }

    var performance: [String] {
        let earned = report.cpi.map { "each \(unit) spent earned \(places($0))" }
        let done = report.spi.map { "\(Percent($0 * 100).spoken) of what was planned" }
        return table([
            ("Cost variance (CV)", spoken(report.cv), sign(report.cv, "under", "over", "what it should cost")),
            ("Schedule variance (SV)", spoken(report.sv), sign(report.sv, "more", "less", "done than planned")),
            ("Cost performance (CPI)", ratio(report.cpi), earned),
            ("Schedule performance (SPI)", ratio(report.spi), done),
        ])
    }

    var forecast: [String] {
        let needed = report.tcpi.bac.map { "each \(unit) left has to earn \(places($0))" }
        return table([
            ("Forecast of the cost (EAC)", spoken(report.eac.typical), "if it goes on as so far"),
            ("", spoken(report.eac.atypical), "if the rest goes as planned"),
            ("", spoken(report.eac.combined), "if it is hurried as well"),
            ("Still to be spent (ETC)", spoken(report.etc), "if it goes on as so far"),
            (
                "Left of the budget (VAC)", spoken(report.vac),
                sign(report.vac, "under", "over", "the budget at the end")
            ),
            ("Needed from now on (TCPI)", ratio(report.tcpi.bac), needed),
            ("", ratio(report.tcpi.eac), "to end at the first forecast"),
        ])
    }

    var time: [String] {
        guard let name = report.unit else { return [] }
        let passed = report.pd.map { "of \(figure($0)) planned (PD)" }
        let speed = report.spiT.map { "each \(name.dropLast()) brought \(places($0))" }
        return table([
            ("Earned schedule (ES)", figure(report.earnedSchedule), "\(name) of the plan"),
            ("Time passed (AT)", figure(report.at), passed),
            ("Schedule variance (SV(t))", figure(report.svT), name),
            ("Schedule performance (SPI(t))", ratio(report.spiT), speed),
            ("Forecast of the time (IEAC(t))", figure(report.ieacT), name),
        ])
    }

    /// One line for each reason, with all that lack for it.
    var missing: [String] {
        let keys = report.unavailable.filter { $0.key != "unit" && $0.key != "currency" }
        guard !keys.isEmpty else { return [] }
        let reasons = Dictionary(grouping: keys) { $0.value }.map { reason, entries in
            (Set(entries.map { Self.name($0.key) }).sorted().joined(separator: ", "), reason)
        }
        return [""]
            + reasons.sorted { $0 < $1 }.flatMap { names, reason in
                display.paragraph("no \(names): \(reason)", hanging: 2)
            }
    }

    /// `CPI`, `SV(t)`.
    private static func name(_ key: String) -> String {
        if key == "earned_schedule" { return "ES" }
        let first = key.split(separator: ".").first.map(String.init) ?? key
        return first.hasSuffix("_t") ? first.dropLast(2).uppercased() + "(t)" : first.uppercased()
    }

    // MARK: Parts

    /// A row without a title belongs to the one above, and is left out where it has nothing to say.
    private func table(_ rows: [(title: String, value: String, comment: String?)]) -> [String] {
        var table = Table(columns: [.left(""), .right(""), .wrapping("")], hasHeader: false)
        table.rows = rows.filter { !$0.title.isEmpty || $0.value != "-" }.map { title, value, comment in
            let comment = value == "-" ? "" : comment ?? ""
            return [.init(title.filled(to: 30)), .init(value.filled(to: 16, fromLeft: true)), .init(comment, .dim)]
        }
        return [""] + table.lines(display.terminal)
    }

    private var unit: String { report.currency ?? "unit" }

    private func spoken(_ amount: Amount?) -> String {
        guard let amount, let currency = report.currency.flatMap({ Currency($0) }) else { return "-" }
        return "\(amount.spoken(currency)) \(currency.code)"
    }

    private func ratio(_ value: Decimal?) -> String { value.map(places) ?? "-" }

    private func figure(_ value: Decimal?) -> String {
        guard let value else { return "-" }
        return value == value.rounded(0) ? "\(value)" : places(value)
    }

    private func places(_ value: Decimal) -> String { value.formatted(places: 2) }

    /// `over what it should cost`, `as planned`.
    private func sign(_ amount: Amount?, _ above: String, _ below: String, _ rest: String) -> String? {
        guard let amount else { return nil }
        if amount.value.isZero { return "as planned" }
        return (amount.value > 0 ? above : below) + " " + rest
    }
}

extension String {
    fileprivate func filled(to width: Int, fromLeft: Bool = false) -> String {
        let space = String(repeating: " ", count: max(0, width - columns))
        return fromLeft ? space + self : self + space
    }
}
