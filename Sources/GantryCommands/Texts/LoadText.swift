import FoundationEssentials
import GantryCore
import GantryProject

/// The load of people for people.
struct LoadText {
    let report: LoadReport
    let display: Display

    var lines: [String] {
        let moments = display.moments
        let what = report.skill.map { "Who is free with the skill '\($0)'" } ?? "Load"
        let title = "\(what), \(moments.spoken(report.from)) to \(moments.spoken(report.to))"
        let head = display.paragraph("\(title), as of \(moments.spoken(report.asOf))", hanging: 2, style: .bold)
        guard !report.rows.isEmpty else { return head + ["", "nobody"] }
        return head + [""] + (report.skill == nil ? sheet : free) + overloads
    }

    /// Hours of capacity, week by week.
    private var sheet: [String] {
        if report.by == .week { return weeks }
        let all = report.rows.first?.weeks.map(\.week) ?? []
        // Each week takes eight columns beside the name and the sum.
        let room = display.terminal.isInteractive ? max(1, (display.terminal.width - 34) / 8) : all.count
        let shown = all.prefix(room)
        var table = Table(
            columns: [.left(report.by.rawValue.uppercased(), cutTo: 8), .right("HOURS"), .right("OF"), .right("LOAD")]
                + shown.map { .right("W\(pad($0.number))") })
        table.rows = report.rows.map { row in
            [.init(row.id), hours(row.hours), hours(row.capacity), cell(row.percent, row.hours)]
                + row.weeks.prefix(shown.count).map { cell($0.percent, $0.hours) }
        }
        let more = all.count > shown.count ? ["\(all.count - shown.count) more weeks: a wider terminal, or --json"] : []
        return table.lines(display.terminal) + more
    }

    private var weeks: [String] {
        var table = Table(columns: [.left("WEEK"), .left("FROM"), .right("HOURS"), .right("OF"), .right("LOAD")])
        table.rows = report.rows.map { row in
            let monday = row.weeks.first.map { display.moments.spoken($0.week.monday) } ?? ""
            return [.init(row.id), .init(monday), hours(row.hours), hours(row.capacity), cell(row.percent, row.hours)]
        }
        return table.lines(display.terminal)
    }

    private var free: [String] {
        var table = Table(columns: [.left("PERSON", cutTo: 8), .right("FREE"), .right("OF"), .wrapping("BUSY WITH")])
        table.rows = report.rows.map { row in
            var busy: [(name: String, hours: Decimal)] = []
            for task in row.weeks.flatMap(\.tasks) {
                if let index = busy.firstIndex(where: { $0.name == task.task }) {
                    busy[index].hours += task.hours
                } else {
                    busy.append((task.task, task.hours))
                }
            }
            let words = busy.map { "\($0.name) \($0.hours.rounded(1)) h" }.joined(separator: ", ")
            return [.init(row.id), hours(row.free), hours(row.capacity), .init(words.isEmpty ? "nothing" : words)]
        }
        return table.lines(display.terminal)
    }

    private var overloads: [String] {
        guard !report.overloads.isEmpty else { return [] }
        let lines = report.overloads.flatMap { overload in
            let weeks = overload.weeks.map {
                "W\(pad($0.week.number)) \($0.percent.map { "\($0.rounded(0)) %" } ?? "away")"
            }
            var names: [String] = []
            for task in overload.weeks.flatMap(\.tasks) where !names.contains(task.task) { names.append(task.task) }
            return display.paragraph(
                "\(overload.person): \(weeks.joined(separator: ", ")) with \(names.joined(separator: ", "))", indent: 2,
                hanging: 4)
        }
        return ["", display.styled("More to do than hours", .red)] + lines
    }

    private func hours(_ hours: Decimal) -> Table.Cell { .init("\(hours.rounded(0)) h") }

    private func cell(_ percent: Decimal?, _ hours: Decimal) -> Table.Cell {
        guard let percent else { return .init(hours.isZero ? "-" : "away", hours.isZero ? .dim : .red) }
        return .init("\(percent.rounded(0)) %", percent > 100 ? .red : percent.isZero ? .dim : .plain)
    }
}
