import FoundationEssentials
import GantryCore
import Testing

@Suite("Instants and dates")
struct TimeValueTests {
    @Test(
        "reads and writes RFC 3339",
        arguments: [
            ("2026-11-02T08:00:00+01:00", "2026-11-02T07:00:00Z"),
            ("2026-11-02T07:00Z", "2026-11-02T07:00:00Z"),
            ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"),
            ("2000-02-29 12:00:00-03:30", "2000-02-29T15:30:00Z"),
        ])
    func instants(text: String, utc: String) {
        #expect(Instant(rfc3339: text)?.description == utc)
    }

    @Test(
        "refuses what is not a time with an offset",
        arguments: [
            "2026-11-02T08:00:00", "2026-02-30T08:00Z", "2026-11-02T24:00Z", "2026-11-02T08:60Z",
            "2026-11-02T08:00+25:00", "",
            "2026-11-02T08:00:00Zx",
        ])
    func noInstants(text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }

    @Test("shows an instant at an offset")
    func offsets() {
        let instant = Instant(secondsSinceEpoch: 1_793_602_800)
        #expect(instant.formatted(offsetSeconds: 3600) == "2026-11-02T08:00:00+01:00")
        #expect(instant.formatted(offsetSeconds: -12_600) == "2026-11-02T03:30:00-03:30")
    }

    @Test("counts days both ways over all months from 1600 to 2400")
    func days() {
        var expected = LocalDate(year: 1600, month: 1, day: 1)?.daysSinceEpoch ?? 0
        #expect(expected == -135_140)
        for year in 1600...2400 {
            for month in 1...12 {
                let date = LocalDate(daysSinceEpoch: expected)
                #expect((date.year, date.month, date.day) == (year, month, 1))
                #expect(LocalDate(year: year, month: month, day: 1)?.daysSinceEpoch == expected)
                expected += LocalDate.daysInMonth(year: year, month: month)
            }
        }
    }

    @Test("knows weekdays, and adds months to the month's end")
    func calendar() throws {
        let date = try #require(LocalDate("2026-12-18"))
        #expect(date.weekday == .friday)
        #expect(LocalDate(daysSinceEpoch: -1).weekday == .wednesday)
        #expect(LocalDate("2027-01-31")?.adding(months: 1).description == "2027-02-28")
        #expect(LocalDate("2027-01-31")?.adding(months: -11).description == "2026-02-28")
        #expect(date.spoken(seenFrom: date) == "Fri 18 Dec")
        #expect(date.spoken(seenFrom: date + 30) == "Fri 18 Dec 2026")
    }

    @Test(
        "refuses days that do not exist",
        arguments: ["2026-02-29", "2026-13-01", "2026-1-1", "2026-00-10", "x", "2026-01-01 "])
    func noDates(text: String) {
        #expect(LocalDate(text) == nil)
    }

    @Test(
        "reads spans of time",
        arguments: [
            ("90s", CalendarSpan.elapsed(.seconds(90))), ("10m", .elapsed(.seconds(600))),
            ("500ms", .elapsed(.milliseconds(500))),
            ("3d", .days(3)), ("2w", .days(14)), ("2 weeks", .days(14)), ("1 month", .months(1)),
            ("3wd", .working(WorkingDays(3))),
        ])
    func spans(text: String, span: CalendarSpan) {
        #expect(CalendarSpan(text) == span)
        #expect(CalendarSpan(span.description) == span)
    }

    @Test("refuses what is not a span", arguments: ["", "3", "d", "3 x", "-3d", "1.5h"])
    func noSpans(text: String) {
        #expect(CalendarSpan(text) == nil)
    }
}

@Suite("Money and decimals")
struct MoneyTests {
    @Test(
        "reads exact amounts only",
        arguments: [
            "12abc EUR", "1,5 EUR", "1e3 EUR", "10 eur", "10", "10.00EUR", ". EUR", "1. EUR", "+1 EUR", "NaN EUR",
        ])
    func refuses(text: String) {
        #expect(Money(text) == nil)
    }

    @Test(
        "shows amounts to people, rounded half up and in groups",
        arguments: [
            ("118900.00 EUR", "118,900.00 EUR"), ("0.005 EUR", "0.01 EUR"), ("-1234.565 EUR", "-1,234.57 EUR"),
            ("1000 JPY", "1,000 JPY"), ("0.0045 KWD", "0.005 KWD"), ("999.999 EUR", "1,000.00 EUR"),
            ("-0.001 EUR", "0.00 EUR"),
        ])
    func spoken(text: String, shown: String) {
        #expect(Money(text)?.spoken == shown)
    }

    @Test("writes amounts exactly", arguments: ["40000.00 EUR", "0.125 EUR", "12960.00 EUR", "-5.00 EUR", "1000 JPY"])
    func exact(text: String) {
        #expect(Money(text)?.description == text)
    }

    @Test(
        "is written the same, however it came about",
        arguments: [
            "0", "-0", "0.000", "1.5", "1.50", "1.5000", "-0.05", "100", "100.10", "0.001", "999999999999999.999",
        ])
    func sameText(amount: String) throws {
        for code in ["EUR", "JPY", "KWD"] {
            let currency = try #require(Currency(code))
            let computed = Money(Decimal(string: amount) ?? 1, currency)
            #expect(Money("\(amount) \(code)")?.description == computed.description)
        }
    }

    @Test("keeps 28 digits, and refuses more")
    func digits() {
        #expect(Decimal(exactly: "1234567890123456789012345678")?.description == "1234567890123456789012345678")
        #expect(Decimal(exactly: "12345678901234567890123456789") == nil)
        #expect(Decimal(1).divided(by: 0) == nil)
    }

    @Test(
        "a decimal is the number that its text says, however many digits it has",
        arguments: [
            "0", "-0", "0.00", "-0.0", "007.50", "1.000", "100000", "0.0000000000000000000000000001",
            "999999999999999999", "-999999999999999999.9", "1000000000000000000", "9223372036854775808",
            "12345678901234567890.12345678", "-0.5", "00000000000000000000000000000000001.5",
        ])
    func sameAsFoundation(text: String) throws {
        let decimal = try #require(Decimal(exactly: text))
        let whole = Decimal(string: text) ?? 1
        #expect(decimal == whole)
        #expect(decimal.description == (whole.isZero ? "0" : whole.description))
        #expect(decimal.hashValue == whole.hashValue)
        let comma = Array(text.replacing(".", with: ",").utf8)
        #expect(Decimal(bytes: comma.span, point: UInt8(ascii: ",")) == decimal)
        #expect((Decimal(bytes: comma.span) == nil) == text.contains("."))
    }

    @Test("a sum of amounts is exact, whatever they are written with")
    func sums() throws {
        let euro = try #require(Currency("EUR"))
        var generator = Repeatable(state: 1)
        for _ in 0..<200 {
            var (sum, wanted) = (MoneySum(euro), Decimal(0))
            for _ in 0..<Int.random(in: 0...30, using: &generator) {
                let places = Int.random(in: 0...4, using: &generator)
                let digits = Int64.random(in: -999_999_999_999_999_999...999_999_999_999_999_999, using: &generator)
                let amount = Decimal(
                    sign: .plus, exponent: -places,
                    significand: Decimal(digits / (digits % 5 == 0 ? 1_000_000_000_000 : 1)))
                let text = amount.formatted(places: places) + " EUR"
                let money = Bool.random(using: &generator) ? try #require(Money(text)) : Money(amount, euro)
                sum.add(money)
                wanted += amount
            }
            #expect(sum.total.amount == wanted)
            #expect(sum.total.description == Money(wanted, euro).description)
        }
    }

    @Test("amounts are equal by what they are worth, not by how they are written")
    func equality() throws {
        let amounts = ["1.5 EUR", "1.50 EUR", "01.500 EUR"].map { Money($0) }
        #expect(Set(amounts).count == 1)
        let euro = try #require(Currency("EUR"))
        #expect(Money("1.50 EUR") == Money(Decimal(string: "1.5") ?? 0, euro))
        #expect(Money("1.50 EUR") != Money("1.50 USD"))
        #expect(Money("1.50 EUR") != Money("1.51 EUR"))
    }

    @Test("reads percentages", arguments: [("80%", "80 %"), ("103.84 %", "103.8 %"), ("0.5%", "0.5 %")])
    func percent(text: String, shown: String) {
        #expect(Percent(text)?.spoken == shown)
    }
}

/// The same numbers at every run. Source: Knuth, MMIX.
private struct Repeatable: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 31)
    }
}

@Suite("Texts")
struct TextTests {
    @Test("prints a diagnostic with its line, a caret and the hint")
    func diagnostic() {
        let diagnostic = Diagnostic(
            .error, DiagnosticCode("GTY0102"), at: SourcePosition(file: "projects/crm2.yaml", line: 14, column: 5),
            "unknown key 'dealine' in a task", hint: "did you mean 'due'?",
            excerpt: .init(line: "    dealine: 2026-12-18", length: 7))
        #expect(
            diagnostic.description == """
                projects/crm2.yaml:14:5: error: unknown key 'dealine' in a task [GTY0102]
                   14 |     dealine: 2026-12-18
                      |     ^~~~~~~ did you mean 'due'?
                """)
    }

    @Test(
        "suggests the nearest word, and nothing far off",
        arguments: [
            ("dealine", "deadline"), ("owenr", "owner"), ("Lead", "lead"), ("zebra", nil), ("dead", "deadline"),
        ])
    func suggests(word: String, expected: String?) {
        #expect(suggestion(for: word, among: ["owner", "lead", "deadline"]) == (word == "dead" ? "lead" : expected))
    }

    @Test(
        "knows which alert a person means",
        arguments: [
            ("crm2/licences", true), ("crm2/budget/budget/licences", true), ("licences", true),
            ("budget/licences", true),
            ("crm2/budget", false), ("shop/licences", false), ("", false),
        ])
    func references(reference: String, matches: Bool) {
        let key = AlertKey(workflow: "budget", project: "crm2", rule: "budget", subject: "budget/licences")
        #expect(key.matches(reference: reference) == matches)
    }

    @Test("reads and writes values as JSON")
    func json() throws {
        let value: Value = .map(["a": .list([1, true, .null, "x\n\u{1}"]), "b": .number(Decimal(string: "0.1") ?? 0)])
        #expect(value.json == #"{"a":[1,true,null,"x\n\u0001"],"b":0.1}"#)
        #expect(try JSONDecoder().decode(Value.self, from: Data(value.json.utf8)) == value)
    }

    @Test(
        "complains about inputs of the wrong type",
        arguments: [
            (InputType.list(.workingDays), Value.list(["3wd", "x"]), true),
            (.list(.workingDays), .list(["3wd"]), false),
            (.duration, "10m", false), (.duration, "3wd", true), (.percent, "80%", false), (.text, 1, true),
            (.oneOf(["a", "b"]), "c", true), (.any, .null, false),
        ])
    func types(type: InputType, value: Value, isWrong: Bool) {
        #expect((type.complaint(about: value) != nil) == isWrong)
    }
}

@Suite("The manual clock")
struct ManualClockTests {
    @Test("wakes who is due, and not before")
    func wakes() async throws {
        let clock = ManualClock(Instant(secondsSinceEpoch: 0))
        async let sleeper: Void = clock.sleep(until: Instant(secondsSinceEpoch: 10))
        while clock.nextWake == nil { await Task.yield() }
        clock.advance(by: .seconds(9))
        #expect(clock.nextWake == Instant(secondsSinceEpoch: 10))
        clock.advance(by: .seconds(1))
        try await sleeper
        #expect(clock.nextWake == nil)
    }

    @Test("gives up a sleep when its task is cancelled")
    func cancels() async {
        let clock = ManualClock(Instant(secondsSinceEpoch: 0))
        let task = Task { try await clock.sleep(until: Instant(secondsSinceEpoch: 10)) }
        while clock.nextWake == nil { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(clock.nextWake == nil)
    }

    @Test("leaps to whatever anybody sleeps until, while it is told to")
    func leaps() async throws {
        let clock = ManualClock(Instant(secondsSinceEpoch: 0))
        async let sleeper: Void = clock.sleep(until: Instant(secondsSinceEpoch: 10))
        while clock.nextWake == nil { await Task.yield() }
        clock.leaps = true
        try await sleeper
        #expect(clock.now == Instant(secondsSinceEpoch: 10))
        try await clock.sleep(until: Instant(secondsSinceEpoch: 3600))
        try await clock.sleep(until: Instant(secondsSinceEpoch: 5))
        #expect(clock.now == Instant(secondsSinceEpoch: 3600))
        clock.leaps = false
        async let later: Void = clock.sleep(until: Instant(secondsSinceEpoch: 3601))
        while clock.nextWake == nil { await Task.yield() }
        clock.advance(by: .seconds(1))
        try await later
    }
}

@Suite("Types of inputs")
struct InputTypeTests {
    @Test(
        "read back what they print",
        arguments: [
            .text, .number, .bool, .any, .duration, .workingDays, .percent, .list(.text), .list(.workingDays),
            .map(.number), .list(.map(.percent)), .oneOf(["open", "all"]), .list(.oneOf(["a", "b"])),
        ] as [InputType])
    func roundTrip(type: InputType) { #expect(InputType(type.description) == type) }

    @Test("are read with underscores and wide spaces, too")
    func forms() {
        #expect(InputType("working_days") == .workingDays)
        #expect(InputType("list  of   working_days") == .list(.workingDays))
        #expect(InputType("a|b") == .oneOf(["a", "b"]))
    }

    @Test(
        "are nothing else",
        arguments: [
            "", "string", "Text", "list of", "list text", "map of text", "a | ", "a b | c", "|", "text|",
            "list of list of list of list of list of text",
        ])
    func others(text: String) { #expect(InputType(text) == nil) }

    @Test("are never read too deep", .timeLimit(.minutes(1)))
    func depth() {
        #expect(InputType(String(repeating: "list of ", count: 1_000_000) + "text") == nil)
        #expect(InputType(String(repeating: "a | ", count: 1_000_000) + "b") == nil)
    }
}
