import GantryCore
import GantryProject

/// What moves where nobody is on two things at once.
struct LevellingText {
    let levelling: LevellingReport
    let report: PlanReport
    let display: Display

    var lines: [String] {
        let isLevel = levelling.overlaps.isEmpty
        let title = display.styled(
            isLevel ? "Levelled: nobody on two things at once" : "Levelled as far as it goes", .bold)
        let rest = levelling.overlaps.flatMap { overlap in
            let tasks = overlap.tasks.joined(separator: " and ")
            let words =
                overlap.tasks.count > 1
                ? "\(overlap.person) is on \(tasks) at once; both have begun"
                : "\(tasks) alone asks \(overlap.person) for more hours than there are"
            return display.paragraph(words, indent: 2, hanging: 2, style: .yellow)
        }
        let others = display.notes(["other projects are not counted here; gantry load counts all"])
        guard !levelling.moved.isEmpty else { return ["", title, "  nothing has to move"] + rest + others }
        var table = Table(
            columns: [.left("TASK", cutTo: 10), .left("FROM"), .left("TO"), .right("DAYS"), .wrapping("BECAUSE")],
            indent: 2)
        table.rows = levelling.moved.map { move in
            [
                .init(move.id), .init(display.moments.spoken(move.from)), .init(display.moments.spoken(move.to)),
                .init("\(move.days)"), .init(move.because),
            ]
        }
        let margin = levelling.margin.map { ", " + PlanText.spoken(margin: $0) } ?? ""
        let finish = "  Finish \(display.moments.spoken(levelling.finish))\(margin)"
        return ["", title, finish] + table.lines(display.terminal) + rest + others
    }
}
