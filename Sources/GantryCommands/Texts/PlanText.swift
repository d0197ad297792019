import FoundationEssentials
import GantryCore
import GantryProject

/// A plan for people: what it comes to, then its tasks, beside bars where a terminal is wide enough.
struct PlanText {
    /// The least columns that bars make sense in.
    private static let leastBars = 12

    let report: PlanReport
    let display: Display

    var lines: [String] { head + [""] + table }

    // MARK: Head

    private var head: [String] {
        let title = report.name == report.project ? report.project : "\(report.project)  \(report.name)"
        let state = report.asOf.map { "as of \(display.moments.spoken($0))" } ?? "as the file has it"
        var lines = display.paragraph("\(title), the plan \(state)", hanging: 2, style: .bold)
        let days = counted(report.durationDays.rounded(1), "working day")
        lines.append(
            "\(display.moments.spoken(report.start)) to \(display.moments.spoken(report.finish)), \(days)")
        if let deadline = report.deadline, let margin = report.margin {
            let words = display.styled(Self.spoken(margin: margin), margin < 0 ? .red : .green)
            lines.append("Deadline \(display.moments.spoken(deadline)): \(words)")
        }
        let path = report.criticalPath.joined(separator: " > ")
        return lines + display.paragraph("Critical path (no float): \(path)", hanging: 2)
    }

    /// `11 working days late`, `3 working days in hand`.
    static func spoken(margin: Int) -> String {
        switch margin {
        case ..<0: "\(counted(Decimal(-margin), "working day")) late"
        case 0: "on the day, nothing in hand"
        default: "\(counted(Decimal(margin), "working day")) in hand"
        }
    }

    // MARK: Tasks

    private var table: [String] {
        var table = Table(columns: [
            .left("TASK", cutTo: 10), .left("START"), .left("FINISH"), .right("FLOAT"), .right("MARGIN"),
        ])
        table.rows = report.tasks.map { task in
            let margin = task.margin.map { "\($0)" } ?? "-"
            return [
                .init(task.id + (task.critical ? " *" : ""), task.critical && !task.done ? .bold : .plain),
                .init(display.moments.spoken(task.start)), .init(display.moments.spoken(task.finish)),
                .init("\(task.totalFloat.rounded(1))"),
                .init(margin, (task.margin ?? 0) < 0 && !task.done ? .red : .plain),
            ]
        }
        let rows = table.lines(display.terminal)
        let width = rows.map(\.visibleColumns).max() ?? 0
        let room = display.terminal.width - width - 3
        guard display.terminal.isInteractive, room >= Self.leastBars else { return rows }
        let bars = GanttBars(report: report, width: min(room, 100), display: display)
        return zip(rows, [bars.scale] + report.tasks.map(bars.bar)).map { row, bar in
            row + String(repeating: " ", count: width - row.visibleColumns + 2) + bar
        }
    }
}

/// The tasks of a plan as bars over time.
struct GanttBars {
    let report: PlanReport
    /// Columns.
    let width: Int
    let display: Display

    private var span: Int { max(1, report.finish - report.start + 1) }

    private func column(_ date: LocalDate) -> Int {
        min(width - 1, max(0, (date - report.start) * width / span))
    }

    /// The months, each at its first day.
    var scale: String {
        let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        var line = ""
        var date = report.start
        while date <= report.finish {
            let column = column(date)
            if line.count < column || line.isEmpty, column + 3 <= width {
                line += String(repeating: " ", count: column - line.count) + names[date.month - 1] + " "
            }
            date = (LocalDate(year: date.year, month: date.month, day: 1) ?? date).adding(months: 1)
        }
        while line.last == " " { line.removeLast() }
        return display.styled(line, .dim)
    }

    func bar(_ task: PlanReport.Task) -> String {
        let (first, last) = (column(task.start), column(task.finish))
        let space = String(repeating: " ", count: task.milestone ? last : first)
        if task.milestone { return space + display.styled("◆", task.critical ? .red : .plain) }
        let mark = task.done ? "░" : task.critical ? "█" : "▒"
        return space + String(repeating: mark, count: last - first + 1)
    }
}

extension String {
    /// Columns on a terminal, colours not counted.
    var visibleColumns: Int {
        var plain = ""
        var isEscape = false
        for character in self {
            if character == "\u{1B}" { isEscape = true }
            if !isEscape { plain.append(character) }
            if character == "m" { isEscape = false }
        }
        return plain.columns
    }
}

/// `1 working day`, `2.5 working days`.
func counted(_ count: Decimal, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
