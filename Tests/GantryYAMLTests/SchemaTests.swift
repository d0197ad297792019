import FoundationEssentials
import GantryCore
import GantryYAML
import Testing

@Suite("Typed reads")
struct SchemaTests {
    enum Status: String, CaseIterable { case active, onHold = "on_hold", done }

    struct Task: Equatable {
        var id: String?
        var due: LocalDate?
        var who: [String] = []
        var status: Status?
        var percent: Percent?
        var budget: Money?
        var times: [String] = []
    }

    static var task: Schema<Task> {
        .record("a task") { fields in
            fields.note("deadline", hint: "did you mean 'due'? ('deadline' is the project's date)")
            let id = fields.required("id", .identifier)
            let due = fields.optional("due", .date)
            let who = fields.optional("who", .oneOrList(of: .nonEmptyText)) ?? []
            let status = fields.optional("status", .oneOf(Status.self))
            let percent = fields.optional("percent", .percent)
            let budget = fields.optional("budget", .money)
            let times = fields.optional("times", .dictionary(of: .duration)) ?? []
            return Task(
                id: id, due: due, who: who, status: status, percent: percent, budget: budget,
                times: times.map { "\($0.key.value)@\($0.key.position.line)=\($0.value.short)" }
            )
        }
    }

    @Test("a good record is read, in any order and style, null counting as absent")
    func good() throws {
        let text =
            "- { id: build, who: ben, due: 2026-12-18, percent: ~ }\n- times: { a: 90s, b: 2h }\n  budget: 120000.00 EUR\n  who: [ben, chi]\n  percent: 12.5%\n  status: on_hold\n  id: golive\n"
        let (tasks, said) = read(text, .list(of: Self.task))
        #expect(said.isEmpty)
        #expect(
            tasks == [
                Task(id: "build", due: LocalDate("2026-12-18"), who: ["ben"]),
                Task(
                    id: "golive", who: ["ben", "chi"], status: .onHold, percent: Percent("12.5%"),
                    budget: Money("120000.00 EUR"),
                    times: ["a@2=90s", "b@2=2h"]
                ),
            ])
    }

    @Test("all mistakes of a file are found in one pass, each said as people need it")
    func mistakes() throws {
        try Golden("task.txt").check { yaml in
            let (_, said) = read(yaml, .list(of: Self.task))
            return said.map { "\($0)\n" }.joined()
        }
    }

    @Test("the example of MESSAGES is printed to the letter")
    func example() {
        let lines = (1...12).map { "# \($0)\n" }.joined()
        let (_, said) = read(lines + "- id: build\n    dealine: 2026-12-18\n", .list(of: Self.task))
        #expect(said.count == 1)
        let (_, good) = read(lines + "-   id: build\n    dealine: 2026-12-18\n", .list(of: Self.task))
        #expect(
            good.map(\.description) == [
                """
                f.yaml:14:5: error: unknown key 'dealine' in a task [GTY0102]
                   14 |     dealine: 2026-12-18
                      |     ^~~~~~~ did you mean 'due'? ('deadline' is the project's date)
                """
            ])
    }

    @Test(
        "scalars in another form get a hint that mends them",
        arguments: [
            ("date", "2026-2-3", "'2026-2-3' is not a date such as 2026-12-18", "write 2026-02-03"),
            ("date", "2026-02-30", "'2026-02-30' is not a date such as 2026-12-18", "there is no such day"),
            (
                "date", "18.12.2026", "'18.12.2026' is not a date such as 2026-12-18",
                "write year, month and day: 2026-MM-DD"
            ),
            (
                "date", "2026-12-18T10:00", "'2026-12-18T10:00' is not a date such as 2026-12-18",
                "write only the day: 2026-12-18"
            ),
            ("date", "soon", "'soon' is not a date such as 2026-12-18", nil),
            ("date", "", "nothing stands here, and a date such as 2026-12-18 is wanted", nil),
            ("date", "[x]", "a list stands here, and a date such as 2026-12-18 is wanted", nil),
            (
                "money", "120,000.00 EUR", "'120,000.00 EUR' is not an amount such as 120000.00 EUR",
                "no separators between thousands: 120000.00 EUR"
            ),
            ("money", "120", "'120' is not an amount such as 120000.00 EUR", "add the currency: 120 EUR"),
            ("money", "EUR 120", "'EUR 120' is not an amount such as 120000.00 EUR", "write 120 EUR"),
            ("money", "120 eur", "'120 eur' is not an amount such as 120000.00 EUR", "write 120 EUR"),
            (
                "money", "12,5", "'12,5' is not an amount such as 120000.00 EUR",
                "write a point before the cents, and no commas"
            ),
            ("percent", "80", "'80' is not a percentage such as 80%", "write 80%"),
            ("workingDays", "3d", "'3d' is not working days such as 3wd", "a working day is written 'wd': 3wd"),
            ("workingDays", "-3wd", "'-3wd' is not working days such as 3wd", nil),
            ("duration", "10", "'10' is not a duration such as 90s, 10m or 2h", "add the unit: 10s, 10m or 10h"),
            ("duration", "3wd", "'3wd' is not a duration such as 90s, 10m or 2h", nil),
            ("span", "3x", "'3x' is not a length of time such as 3d, 2w, 1 month or 3wd", nil),
            ("decimal", "1,5", "'1,5' is not a number such as 12.5", "write a point, and no commas"),
            ("decimal", "1e3", "'1e3' is not a number such as 12.5", nil),
            ("int", "1.5", "'1.5' is not a whole number such as 3", nil),
            ("int", "+3", "'+3' is not a whole number such as 3", nil),
            ("bool", "yes", "'yes' is not true or false", nil),
            ("identifier", "crm 2", "'crm 2' is not an id of letters, digits, '-', '_' and '.'", nil),
            ("identifier", "../x", "'../x' is not an id of letters, digits, '-', '_' and '.'", nil),
            ("email", "asha", "'asha' is not a mail address such as asha@example.org", nil),
            ("email", "a@b, c@d", "'a@b, c@d' is not a mail address such as asha@example.org", nil),
            (
                "instant", "2026-11-02T08:00", "'2026-11-02T08:00' is not a time such as 2026-11-02T08:00:00+01:00",
                "add the offset from UTC, such as +01:00 or Z"
            ),
            ("nonEmptyText", "' '", "' ' is not a text with something in it", nil),
            ("text", "null", "nothing stands here, and a text is wanted", nil),
            ("list", "x", "'x' stands here, and a list is wanted", "write [x]"),
            ("list", "'*.gz'", "'*.gz' stands here, and a list is wanted", "write ['*.gz']"),
            ("oneOf", "actve", "'actve' is not one of active, on_hold, done", "did you mean 'active'?"),
            ("oneOf", "zzz", "'zzz' is not one of active, on_hold, done", nil),
        ] as [(String, String, String, String?)])
    func hints(schema: String, text: String, message: String, hint: String?) {
        let collector = DiagnosticCollector()
        guard let node = YAMLDocument.parse(SourceText(name: "f.yaml", text: text), collector) else { return }
        #expect(!isRead(node, by: schema, collector))
        #expect(collector.diagnostics.map(\.message) == [message])
        #expect(collector.diagnostics.first?.hint == hint)
    }

    @Test(
        "scalars in their form are read",
        arguments: [
            ("date", "'2026-12-18'"), ("money", "-12.5 EUR"), ("percent", "103.8 %"), ("workingDays", "3wd"),
            ("duration", "2w"), ("span", "1 month"),
            ("decimal", "-0.50"), ("int", "-3"), ("bool", "True"), ("identifier", "PO-7.a_b"),
            ("email", "o'neil+x@example.org"), ("email", "jörg@bücher.example"),
            ("instant", "2026-11-02T08:00Z"), ("nonEmptyText", "x"), ("text", "NO"), ("text", "'null'"), ("list", "[]"),
            ("oneOf", "on_hold"),
        ])
    func goodScalars(schema: String, text: String) throws {
        let collector = DiagnosticCollector()
        #expect(isRead(try parse(text), by: schema, collector))
        #expect(collector.diagnostics.isEmpty)
    }

    private func isRead(_ node: YAMLNode, by schema: String, _ collector: DiagnosticCollector) -> Bool {
        switch schema {
        case "date": Schema.date.read(node, collector) != nil
        case "money": Schema.money.read(node, collector) != nil
        case "percent": Schema.percent.read(node, collector) != nil
        case "workingDays": Schema.workingDays.read(node, collector) != nil
        case "duration": Schema.duration.read(node, collector) != nil
        case "span": Schema.span.read(node, collector) != nil
        case "decimal": Schema.decimal.read(node, collector) != nil
        case "int": Schema.int.read(node, collector) != nil
        case "bool": Schema.bool.read(node, collector) != nil
        case "identifier": Schema.identifier.read(node, collector) != nil
        case "email": Schema.email.read(node, collector) != nil
        case "instant": Schema.instant.read(node, collector) != nil
        case "nonEmptyText": Schema.nonEmptyText.read(node, collector) != nil
        case "list": Schema.list(of: .text).read(node, collector) != nil
        case "oneOf": Schema.oneOf(Status.self).read(node, collector) != nil
        default: Schema.text.read(node, collector) != nil
        }
    }

    @Test("a value knows its place, and can be made into something else")
    func located() throws {
        let located = try #require(Schema.int.map { $0 * 2 }.located.read(try parse("\n  21"), DiagnosticCollector()))
        #expect(located == Located(42, at: SourcePosition(file: "f.yaml", line: 2, column: 3)))
        let even = Schema.int.compactMap(name: "an even number") { $0 % 2 == 0 ? $0 : nil }
        let collector = DiagnosticCollector()
        #expect(even.read(try parse("7"), collector) == nil)
        #expect(collector.diagnostics.map(\.message) == ["'7' is not an even number"])
    }
}

private func read<T>(_ text: String, _ schema: Schema<T>) -> (value: T?, said: [Diagnostic]) {
    let collector = DiagnosticCollector()
    let node = YAMLDocument.parse(SourceText(name: "f.yaml", text: text), collector)
    let value = node.flatMap { schema.read($0, collector) }
    return (value, collector.diagnostics)
}
