import GantryControl
import GantryCore
import GantryTime
import Testing

@testable import GantryCommands

@Suite("What the verbs print", .timeLimit(.minutes(1)))
struct RenderingTests {
    static let verbs: [(name: String, words: [String])] = [
        ("status", ["status"]), ("projects", ["projects"]), ("workflows", ["workflows"]),
        ("alerts", ["alerts"]), ("alerts-all", ["alerts", "--all"]), ("explain", ["explain", "crm2/licences"]),
        ("explain-acknowledged", ["explain", "shop/build"]), ("explain-resolved", ["explain", "9"]),
        ("ack", ["ack", "crm2/licences", "--because", "PO-9 is agreed with ines"]), ("runs", ["runs"]),
        ("trace", ["trace", "12"]), ("trace-failed", ["trace"]), ("logs", ["logs"]), ("logs-none", ["logs", "12"]),
        ("run", ["run", "deadlines"]), ("run-wait", ["run", "deadlines", "--wait"]),
        ("run-failed", ["run", "broken", "--wait"]), ("next", ["next"]), ("reload", ["reload"]),
        ("plugins", ["plugins"]), ("plugins-show", ["plugins", "show", "ping"]),
        ("plugins-retry", ["plugins", "retry", "ping"]), ("show", ["show", "crm2"]),
        ("show-long", ["show", "crm2", "--long"]), ("deliveries", ["deliveries"]),
        ("deliveries-failed", ["deliveries", "--failed"]),
    ]

    @Test("on a terminal of 80 columns, nothing is wider", arguments: verbs)
    func terminal(_ name: String, _ words: [String]) async throws {
        let result = try await gantryAtSampleDay(words, width: 80)
        for line in result.text.split(separator: "\n") where name != "status" && name != "reload" {
            #expect(String(line).columns <= 80)
        }
        try Golden.check(result.text, "\(name).terminal.txt")
    }

    @Test("into a pipe, nothing is cut", arguments: verbs)
    func pipe(_ name: String, _ words: [String]) async throws {
        let result = try await gantryAtSampleDay(words)
        #expect(!result.text.contains("\u{1B}") || name == "logs")
        #expect(!result.text.contains("…") || name.hasPrefix("explain"))
        try Golden.check(result.text, "\(name).pipe.txt")
    }

    @Test("with --json, one object", arguments: verbs.filter { !$0.name.hasPrefix("show") })
    func json(_ name: String, _ words: [String]) async throws {
        let result = try await gantryAtSampleDay(words + ["--json"])
        try Golden.check(result.text, "\(name).json")
    }

    @Test("with colour, the worst stands out")
    func colour() async throws {
        let result = try await gantryAtSampleDay(["alerts"], width: 100, colour: true)
        #expect(result.text.contains("\u{1B}[31mcritical\u{1B}[0m"))
        #expect(result.text.contains("\u{1B}[33mwarning\u{1B}[0m"))
    }

    @Test(
        "where there is nothing, it says so and what to do",
        arguments: [
            "status", "projects", "workflows", "alerts", "runs", "next", "reload",
        ])
    func nothing(_ verb: String) async throws {
        let result = try await gantryAtSampleDay([verb], isEmpty: true)
        #expect(result.status == 0)
        try Golden.check(result.text, "\(verb)-empty.txt")
    }

    @Test("on a narrow terminal, names are cut and sentences wrap", arguments: ["alerts", "projects", "runs"])
    func narrow(_ verb: String) async throws {
        try Golden.check(try await gantryAtSampleDay([verb], width: 60).text, "\(verb).narrow.txt")
    }
}

@Suite("Fitting text")
struct TextWidthTests {
    @Test(
        "counts columns as a terminal does",
        arguments: [
            ("abc", 3), ("naïve", 5), ("e\u{301}", 1), ("日本", 4), ("🚀", 2), ("", 0),
        ] as [(String, Int)])
    func columns(_ text: String, _ width: Int) {
        #expect(text.columns == width)
    }

    @Test(
        "cuts to a width, and says that it did",
        arguments: [
            ("deadlines", 9, "deadlines"), ("deadlines", 8, "deadlin…"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"),
        ] as [(String, Int, String)])
    func truncate(_ text: String, _ width: Int, _ result: String) {
        #expect(text.truncated(to: width) == result)
        #expect(result.columns <= width)
    }

    @Test(
        "breaks at spaces, and long words where it must",
        arguments: [
            ("one two three", 7, ["one two", "three"]), ("one", 10, ["one"]),
            ("abcdefgh ij", 5, ["abcde", "fgh", "ij"]),
            ("", 5, [""]),
        ] as [(String, Int, [String])])
    func wrap(_ text: String, _ width: Int, _ result: [String]) {
        #expect(text.wrapped(to: width) == result)
    }

    @Test(
        "texts in lists and maps are told from other values",
        arguments: [
            (["10wd", "3wd"], "[10wd, 3wd]"),
            (["5", 5, "", "a, b", "true", .null], #"["5", 5, "", "a, b", "true", null]"#),
            (
                ["crit": "5", "unit": "", "message": "it's so", "at": "08:00"],
                #"{at: 08:00, crit: "5", message: it's so, unit: ""}"#
            ),
            ("5", "5"), ("a, b", "a, b"),
        ] as [(Value, String)])
    func values(value: Value, text: String) { #expect(value.spoken == text) }

    @Test("a hint that is too wide stands below its mark")
    func hints() {
        let display = Display(
            terminal: Terminal(isInteractive: true, width: 40),
            moments: Moments(zone: .system(), now: SampleBackend.now))
        let diagnostic = Diagnostic(
            .error, DiagnosticCode("GTY0102"), at: SourcePosition(file: "a.yaml", line: 14, column: 3),
            "unknown key 'dealine' in a task of this project", hint: "did you mean 'due'? that is the task's own day",
            excerpt: .init(line: "  dealine: 2026-12-18", length: 7))
        #expect(
            display.diagnostics([diagnostic]) == [
                "a.yaml:14:3: error: unknown key", "  'dealine' in a task of this project", "  [GTY0102]",
                "   14 |   dealine: 2026-12-18", "      |   ^~~~~~~", "      | did you mean 'due'? that is the",
                "      | task's own day",
            ])
    }

    @Test("a stage that only repeats the severity is left out")
    func repeated() {
        let display = Display(
            terminal: Terminal(isInteractive: true, width: 60),
            moments: Moments(zone: .system(), now: SampleBackend.now))
        var finding = FindingMessage(SampleBackend.deadline)
        (finding.severity, finding.stage, finding.message) = (.warning, "warning", "It is so")
        #expect(
            TraceVerb.lines([finding], display, indent: 2) == [
                "  warning  \(finding.project)/\(finding.subject)  It is so"
            ])
        finding.stage = "3wd"
        #expect(TraceVerb.lines([finding], display, indent: 2).first?.hasPrefix("  warning  3wd  ") == true)
        #expect(Display.spoken("timed_out") == "timed out")
    }

    @Test("explain shows a long figure whole, and no run where there was none")
    func explained() throws {
        let display = Display(
            terminal: Terminal(isInteractive: true, width: 60),
            moments: Moments(zone: .system(), now: SampleBackend.now))
        var detail = try SampleBackend().alert(7)
        let reason = "step check: plugin ping: it could not be started: there is no program here, nor there"
        (detail.openedBy, detail.alert.stage) = ("0", detail.alert.severity.rawValue)
        detail.alert.evidence = Evidence(rule: "r", inputs: [.init("last failure", reason)])
        let lines = ExplainVerb.lines(detail, display)
        let text = lines.joined(separator: " ").split(separator: " ").joined(separator: " ")
        #expect(text.contains("last failure \(reason)"), "\(text)")
        #expect(!text.contains("in run") && !text.contains(", stage "), "\(text)")
        #expect(lines.allSatisfy { $0.columns <= 60 })
    }

    @Test("explain names who was told while nothing could be written, of whom there is no message")
    func fromMemory() throws {
        let display = Display(
            terminal: Terminal(isInteractive: false),
            moments: Moments(zone: .system(), now: SampleBackend.now))
        let alert = try #require(SampleBackend.alerts.first)
        let memory = AlertEvent(alert: alert.id, at: SampleBackend.now, kind: .toldFromMemory, detail: "ben, asha")
        let told = { (history: [AlertEvent]) in
            ExplainVerb.lines(AlertDetail(alert, history: history, deliveries: []), display)
                .drop { $0 != "Told" }.dropFirst().first ?? ""
        }
        #expect(told([]) == "  nobody")
        #expect(told([memory]).contains("ben, asha  -  while the store was not to be written"), "\(told([memory]))")
    }

    @Test("shows what would steer a terminal as question marks")
    func control() {
        #expect("a\u{1B}[2Jb\u{7}\u{202E}c".printableLine == "a?[2Jb??c")
        #expect("a\nb\tc\r".printableLines == "a\nb\tc?")
    }

    @Test(
        "durations read as people say them",
        arguments: [
            (12, "12 ms"), (400, "0.4 s"), (9_950, "9.9 s"), (59_999, "59 s"), (125_000, "2 min 5 s"),
            (120_000, "2 min"),
            (11_400_000, "3 h 10 min"), (90_000_000, "1 day"), (345_600_000, "4 days"), (-5, "0 ms"),
        ] as [(Int, String)])
    func durations(_ milliseconds: Int, _ text: String) {
        #expect(Moments.spoken(.milliseconds(milliseconds)) == text)
    }
}
