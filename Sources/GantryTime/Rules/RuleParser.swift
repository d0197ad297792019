import GantryCore

/// Reads a recurrence rule: `FREQ=MONTHLY;BYDAY=1TU`, with `RRULE:` before it or without.
///
/// Source: RFC 5545 3.3.10.
struct RuleParser {
    typealias Word = ScheduleParser.Word
    typealias Rule = RecurrenceRule

    private static let parts = [
        "FREQ", "UNTIL", "COUNT", "INTERVAL", "BYSECOND", "BYMINUTE", "BYHOUR", "BYDAY", "BYMONTHDAY", "BYYEARDAY",
        "BYWEEKNO", "BYMONTH", "BYSETPOS", "WKST",
    ]
    static let weekdays = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"]
    /// So many occurrences a rule may count; more are found out by a day that ends it.
    private static let mostCounted = 100_000

    private let text: Word
    private var rule = Rule()
    private var places: [String: Word] = [:]
    /// The normal form, by part.
    private var normal: [String: String] = [:]

    init(_ text: String) { self.text = Word(text: text, offset: 0) }

    mutating func parse() throws(ScheduleProblem) -> Rule {
        let whole = text.split { $0.properties.isWhitespace }
        guard var word = whole.first else {
            throw problem("the rule is empty", text, hint: "such as FREQ=MONTHLY;BYDAY=1TU")
        }
        let upper = text.text.uppercased()
        for (key, hint) in [
            ("DTSTART", "the first day is 'starting: 2026-01-06'"), ("EXRULE", "use 'except'"),
            ("EXDATE", "use 'except'"), ("RDATE", "add a trigger"),
        ] where upper.contains(key) {
            throw problem("\(key) cannot stand in a rule", text, hint: hint)
        }
        guard whole.count == 1 else {
            throw problem("a rule has no spaces", whole[1], hint: "';' stands between its parts")
        }
        if word.text.uppercased().hasPrefix("RRULE:") { word = word.dropFirst(6) }
        for part in word.pieces({ $0 == ";" }) where !part.text.isEmpty { try read(part) }
        guard places["FREQ"] != nil else {
            throw problem(
                "the rule does not say how often", word, hint: "begin with FREQ=YEARLY, MONTHLY, WEEKLY or DAILY")
        }
        try check()
        rule.text = Self.parts.compactMap { part in normal[part].map { "\(part)=\($0)" } }.joined(separator: ";")
        return rule
    }

    private mutating func read(_ part: Word) throws(ScheduleProblem) {
        let ends = part.pieces { $0 == "=" }
        let name = ends[0].text.uppercased()
        guard ends.count == 2, !ends[1].text.isEmpty else {
            throw problem("'\(part.text)' is not a part of a rule", part, hint: "such as INTERVAL=2")
        }
        guard Self.parts.contains(name) else {
            let near = suggestion(for: name, among: Self.parts)
            throw problem(
                "'\(ends[0].text)' is not a part of a rule", ends[0],
                hint: near.map { "did you mean '\($0)'?" } ?? "there are \(Self.parts.joined(separator: ", "))")
        }
        guard places[name] == nil else { throw problem("\(name) stands twice", part) }
        places[name] = part
        let value = ends[1]
        switch name {
        case "FREQ": try readFrequency(value)
        case "INTERVAL":
            rule.interval = Int64(try number(value, 1...100_000))
            if rule.interval > 1 { normal[name] = "\(rule.interval)" }
        case "COUNT":
            let count = try number(value, 1...Self.mostCounted)
            (rule.count, normal[name]) = (count, "\(count)")
        case "UNTIL": try readUntil(value)
        case "WKST":
            rule.weekStart = try weekday(value)
            if rule.weekStart != 1 { normal[name] = Self.weekdays[rule.weekStart] }
        case "BYDAY": try readWeekdays(value)
        case "BYMONTH": rule.months = try bits(name, value, 1...12)
        case "BYHOUR": rule.hours = try bits(name, value, 0...23)
        case "BYMINUTE": rule.minutes = try bits(name, value, 0...59)
        case "BYSECOND": rule.seconds = try bits(name, value, 0...59)
        case "BYMONTHDAY": rule.monthDays = try numbers(name, value, 31)
        case "BYYEARDAY": rule.yearDays = try numbers(name, value, 366)
        case "BYWEEKNO": rule.weekNumbers = try numbers(name, value, 53)
        default: rule.positions = try numbers(name, value, 366)
        }
    }

    private mutating func readFrequency(_ value: Word) throws(ScheduleProblem) {
        guard let frequency = Rule.Frequency(rawValue: value.text.lowercased()) else {
            let names = Rule.Frequency.allCases.map { $0.rawValue.uppercased() }
            let near = suggestion(for: value.text.uppercased(), among: names)
            throw problem(
                "'\(value.text)' is not a frequency", value,
                hint: near.map { "did you mean '\($0)'?" } ?? "there are \(names.joined(separator: ", "))")
        }
        rule.frequency = frequency
        normal["FREQ"] = frequency.rawValue.uppercased()
    }

    /// `20261231`, `20261231T100000`, `20261231T090000Z`.
    private mutating func readUntil(_ value: Word) throws(ScheduleProblem) {
        let text = value.text.uppercased()
        let digits = text.filter { $0.isASCII && $0.isNumber }
        let isUTC = text.hasSuffix("Z")
        let parts = [(0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14)].map { from, to in
            Int(digits.dropFirst(from).prefix(to - from)) ?? 0
        }
        let isDate = text.utf8.count == 8 && digits.count == 8
        let isTime = text.dropFirst(8).hasPrefix("T") && digits.count == 14 && text.utf8.count == (isUTC ? 16 : 15)
        guard isDate || isTime, let date = LocalDate(year: parts[0], month: parts[1], day: parts[2]), parts[3] < 24,
            parts[4] < 60, parts[5] < 60
        else {
            throw problem(
                "'\(value.text)' is not the end of a rule", value, hint: "such as 20261231 or 20261231T225959Z")
        }
        let local = LocalDateTime(date: date, hour: parts[3], minute: parts[4], second: parts[5])
        rule.until = isDate ? .date(date) : isUTC ? .utc(local.wallSeconds) : .local(local)
        normal["UNTIL"] = text
    }

    private mutating func readWeekdays(_ value: Word) throws(ScheduleProblem) {
        for item in value.pieces({ $0 == "," }) {
            let name = item.dropFirst(max(0, item.length - 2))
            let number = String(item.text.prefix(max(0, item.length - 2)))
            let day = try weekday(name)
            guard !number.isEmpty else {
                rule.weekdays.append(.init(number: 0, weekday: day))
                continue
            }
            let plain = number.hasPrefix("+") ? String(number.dropFirst()) : number
            guard let count = Int(plain), count != 0, (-53...53).contains(count) else {
                throw problem(
                    "'\(item.text)' is not a day of the week", item,
                    hint: "1TU is the first Tuesday, -1FR the last Friday")
            }
            rule.weekdays.append(.init(number: count, weekday: day))
        }
        rule.weekdays = Set(rule.weekdays).sorted { ($0.weekday, $0.number) < ($1.weekday, $1.number) }
        normal["BYDAY"] = rule.weekdays.map { day in
            (day.number == 0 ? "" : "\(day.number)") + Self.weekdays[day.weekday]
        }.joined(separator: ",")
    }

    /// What the table of RFC 5545 leaves out.
    private func check() throws(ScheduleProblem) {
        let frequency = rule.frequency
        let refused: [(part: String, isRefused: Bool, hint: String)] = [
            ("BYWEEKNO", frequency != .yearly, "BYWEEKNO goes with FREQ=YEARLY"),
            ("BYYEARDAY", [.monthly, .weekly, .daily].contains(frequency), "BYYEARDAY goes with FREQ=YEARLY"),
            ("BYMONTHDAY", frequency == .weekly, "BYMONTHDAY goes with FREQ=MONTHLY"),
        ]
        for rule in refused where rule.isRefused {
            guard let place = places[rule.part] else { continue }
            throw problem(
                "\(rule.part) has no meaning with FREQ=\(frequency.rawValue.uppercased())", place, hint: rule.hint)
        }
        let isNumbered = rule.weekdays.contains { $0.number != 0 }
        if isNumbered, let place = places["BYDAY"] {
            guard frequency <= .monthly, rule.weekNumbers.isEmpty else {
                throw problem(
                    "which of the days is meant is said with FREQ=MONTHLY or YEARLY, and without BYWEEKNO", place,
                    hint: "'TU' is every Tuesday")
            }
        }
        if rule.count != nil, rule.until != nil, let place = places["UNTIL"] {
            throw problem("COUNT and UNTIL both end the rule", place, hint: "leave one out")
        }
        let others = Self.parts.filter { $0.hasPrefix("BY") && $0 != "BYSETPOS" && places[$0] != nil }
        if let place = places["BYSETPOS"], others.isEmpty {
            throw problem(
                "BYSETPOS picks from what another BY… part names, and there is none", place,
                hint: "add BYDAY=MO,TU,WE,TH,FR")
        }
    }

    // MARK: Numbers

    private func number(_ word: Word, _ range: ClosedRange<Int>) throws(ScheduleProblem) -> Int {
        guard let number = Int(word.text), word.text.utf8.allSatisfy({ 48...57 ~= $0 }) else {
            throw problem("'\(word.text)' is not a number", word)
        }
        guard range.contains(number) else {
            throw problem("\(word.text) is not from \(range.lowerBound) to \(range.upperBound)", word)
        }
        return number
    }

    private mutating func bits(_ name: String, _ word: Word, _ range: ClosedRange<Int>) throws(ScheduleProblem)
        -> UInt64
    {
        var bits: UInt64 = 0
        for item in word.pieces({ $0 == "," }) { bits |= 1 << UInt64(try number(item, range)) }
        normal[name] = range.filter(bits.has).map(String.init).joined(separator: ",")
        return bits
    }

    /// From 1 on, or from the end where negative.
    private mutating func numbers(_ name: String, _ word: Word, _ most: Int) throws(ScheduleProblem) -> [Int] {
        var result: Set<Int> = []
        for item in word.pieces({ $0 == "," }) {
            let isSigned = item.text.hasPrefix("-") || item.text.hasPrefix("+")
            let found = try number(isSigned ? item.dropFirst(1) : item, 1...most)
            result.insert(item.text.hasPrefix("-") ? -found : found)
        }
        let sorted = result.sorted()
        normal[name] = sorted.map(String.init).joined(separator: ",")
        return sorted
    }

    private func weekday(_ word: Word) throws(ScheduleProblem) -> Int {
        guard let index = Self.weekdays.firstIndex(of: word.text.uppercased()) else {
            throw problem(
                "'\(word.text)' is not a day of the week", word,
                hint: "there are \(Self.weekdays.joined(separator: ", "))")
        }
        return index
    }

    private func problem(_ message: String, _ word: Word, hint: String? = nil) -> ScheduleProblem {
        ScheduleProblem(.badSchedule, message, offset: word.offset, length: word.length, hint: hint)
    }
}
