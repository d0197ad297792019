import FoundationEssentials
import GantryCore
import GantryProject

/// A plan with some things different, beside today's.
struct ScenarioText {
    let scenario: ScenarioReport
    let display: Display

    var lines: [String] {
        let title = "What if: " + scenario.changes.joined(separator: "; ")
        var table = Table(columns: [.left(""), .right("TODAY"), .right("WITH"), .wrapping("")], indent: 2)
        table.rows = [finish, margin] + [forecast, peak].compactMap { $0 }
        var lines = [""] + display.paragraph(title, hanging: 2, style: .bold) + table.lines(display.terminal)
        if scenario.today.criticalPath != scenario.with.criticalPath {
            lines += display.paragraph(
                "Critical path then: \(scenario.with.criticalPath.joined(separator: " > "))", indent: 2, hanging: 2)
        }
        return lines + moved + display.notes(scenario.notes)
    }

    private var finish: [Table.Cell] {
        let (today, with) = (scenario.today.finish, scenario.with.finish)
        let days = with - today
        let words = days == 0 ? "the same" : "\(abs(days)) calendar days \(days < 0 ? "earlier" : "later")"
        return [
            "Finish", .init(display.moments.spoken(today)), .init(display.moments.spoken(with)),
            .init(words, days > 0 ? .red : days < 0 ? .green : .plain),
        ]
    }

    private var margin: [Table.Cell] {
        let shown = { (margin: Int?) in Table.Cell(margin.map { "\($0) wd" } ?? "-") }
        return [
            "Margin", shown(scenario.today.margin), shown(scenario.with.margin),
            .init(scenario.with.margin.map(PlanText.spoken(margin:)) ?? "no deadline"),
        ]
    }

    private var forecast: [Table.Cell]? {
        guard let code = scenario.currency, let currency = Currency(code), let today = scenario.today.forecast,
            let with = scenario.with.forecast
        else { return nil }
        let change = Amount(with.value - today.value, currency)
        return [
            .init("Forecast \(code)"), .init(today.spoken(currency)), .init(with.spoken(currency)),
            .init(change.value.isZero ? "the same" : (change.value > 0 ? "+" : "") + change.spoken(currency)),
        ]
    }

    private var peak: [Table.Cell]? {
        guard let today = scenario.today.peak, let with = scenario.with.peak else { return nil }
        let shown = { (peak: ScenarioReport.Peak) in Table.Cell("\(peak.percent.rounded(0)) %") }
        return ["Highest load", shown(today), shown(with), .init("\(with.person) in \(with.week)")]
    }

    private var moved: [String] {
        guard !scenario.moved.isEmpty else { return [] }
        var table = Table(columns: [.left("FINISH OF", cutTo: 10), .left("TODAY"), .left("WITH")], indent: 2)
        table.rows = scenario.moved.prefix(20).map { move in
            [
                .init(move.id), .init(move.today.map(display.moments.spoken) ?? "new"),
                .init(move.with.map(display.moments.spoken) ?? "dropped"),
            ]
        }
        let more = scenario.moved.count > 20 ? ["  and \(scenario.moved.count - 20) more: --json has all"] : []
        return [""] + table.lines(display.terminal) + more
    }
}
