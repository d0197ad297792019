import GantryCore

/// Reads the text of a schedule, whichever of the forms it has.
struct ScheduleParser {
    struct Result {
        let text: String
        let pattern: Schedule.Pattern
        let warnings: [ScheduleProblem]
    }

    /// A piece of the text, and where it stands.
    struct Word {
        let text: String
        /// Unicode scalars from the beginning of the text.
        let offset: Int

        var length: Int { text.unicodeScalars.count }
    }

    private static let nicknames = [
        "@hourly": "0 * * * *", "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@weekly": "0 0 * * 0",
        "@monthly": "0 0 1 * *", "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *",
    ]
    private static let forms = "write 0 8 * * mon-fri, daily 08:00, weekdays 08:00, every 15m or every 2 weeks"

    private let words: [Word]

    init(_ text: String) { words = Word(text: text, offset: 0).split { $0.properties.isWhitespace } }

    func parse() throws(ScheduleProblem) -> Result {
        guard let first = words.first else {
            throw ScheduleProblem(.badSchedule, "the schedule is empty", offset: 0, length: 1, hint: Self.forms)
        }
        let keyword = first.text.lowercased()
        try refuseForeignForms(first, keyword)
        if keyword.hasPrefix("@") { return try nickname(first, keyword) }
        switch keyword {
        case "every": return try interval()
        case "daily": return try timeOfDay("daily", weekdays: "*")
        case "weekdays": return try timeOfDay("weekdays", weekdays: "mon-fri")
        default: break
        }
        if words.count < 5, keyword.first?.isLetter == true {
            let near = suggestion(for: keyword, among: ["every", "daily", "weekdays"])
            throw problem(
                "'\(first.text)' is not the beginning of a schedule", first,
                hint: near.map { "did you mean '\($0)'?" } ?? Self.forms)
        }
        let all = words.map(\.text).joined(separator: " ")
        if words.count < 5, CalendarSpan(all) != nil {
            throw problem(
                "'\(all)' is not a schedule", Word(text: all, offset: first.offset), hint: "write every \(all)")
        }
        return try cron(words)
    }

    private func refuseForeignForms(_ first: Word, _ keyword: String) throws(ScheduleProblem) {
        if ["rrule", "freq=", "dtstart"].contains(where: keyword.hasPrefix) {
            throw problem(
                "a recurrence rule has a key of its own", first,
                hint: "write rrule: \"…\", with at: \"10:00\" and starting: 2026-01-06"
            )
        }
        if ["tz=", "cron_tz="].contains(where: keyword.hasPrefix) {
            throw problem(
                "the time zone has a key of its own", first,
                hint: "timezone: \(first.text.drop { $0 != "=" }.dropFirst())")
        }
    }

    private func cron(_ fields: [Word]) throws(ScheduleProblem) -> Result {
        var parser = CronParser(fields)
        let expression = try parser.parse()
        return Result(text: parser.text, pattern: .cron(expression), warnings: parser.warnings)
    }

    private func nickname(_ word: Word, _ keyword: String) throws(ScheduleProblem) -> Result {
        try end(after: 1)
        guard let meaning = Self.nicknames[keyword] else {
            let names = Self.nicknames.keys.sorted()
            let near = suggestion(for: keyword, among: names).map { "did you mean '\($0)'?" }
            throw problem(
                "'\(word.text)' is not a schedule", word, hint: near ?? "there are \(names.joined(separator: ", "))")
        }
        let expression = try cron(ScheduleParser(meaning).words)
        return Result(text: keyword, pattern: expression.pattern, warnings: [])
    }

    /// `every 15m`; `every 2 weeks 08:00`.
    private func interval() throws(ScheduleProblem) -> Result {
        let hint = "write every 15m, with s, m or h; or every 2 weeks, with a first day"
        let time = words.count > 2 && words[words.count - 1].text.contains(":") ? words[words.count - 1] : nil
        let parts = words[1..<words.count - (time == nil ? 0 : 1)]
        guard let first = parts.first else { throw problem("how often is missing after 'every'", words[0], hint: hint) }
        let length = parts.map(\.text).joined(separator: " ")
        let place = Word(text: length, offset: first.offset)
        guard let span = CalendarSpan(length), let duration = span.duration else {
            throw problem("'\(length)' is not a length of time such as 15m", place, hint: hint)
        }
        let seconds = duration.components.seconds
        guard seconds >= 1, Duration.seconds(seconds) == duration else {
            throw problem("'\(length)' is not a whole number of seconds, at least 1", place, hint: hint)
        }
        if case .days(let count) = span { return try days(count, span, time) }
        if let time {
            throw problem(
                "'\(time.text)' is too much here: '\(length)' counts elapsed time", time,
                hint: "a time of day goes with days and weeks")
        }
        return Result(text: "every \(duration.short)", pattern: .every(seconds), warnings: [])
    }

    /// Days from a first one on, which stands beside the schedule.
    private func days(_ count: Int, _ span: CalendarSpan, _ time: Word?) throws(ScheduleProblem) -> Result {
        var start = LocalTime.midnight
        if let time {
            guard let read = LocalTime(time.text) else {
                throw problem("'\(time.text)' is not a time of day", time, hint: "write every 2 weeks 08:00")
            }
            start = read
        }
        let suffix = start == .midnight ? "" : " \(start)"
        return Result(text: "every \(span)\(suffix)", pattern: .days(count, at: start.secondOfDay), warnings: [])
    }

    private func timeOfDay(_ keyword: String, weekdays: String) throws(ScheduleProblem) -> Result {
        let hint = "write \(keyword) 08:00"
        guard words.count > 1 else {
            throw problem("the time of day is missing after '\(keyword)'", words[0], hint: hint)
        }
        try end(after: 2)
        let word = words[1]
        let parts = word.text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.map { part in
            part.utf8.allSatisfy { 48...57 ~= $0 } && part.utf8.count <= 2 ? Int(part) : nil
        }
        guard parts.count == 2, parts[1].utf8.count == 2, let hour = numbers[0], let minute = numbers[1] else {
            throw problem("'\(word.text)' is not a time of day", word, hint: hint)
        }
        guard hour < 24, minute < 60 else {
            throw problem("there is no time of day '\(word.text)'", word, hint: "00:00 to 23:59")
        }
        let expression = try cron(ScheduleParser("\(minute) \(hour) * * \(weekdays)").words)
        return Result(text: "\(keyword) \(pad(hour)):\(pad(minute))", pattern: expression.pattern, warnings: [])
    }

    private func end(after count: Int) throws(ScheduleProblem) {
        guard words.count > count else { return }
        throw problem("'\(words[count].text)' is too much here", words[count])
    }

    private func problem(_ message: String, _ word: Word, hint: String? = nil) -> ScheduleProblem {
        ScheduleProblem(.badSchedule, message, offset: word.offset, length: word.length, hint: hint)
    }
}

extension ScheduleParser.Word {
    /// The pieces between separators, empty ones left out.
    func split(_ isSeparator: (Unicode.Scalar) -> Bool) -> [Self] {
        pieces(isSeparator).filter { !$0.text.isEmpty }
    }

    /// The pieces between separators, empty ones among them.
    func pieces(_ isSeparator: (Unicode.Scalar) -> Bool) -> [Self] {
        var result: [Self] = []
        var (piece, start) = (String.UnicodeScalarView(), offset)
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if isSeparator(scalar) {
                result.append(Self(text: String(piece), offset: start))
                (piece, start) = (.init(), offset + index + 1)
            } else {
                piece.append(scalar)
            }
        }
        return result + [Self(text: String(piece), offset: start)]
    }

    func dropFirst(_ count: Int) -> Self {
        Self(text: String(text.unicodeScalars.dropFirst(count)), offset: offset + count)
    }
}
