import GantryCore
import GantryProject

/// What moves where nobody is on two things at once.
struct LevellingText {
    let levelling: LevellingReport
    let report: PlanReport
    let display: Display

    var lines: [String] {
        let title = display.styled("Levelled: nobody on two things at once", .bold)
        guard !levelling.moved.isEmpty else { return ["", title, "  nothing has to move"] }
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
        return ["", title, finish] + table.lines(display.terminal)
    }
}
