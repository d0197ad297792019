import GantryCore

/// Reads the five or six fields of a cron expression.
struct CronParser {
    typealias Word = ScheduleParser.Word

    private let words: [Word]
    /// The normal form, field by field.
    private var normal: [String] = []
    private(set) var warnings: [ScheduleProblem] = []

    init(_ words: [Word]) { self.words = words }

    /// The normal form of what was read.
    var text: String { normal.joined(separator: " ") }

    mutating func parse() throws(ScheduleProblem) -> CronExpression {
        guard words.count == 5 || words.count == 6, let last = words.last else {
            let start = words.first?.offset ?? 0
            let length = words.last.map { $0.offset + $0.length - start } ?? 1
            throw ScheduleProblem(
                .badSchedule, "a schedule has 5 fields, or 6 with seconds first; here are \(words.count)",
                offset: start, length: length,
                hint: "minute hour day-of-month month day-of-week, such as 0 8 * * mon-fri"
            )
        }
        var expression = CronExpression()
        let fields = words.count == 6 ? [.second] + CronField.five : CronField.five
        for (field, word) in zip(fields, words) { try read(field, word, into: &expression) }
        let (minute, hour, day, weekday) = (
            words[words.count - 5], words[words.count - 4], words[words.count - 3], last
        )
        expression.isWildcard = minute.text.hasPrefix("*") || hour.text.hasPrefix("*")
        expression.slots.days.combination = combination(day, weekday)
        guard expression.slots.days.isEverMet else {
            throw ScheduleProblem(
                .scheduleNeverFires, "this never happens: no year has such a day", offset: day.offset,
                length: last.offset + last.length - day.offset, hint: "L is the last day of a month"
            )
        }
        warnAboutShortMonths(expression.slots.days, day)
        return expression
    }

    private mutating func read(_ field: CronField, _ word: Word, into expression: inout CronExpression)
        throws(ScheduleProblem)
    {
        var list = word
        var prefix = ""
        if field == .dayOfWeek, word.text.hasPrefix("+") {
            (list, prefix) = (word.dropFirst(1), "+")
        }
        var bits: UInt64 = 0
        var texts: [String] = []
        for item in list.pieces({ $0 == "," }) {
            if let text = try dayItem(field, item, into: &expression.slots.days) {
                texts.append(text)
            } else {
                let (read, text) = try self.item(field, item)
                bits |= read
                texts.append(text)
            }
        }
        normal.append(prefix + texts.joined(separator: ","))
        switch field {
        case .second: expression.slots.times.seconds = bits
        case .minute: expression.slots.times.minutes = bits
        case .hour: expression.slots.times.hours = bits
        case .dayOfMonth: expression.slots.days.days = bits
        case .month: expression.slots.days.months = bits
        case .dayOfWeek: expression.slots.days.weekdays = bits
        }
    }

    /// Both fields for days hold where one begins with `*`, or with `+` before the day of the week; else either does.
    /// Source: Vixie cron 4.1, crontab(5).
    private mutating func combination(_ day: Word, _ weekday: Word) -> DayRule.Combination {
        if [day, weekday].contains(where: { $0.text.hasPrefix("*") }) || weekday.text.hasPrefix("+") { return .both }
        warnings.append(
            ScheduleProblem(
                .doubtfulSchedule,
                "day of the month '\(day.text)' and day of the week '\(weekday.text)' are both set: either one is enough",
                offset: weekday.offset, length: weekday.length, hint: "'+\(weekday.text)' asks for both"
            )
        )
        return .either
    }

    private mutating func warnAboutShortMonths(_ rule: DayRule, _ word: Word) {
        for item in word.pieces({ $0 == "," }) {
            guard let day = Int(item.text), day > 28 else { continue }
            let isShort = (1...12).contains {
                rule.months.has($0) && LocalDate.daysInMonth(year: 2001, month: $0) < day
            }
            guard isShort else { continue }
            warnings.append(
                ScheduleProblem(
                    .doubtfulSchedule, "a month without a day \(day) is skipped", offset: item.offset,
                    length: item.length,
                    hint: "L is the last day of every month"
                )
            )
        }
    }
}

// MARK: - Items

extension CronParser {
    /// `*`, `8`, `1-5`, with `/2` behind; the numbers as bits, and the normal form.
    private mutating func item(_ field: CronField, _ word: Word) throws(ScheduleProblem) -> (bits: UInt64, text: String)
    {
        let parts = word.pieces { $0 == "/" }
        guard parts.count <= 2 else { throw problem("'\(word.text)' has two steps", word) }
        let step = parts.count == 2 ? try self.step(field, parts[1], of: word) : 1
        let suffix = parts.count == 2 ? "/\(step)" : ""
        if parts[0].text == "*" { return (bits(field.all, step), "*" + suffix) }
        let ends = parts[0].pieces { $0 == "-" }
        guard ends.count <= 2 else { throw problem("'\(word.text)' is not a range", word, hint: "such as 1-5") }
        let first = try number(field, ends[0])
        guard ends.count == 2 else {
            // 5/15 is 5-59/15.
            let last = parts.count == 2 ? field.all.upperBound : first
            return (bits(first...max(first, last), step, field), field.normal(ends[0].text) + suffix)
        }
        var last = try number(field, ends[1])
        if last < first {
            guard field == .dayOfWeek else {
                throw problem(
                    "the range \(parts[0].text) runs backwards", parts[0],
                    hint:
                        "\(ends[0].text)-\(field.range.upperBound),\(field.range.lowerBound)-\(ends[1].text) goes round"
                )
            }
            last += 7
        }
        return (bits(first...last, step, field), "\(field.normal(ends[0].text))-\(field.normal(ends[1].text))" + suffix)
    }

    private func bits(_ range: ClosedRange<Int>, _ step: Int, _ field: CronField = .minute) -> UInt64 {
        stride(from: range.lowerBound, through: range.upperBound, by: step).reduce(0) { bits, number in
            bits | 1 << (field == .dayOfWeek ? number % 7 : number)
        }
    }

    private mutating func step(_ field: CronField, _ word: Word, of item: Word) throws(ScheduleProblem) -> Int {
        guard let step = Int(word.text), step > 0, word.text.utf8.allSatisfy({ 48...57 ~= $0 }) else {
            throw problem("the step '\(word.text)' is not a number from 1 on", word.text.isEmpty ? item : word)
        }
        if step >= field.all.count {
            let every = field == .minute ? "'every \(step)m' counts through" : nil
            warnings.append(
                ScheduleProblem(
                    .doubtfulSchedule,
                    "'\(item.text)' is one \(field.name) only: it begins anew with every \(field.cycle)",
                    offset: item.offset, length: item.length, hint: every
                )
            )
        }
        return min(step, 100)
    }

    private func number(_ field: CronField, _ word: Word) throws(ScheduleProblem) -> Int {
        guard let number = field.number(word.text) else {
            if word.text.isEmpty { throw problem("\(field.nameWithArticle) is missing here", word) }
            if word.text == "?" { throw problem("'?' is not known here", word, hint: "write *") }
            let near = suggestion(for: word.text, among: field.names).map { "did you mean '\($0)'?" }
            throw problem("'\(word.text)' is not \(field.nameWithArticle)", word, hint: near ?? field.takes)
        }
        guard field.range.contains(number) else {
            throw problem("there is no \(field.name) \(word.text)", word, hint: field.takes)
        }
        return number
    }

    private func problem(_ message: String, _ word: Word, hint: String? = nil) -> ScheduleProblem {
        ScheduleProblem(.badSchedule, message, offset: word.offset, length: word.length, hint: hint)
    }
}

// MARK: - Items that depend on the month

extension CronParser {
    /// Reads `L`, `L-3`, `LW`, `15W` as a day of the month and `5L`, `3#2` as a day of the week into `days`; gives the
    /// normal form, or nil where the item is none of these.
    private func dayItem(_ field: CronField, _ word: Word, into days: inout DayRule) throws(ScheduleProblem) -> String?
    {
        switch field {
        case .dayOfMonth: try monthDay(word, into: &days)
        case .dayOfWeek: try weekDay(word, into: &days)
        default: nil
        }
    }

    private func monthDay(_ word: Word, into days: inout DayRule) throws(ScheduleProblem) -> String? {
        let text = word.text.uppercased()
        if text == "L" {
            days.monthDays.append(.last(before: 0))
        } else if text == "LW" {
            days.monthDays.append(.lastWeekday)
        } else if text.hasPrefix("L-") {
            let before = try number(.dayOfMonth, word.dropFirst(2))
            days.monthDays.append(.last(before: before))
            return "L-\(before)"
        } else if text.hasSuffix("W") {
            let day = try number(.dayOfMonth, Word(text: String(word.text.dropLast()), offset: word.offset))
            days.monthDays.append(.nearestWeekday(day))
            return "\(day)W"
        } else {
            return nil
        }
        return text
    }

    private func weekDay(_ word: Word, into days: inout DayRule) throws(ScheduleProblem) -> String? {
        let parts = word.pieces { $0 == "#" }
        if parts.count == 2 {
            let weekday = try number(.dayOfWeek, parts[0])
            guard let nth = Int(parts[1].text), (1...5).contains(nth) else {
                throw problem(
                    "'\(word.text)' is not the first to fifth of a day of the week", word,
                    hint: "3#2 is the second Wednesday")
            }
            days.weekDays.append(.nth(weekday % 7, nth))
            return "\(CronField.dayOfWeek.normal(parts[0].text))#\(nth)"
        }
        guard word.text.uppercased().hasSuffix("L") else { return nil }
        guard word.length > 1 else {
            throw problem("'L' alone is not a day of the week", word, hint: "5L is the last Friday")
        }
        let name = Word(text: String(word.text.dropLast()), offset: word.offset)
        days.weekDays.append(.last(try number(.dayOfWeek, name) % 7))
        return "\(CronField.dayOfWeek.normal(name.text))L"
    }
}

extension CronField {
    fileprivate var nameWithArticle: String { (self == .hour ? "an " : "a ") + name }

    /// What the field takes, for hints.
    fileprivate var takes: String {
        let numbers = "\(range.lowerBound) to \(range.upperBound)"
        guard let first = names.first, let last = names.last else { return "it takes \(numbers)" }
        return "it takes \(numbers), or \(first) to \(last)"
    }

    /// After what the numbers begin anew.
    fileprivate var cycle: String {
        switch self {
        case .second: "minute"
        case .minute: "hour"
        case .hour: "day"
        case .dayOfMonth: "month"
        case .month: "year"
        case .dayOfWeek: "week"
        }
    }
}
