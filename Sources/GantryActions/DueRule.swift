import GantryCore
import GantryTime

/// When people are told about a date: so many working days before it, on the day, and again and again after it.
struct DueRule {
    /// Falling: 10, 3, 1.
    let before: [Int]
    /// Working days between reminders of what is overdue; nil: it is told once.
    let overdueEvery: Int?

    /// Stages that leave so much time are for information only.
    private static let farAway = 4

    /// Reads the inputs `before` and `overdue_every`.
    ///
    /// - Throws: `ActionFailure` for what is no number of working days.
    init(_ inputs: [String: Value]) throws(ActionFailure) {
        var days: Set<Int> = []
        for value in inputs["before"]?.list ?? [] { days.insert(try Self.count(value, "before")) }
        // The day itself is a stage anyway.
        before = days.subtracting([0]).sorted(by: >)
        switch inputs["overdue_every"] ?? .null {
        case .null: overdueEvery = nil
        case let value: overdueEvery = try Self.count(value, "overdue_every")
        }
    }

    private static func count(_ value: Value, _ input: String) throws(ActionFailure) -> Int {
        guard let text = value.text, let days = WorkingDays(text), days.count >= 0 else {
            throw ActionFailure("'\(input)' holds \(value.json), which is no number of working days such as 3wd")
        }
        return days.count
    }

    static func inputs(before: [String]) -> [InputDeclaration] {
        [
            InputDeclaration(
                "before", .list(.workingDays), default: .list(before.map { .text($0) }),
                "How long before the day people are told. The day itself is not counted."),
            InputDeclaration(
                "overdue_every", .workingDays, default: "2wd",
                "How often they are told again once the day has passed; 0wd: not again."),
            ProjectSelection.input,
        ]
    }

    /// `10, 3 and 1 working days before it is due, on the day, when it has passed, and every 2 working days …`.
    func sentence(_ verb: String) -> String {
        let ahead =
            before.isEmpty
            ? "" : "\(before.map(String.init).enumerated) \(Self.unit(before.reduce(0, +))) before \(verb), "
        let again = (overdueEvery ?? 0) > 0 ? ", and every \(Self.days(overdueEvery ?? 0)) from then on" : ""
        return "\(ahead)on the day, when it has passed\(again)"
    }

    /// How a date stands today; nil while it is too far away to be told about.
    func state(of due: LocalDate, today: LocalDate, calendar: WorkingCalendar) -> DueState? {
        let counted = calendar.onOrBefore(due)
        let words = DueWords(due: due, counted: counted, today: today, calendar: calendar)
        if today > counted { return overdue(words) }
        if today == counted {
            return DueState(words, Finding.Stage("due", rank: 0), .warning, sums: ["today is \(words.spoken(counted))"])
        }
        guard let stage = before.last(where: { today >= calendar.adding(WorkingDays(-$0), to: counted) }) else {
            return nil
        }
        let next = before.first { $0 < stage } ?? 0
        let nextDay = calendar.adding(WorkingDays(-next), to: counted)
        let sums = [
            words.subtraction(stage),
            "today, \(words.spoken(today)), to \(words.spoken(counted)) = \(Self.days(words.left))",
            "next: \(words.spoken(nextDay)), \(next == 0 ? "the day itself" : "\(Self.days(next)) before")",
        ]
        // A rank that depends on the days only stays in order when a workflow's stages are changed.
        let isFar = stage >= Self.farAway
        return DueState(words, Finding.Stage("\(stage)wd", rank: -stage), isFar ? .info : .warning, sums: sums)
    }

    private func overdue(_ words: DueWords) -> DueState {
        // The first working day after the day is the first reminder; a day off before it belongs to it.
        let late = words.late
        let step = overdueEvery ?? 0
        let repeats = step > 0 ? max(0, late - 1) / step : 0
        var sums = ["\(words.spoken(words.counted)) to today, \(words.spoken(words.today)) = \(Self.days(late))"]
        if step > 0 {
            let next = words.calendar.adding(WorkingDays((repeats + 1) * step + 1), to: words.counted)
            sums.append("next: \(words.spoken(next)), every \(Self.days(step)) while it is overdue")
        }
        return DueState(words, Finding.Stage("overdue", rank: 1 + repeats), .critical, sums: sums)
    }

    static func unit(_ count: Int) -> String { count == 1 ? "working day" : "working days" }

    static func days(_ count: Int) -> String { "\(count) \(unit(count))" }
}

/// How a date stands today, with the words and the sums for it.
struct DueState {
    let stage: Finding.Stage
    let severity: Finding.Severity
    let arithmetic: [String]
    private let words: DueWords

    fileprivate init(_ words: DueWords, _ stage: Finding.Stage, _ severity: Finding.Severity, sums: [String]) {
        (self.words, self.stage, self.severity) = (words, stage, severity)
        arithmetic = words.shift + sums
    }

    /// `is due Fri 18 Dec, in 3 working days`; without `due `: `is Fri 18 Dec, in 3 working days`.
    func phrase(_ word: String = "due ") -> String { words.phrase(word) }
}

private struct DueWords {
    let due: LocalDate
    /// The working day that `due` counts as.
    let counted: LocalDate
    let today: LocalDate
    let calendar: WorkingCalendar

    var left: Int { calendar.workingDays(from: today, to: counted) }
    var late: Int { calendar.workingDays(from: counted, to: today) }

    func spoken(_ date: LocalDate) -> String { date.spoken(seenFrom: today) }

    func phrase(_ word: String) -> String {
        let day = spoken(counted) + (due == counted ? "" : " (\(spoken(due)) is no working day)")
        if today == counted { return "is \(word)today, \(day)" }
        if today < counted { return "is \(word)\(day), in \(DueRule.days(left))" }
        return "was \(word)\(day)" + (late == 0 ? ", and that has passed" : ", \(DueRule.days(late)) ago")
    }

    var shift: [String] {
        due == counted ? [] : ["\(spoken(due)) is no working day and counts as the one before it, \(spoken(counted))"]
    }

    /// `Mon 28 Dec - 3 working days = Mon 21 Dec (holidays: Thu 24 Dec, Fri 25 Dec)`.
    func subtraction(_ days: Int) -> String {
        let start = calendar.adding(WorkingDays(-days), to: counted)
        let holidays = calendar.holidays.filter { $0 > start && $0 < counted && calendar.week.contains($0.weekday) }
            .sorted()
        let skipped = holidays.isEmpty ? "" : " (holidays: \(holidays.map(spoken).joined(separator: ", ")))"
        return "\(spoken(counted)) - \(DueRule.days(days)) = \(spoken(start))\(skipped)"
    }
}
