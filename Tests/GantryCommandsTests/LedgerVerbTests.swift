import GantryControl
import GantryCore
import GantryTime
import Testing

@testable import GantryCommands

@Suite("What why, next and status print of planned times")
struct LedgerVerbTests {
    private static func instant(_ text: String) -> Instant { SampleBackend.instant(text) }

    private static func display(_ zone: String = "Europe/Amsterdam", width: Int? = nil) throws -> Display {
        Display(
            terminal: Terminal(isInteractive: width != nil, width: width ?? 80),
            moments: Moments(zone: try ZoneRules.load(zone), now: SampleBackend.now))
    }

    private static func row(
        _ first: String, of trigger: String = "every 1s", to last: String? = nil, count: Int = 1,
        _ verdict: Verdict? = .missed, because reason: String = "catch_up: none"
    ) -> OccurrenceMessage {
        OccurrenceMessage(
            LedgerEntry(
                workflow: "tick", trigger: trigger, first: instant(first), last: instant(last ?? first), count: count,
                key: nil, observedAt: SampleBackend.now, verdict: verdict, reason: reason, run: nil),
            reason: reason, timezone: "Europe/Amsterdam")
    }

    private static func list(_ rows: [OccurrenceMessage], notes: [String] = [], exact: Bool? = nil) -> OccurrenceList {
        OccurrenceList(
            workflow: "tick", occurrences: rows, notes: notes, timezone: "Europe/Amsterdam", exact: exact)
    }

    @Test("a week of seconds is one line with its count, and the times have seconds")
    func stretch() throws {
        let row = Self.row(
            "2026-11-08T03:08:00+01:00", to: "2026-11-15T03:07:58+01:00", count: 604_799, .coalesced, because: "run 5")
        let lines = WhyVerb.lines(Self.list([row]), OccurrenceQuery(), try Self.display())
        #expect(
            lines.map { $0.split(separator: "  ").map { $0.drop { $0 == " " } } } == [
                ["WHEN", "VERDICT", "WHY"],
                ["Sun 8 Nov 03:08:00 to Sun 15 Nov 03:07:58", "604,799 coalesced", "run 5"],
                ["to run it after all: gantry run tick --for 2026-11-15T03:07:58"],
            ])
    }

    @Test("the end of a stretch has its day where that is another")
    func sameDay() throws {
        let row = Self.row("2026-11-08T03:00:00+01:00", to: "2026-11-08T09:00:00+01:00", count: 7)
        let lines = WhyVerb.lines(Self.list([row]), OccurrenceQuery(), try Self.display())
        #expect(lines.dropFirst().first?.hasPrefix("Sun 8 Nov 03:00 to 09:00  7 missed") == true, "\(lines)")
    }

    @Test("nothing is wider than 80 columns, however long times, triggers and reasons are")
    func narrow() throws {
        let reason = "gantryd was not running Thu 31 Dec 2026 06:10 – Fri 8 Jan 2027 09:12; catch_up: none"
        let rows = [
            Self.row(
                "2025-12-30T03:08:05+01:00", of: "schedule */5 * * * * *", to: "2026-11-15T03:07:55+01:00",
                count: 1_604_799, .coalesced, because: reason),
            Self.row("2026-11-15T03:07:55+01:00", of: "a-second-trigger", because: reason),
        ]
        let lines = WhyVerb.lines(Self.list(rows), OccurrenceQuery(), try Self.display(width: 80))
        for line in lines { #expect(line.columns <= 80, "\(line)") }
        #expect(lines.suffix(2).first == "to run it after all:")
        #expect(lines.last == "  gantry run tick --for 2026-11-15T03:07:55 --trigger a-second-trigger")
    }

    @Test("the line to type has the instant that was asked for, not the end of its stretch")
    func asked() throws {
        let row = Self.row("2026-11-08T03:00:00+01:00", to: "2026-11-08T09:00:00+01:00", count: 7)
        let query = OccurrenceQuery(at: Self.instant("2026-11-08T05:00:00+01:00"))
        let lines = WhyVerb.lines(Self.list([row], exact: true), query, try Self.display())
        #expect(lines.last == "to run it after all: gantry run tick --for 2026-11-08T05:00")
        // Between two of them there is nothing to run.
        let between = OccurrenceQuery(at: Self.instant("2026-11-08T05:30:00+01:00"))
        let said = WhyVerb.lines(Self.list([row], exact: false), between, try Self.display())
        #expect(said.first == "nothing was planned for Sun 8 Nov 05:30")
        #expect(!said.contains { $0.contains("gantry run") })
    }

    @Test("the line to type is read as the instant that is meant, in the hour that comes twice")
    func twice() throws {
        let row = Self.row("2026-10-25T02:30:00+01:00")
        let lines = WhyVerb.lines(Self.list([row]), OccurrenceQuery(), try Self.display())
        #expect(lines.last == "to run it after all: gantry run tick --for 2026-10-25T02:30:00+01:00")
    }

    @Test("the line to type names the trigger where two had that instant")
    func two() throws {
        let rows = ["first one", "second"].map { Self.row("2026-11-08T03:00:00+01:00", of: $0) }
        let lines = WhyVerb.lines(Self.list(rows), OccurrenceQuery(), try Self.display())
        #expect(lines.last == "to run it after all: gantry run tick --for 2026-11-08T03:00 --trigger second")
    }

    @Test("what ran is not run once more")
    func ran() throws {
        let lines = WhyVerb.lines(
            Self.list([Self.row("2026-11-08T03:00:00+01:00", .ran), Self.row("2026-11-08T04:00:00+01:00", nil)]),
            OccurrenceQuery(), try Self.display())
        #expect(lines.count == 3 && !lines.contains { $0.contains("gantry run") })
    }

    @Test("a reader in another zone is told whose times the reasons have")
    func zones() throws {
        let reason = "gantryd was not running 06:10:00–09:12:04; catch_up: none"
        let list = Self.list([Self.row("2026-11-08T08:00:00+01:00", because: reason)])
        let theirs = WhyVerb.lines(list, OccurrenceQuery(), try Self.display("UTC"))
        #expect(theirs.contains("the times in the reasons are those of Europe/Amsterdam"))
        #expect(theirs.contains { $0.hasPrefix("Sun 8 Nov 07:00") })
        let own = WhyVerb.lines(list, OccurrenceQuery(), try Self.display())
        #expect(!own.contains { $0.contains("the times in the reasons") })
        let timeless = [Self.row("2026-11-08T08:00:00+01:00", because: "workflows/x.yaml:12:25 unknown action 'lgo'")]
        let said = WhyVerb.lines(Self.list(timeless), OccurrenceQuery(), try Self.display("UTC"))
        #expect(!said.contains { $0.contains("the times in the reasons") })
    }

    @Test("an empty answer says whether there is nothing, or nothing that was asked for")
    func empty() throws {
        let display = try Self.display()
        #expect(WhyVerb.lines(Self.list([]), OccurrenceQuery(), display) == ["nothing yet"])
        #expect(WhyVerb.lines(Self.list([]), OccurrenceQuery(verdict: .missed), display) == ["nothing that matches"])
    }

    @Test("a list that may be cut says so")
    func cut() throws {
        let rows = [Self.row("2026-11-08T03:00:00+01:00", .ran)]
        let lines = WhyVerb.lines(Self.list(rows), OccurrenceQuery(limit: 1), try Self.display())
        #expect(lines.last == "only the last 1: --limit and --since ask for others")
        #expect(WhyVerb.lines(Self.list(rows), OccurrenceQuery(limit: 2), try Self.display()).count == 2)
    }

    @Test(
        "what does not go together ends with 64",
        arguments: [
            ["why", "w", "--verdict", "mised"], ["why", "w", "--at", "2026-11-02", "--since", "2026-11-01"],
            ["why", "w", "--at", "noon"], ["why"], ["why", "w", "--limit", "0"], ["run", "w", "--trigger", "t"],
            ["run", "w", "--for", "noon"], ["cancel"], ["cancel", "1", "--queued", "w"],
            ["next", "w", "--expression", "daily 08:00"], ["next", "--with-skipped", "--expression", "daily 08:00"],
        ])
    func usage(_ words: [String]) async throws {
        #expect(try await gantry(words).status == 64)
    }

    // MARK: next, status

    @Test("next has seconds where a schedule needs them, and no note is wider than the terminal")
    func next() throws {
        let slots = (1...3).map { number in
            NextMessage(
                workflow: "a-long-name", trigger: "schedule 0 8 * * mon-fri", at: SampleBackend.now + .seconds(number),
                timezone: "Asia/Tokyo", note: "rolled from Fri 25 Dec, Fri 25 Dec is a holiday", skipped: true,
                catchUp: "all, max 100, max_age 2d")
        }
        let lines = NextVerb.lines(NextList(occurrences: slots), try Self.display(width: 80))
        for line in lines { #expect(line.columns <= 80, "\(line)") }
        #expect(lines.dropFirst().first?.hasPrefix("Mon 16 Nov 09:00:01  a-long-na") == true, "\(lines)")
        for word in ["NOTE", "CATCH UP"] { #expect(lines.first?.contains(word) == true) }
        let whole = NextVerb.lines(NextList(occurrences: slots), try Self.display())
        #expect(whole.last?.hasSuffix("Fri 25 Dec is a holiday; 17:00:03 in Asia/Tokyo") == true, "\(whole)")
    }

    @Test("the day of another zone is said where it is another")
    func otherDay() throws {
        let slot = NextMessage(
            workflow: "w", trigger: "t", at: Self.instant("2026-11-16T20:00:00+01:00"), timezone: "Asia/Tokyo")
        let lines = NextVerb.lines(NextList(occurrences: [slot]), try Self.display())
        #expect(lines.last?.hasSuffix("Tue 17 Nov 04:00 in Asia/Tokyo") == true, "\(lines)")
    }

    @Test(
        "a clock that is another is told from --as-of",
        arguments: [
            (604_800, false, "7 days ahead of the clock here"), (-7200, false, "2 h behind the clock here"),
            (604_800, true, "because of gantryd --as-of"),
        ])
    func foreignClock(_ seconds: Int, _ isDemonstration: Bool, _ words: String) throws {
        var status = SampleBackend().status()
        status.now = SampleBackend.now + .seconds(seconds)
        status.asOf = isDemonstration ? status.now : nil
        let lines = StatusVerb.lines(status, try Self.display())
        #expect(lines.contains { $0.hasPrefix("its clock stands at ") && $0.hasSuffix(words) }, "\(lines)")
        status.now = SampleBackend.now
        #expect(!StatusVerb.lines(status, try Self.display()).contains { $0.hasPrefix("its clock") })
    }
}
