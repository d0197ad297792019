import Foundation
import Testing

@Suite("The ledger, as a user asks for it", .timeLimit(.minutes(3)))
struct LedgerTests {
    private let portfolio: Portfolio
    private let lives: AsOf

    init() throws {
        portfolio = try Portfolio()
        lives = AsOf(portfolio)
    }

    /// A workflow with a trigger of each `catch_up`, that missed a night and a morning: Sunday 06:00 to Monday 12:20.
    private func missed() async throws -> RunningDaemon {
        try portfolio.write(
            "workflows/hourly.yaml",
            """
            name: hourly
            triggers:
              - { schedule: "0 * * * *", id: hours }
              - { schedule: "30 9 * * *", id: late, catch_up: none }
              - { schedule: "daily 09:00", id: nine, only: working_days, catch_up: { policy: all, max: 2, max_age: 2d } }
            steps: [{ id: say, action: log, with: { message: "${{ trigger.at }}" } }]
            alerts: none
            """)
        try await lives.life("2026-11-01T06:00:10+01:00").stop()
        return try await lives.life(
            "2026-11-02T12:20:00+01:00", saying: "run 1 of hourly succeeded", "run 2 of hourly succeeded")
    }

    @Test("why tells of a time down what ran, what was looked at together, what was missed, and the days off")
    func why() async throws {
        let daemon = try await missed()
        let text = try await daemon.asked("why", "hourly")
        #expect(
            text.output == """
                WHEN                                VERDICT       TRIGGER  WHY
                Sun 1 Nov 07:00 to Mon 2 Nov 11:00  29 coalesced  hours    run 2, for 12:00, looked at the same
                Sun 1 Nov 09:00                     holiday       nine     Sun 1 Nov is not a working day
                Sun 1 Nov 09:30 to Mon 2 Nov 09:30  2 missed      late     \(Self.down); catch_up: none
                Mon 2 Nov 09:00                     ran           nine     run 1
                Mon 2 Nov 12:00                     ran           hours    run 2
                to run it after all: gantry run hourly --for 2026-11-02T09:30 --trigger late

                """)
        let shown = try await daemon.shown("why", "hourly")
        for line in shown { #expect(line.count <= 80, "\(line)") }
        #expect(shown.contains("to run it after all: gantry run hourly --for 2026-11-02T09:30 --trigger late"))
        // Whoever reads it elsewhere has their own clock on the left, and is told whose clock is on the right.
        let elsewhere = try await daemon.asked("why", "hourly", "--verdict", "missed", zone: "UTC").output
        #expect(elsewhere.contains("Sun 1 Nov 08:30 to Mon 2 Nov 08:30  2 missed"))
        #expect(elsewhere.contains("the times in the reasons are those of Europe/Amsterdam"))
        await daemon.stop()
    }

    private static let down = "gantryd was not running Sun 1 Nov 06:00 – Mon 2 Nov 12:20"

    @Test("why takes a stretch of time, a verdict and a trigger, and says what it does not know")
    func filters() async throws {
        let daemon = try await missed()
        #expect(try await daemon.rows("hourly", "--verdict", "missed").verdicts == ["2 missed"])
        #expect(try await daemon.rows("hourly", "--verdict", "loop").isEmpty)
        #expect(try await daemon.rows("hourly", "--trigger", "nine").verdicts == ["1 holiday", "1 ran"])
        #expect(try await daemon.rows("hourly", "--since", "2026-11-02T11:00:01Z").isEmpty)
        // From then on, and before then: a stretch counts that reaches into it.
        let since = try await daemon.rows("hourly", "--since", "2026-11-02T08:30Z")
        #expect(since.verdicts == ["29 coalesced", "2 missed", "1 ran"])
        let until = try await daemon.rows("hourly", "--until", "2026-11-01T07:00Z")
        #expect(until.verdicts == ["29 coalesced"])
        let few = try await daemon.asked("why", "hourly", "--limit", "2")
        #expect(few.output.contains("only the last 2: --limit and --since ask for others"))
        let none = try await daemon.asked("why", "hourly", "--verdict", "full")
        #expect(none.status == 0 && none.output == "nothing that matches\n")
        let wrong: [([String], Int32, String)] = [
            (["hourlly"], 1, "there is no workflow hourlly\n  hint: did you mean hourly?"),
            (["hourly", "--trigger", "nines"], 1, "hourly has no trigger 'nines'\n  hint: did you mean 'nine'?"),
            (["hourly", "--trigger", "x"], 1, "hint: it has: hours, late, nine"),
            (["hourly", "--verdict", "mised"], 64, "did you mean 'missed'?"),
            (["hourly", "--at", "noon"], 64, "--at 'noon' is not a time"),
            (["hourly", "--at", "2026-11-02", "--until", "2026-11-02"], 64, "--at asks for one instant"),
        ]
        for (words, status, text) in wrong {
            let ended = try await daemon.gantry(["why"] + words)
            #expect(ended.status == status && ended.errors.contains(text), "\(words): \(ended.errors)")
        }
        await daemon.stop()
    }

    @Test("why --at tells of one slot, also of one within a stretch, and of none")
    func at() async throws {
        let daemon = try await missed()
        let within = try await daemon.asked("why", "hourly", "--at", "2026-11-02T08:00")
        #expect(within.output.contains("29 coalesced") && !within.output.contains("nothing was planned"))
        #expect(within.output.hasSuffix("to run it after all: gantry run hourly --for 2026-11-02T08:00\n"))
        let between = try await daemon.asked("why", "hourly", "--at", "2026-11-02T08:30")
        #expect(between.output.hasPrefix("nothing was planned for Mon 2 Nov 08:30\n"))
        #expect(between.output.contains("29 coalesced") && !between.output.contains("gantry run"))
        let json = try await daemon.asked("why", "hourly", "--at", "2026-11-02T08:30", "--json").json()
        #expect(json["exact"] as? Bool == false)
        let exact = try await daemon.asked("why", "hourly", "--at", "2026-11-02T09:00", "--json").json()
        #expect(exact["exact"] as? Bool == true)
        #expect((exact["occurrences"] as? [[String: Any]])?.verdicts.sorted() == ["1 ran", "29 coalesced"])
        #expect(try await daemon.asked("why", "hourly", "--json").json()["exact"] is NSNull)
        let before = try await daemon.asked("why", "hourly", "--at", "2026-10-31T08:00")
        #expect(before.output.contains("hours: not defined before Sun 1 Nov 06:00\n"), "\(before.output)")
        let ahead = try await daemon.asked("why", "hourly", "--at", "2026-11-03T09:00")
        #expect(ahead.output.contains("nine: planned, and not yet"))
        #expect(ahead.output.contains("late: planned next Tue 3 Nov 09:30"))
        await daemon.stop()
    }

    @Test("run --for runs what did not run, once, at its own time")
    func runFor() async throws {
        let daemon = try await missed()
        let first = try await daemon.asked("run", "hourly", "--for", "2026-11-02T08:00", "--wait")
        #expect(first.status == 0 && first.output.hasPrefix("run 3 of hourly succeeded"), "\(first.errors)")
        #expect(try await daemon.asked("trace", "3").output.contains("2026-11-02T08:00:00+01:00"))
        // The stretch is split around it.
        #expect(
            try await daemon.rows("hourly", "--trigger", "hours").verdicts == [
                "25 coalesced", "1 ran", "3 coalesced", "1 ran",
            ])
        // At 09:00 one trigger's ran, and the other's did not.
        let nine = try await daemon.asked("run", "hourly", "--for", "2026-11-02T09:00", "--trigger", "hours", "--wait")
        #expect(nine.status == 0)
        let late = try await daemon.asked("run", "hourly", "--for", "2026-11-02T09:30", "--wait", "--json").json()
        #expect(late["trigger"] as? String == "late")
        let off = try await daemon.asked("run", "hourly", "--for", "2026-11-01T09:00", "--trigger", "nine", "--wait")
        #expect(off.status == 0, "a day off can be run by hand: \(off.errors)")
        let refused: [([String], Int32, String)] = [
            (["--for", "2026-11-02T08:00"], 1, "it has run already: run 3\n  hint: gantry trace 3"),
            (["--for", "2026-11-02T08:00", "--trigger", "nine"], 1, "nothing of hourly was planned for"),
            (["--for", "2026-11-02T08:00", "--trigger", "hour"], 1, "did you mean 'hours'?"),
            (["--for", "2026-11-02T08:31"], 1, "nothing of hourly was planned for 2026-11-02T08:31:00+01:00"),
            (["--for", "2026-11-03T08:00"], 1, "that is not yet"),
            (["--for", "yesterday"], 64, "--for 'yesterday' is not a time"),
            (["--trigger", "hours"], 64, "--trigger goes with --for"),
        ]
        for (words, status, text) in refused {
            let ended = try await run(
                Binaries.folder + "/gantry", ["run", "hourly"] + words, in: portfolio.root,
                environment: ["TZ": "Europe/Amsterdam"])
            #expect(ended.status == status && ended.errors.contains(text), "\(words): \(ended.errors)")
        }
        await daemon.stop()
        // What ran stays so over a start.
        let next = try await lives.life("2026-11-02T12:40:00+01:00")
        let again = try await next.asked("run", "hourly", "--for", "2026-11-02T08:00")
        #expect(again.status == 1 && again.errors.contains("it has run already: run 3"))
        await next.stop()
    }

    @Test("the control API answers the same, and says in words what is wrong with a question")
    func api() async throws {
        let daemon = try await missed()
        let path = "/v1/workflows/hourly/occurrences"
        let all = try await curl(daemon, path)
        #expect(all.status == 200)
        let rows = try #require(try all.json()["occurrences"] as? [[String: Any]])
        #expect(rows.verdicts == ["29 coalesced", "1 holiday", "2 missed", "1 ran", "1 ran"])
        let keys = [
            "at", "count", "last", "observed_at", "reason", "run", "runnable", "timezone", "trigger", "verdict",
        ]
        for row in rows { #expect(row.keys.sorted() == keys) }
        #expect(rows.map { $0["runnable"] as? Bool } == [true, true, true, false, false])
        #expect(rows.first?["timezone"] as? String == "Europe/Amsterdam")
        let some = try await curl(daemon, path + "?verdict=ran&trigger=nine&since=2026-11-02T00:00:00%2B01:00")
        #expect((try some.json()["occurrences"] as? [[String: Any]])?.verdicts == ["1 ran"])
        let questions: [(String, Int, String)] = [
            (path + "?verdict=mised", 400, "did you mean missed?"), (path + "?at=noon", 400, "an instant such as"),
            (path + "?since=2026-11-02T08:00", 400, "an instant such as"), (path + "?limit=0", 400, "from 1 to 1000"),
            (path + "?at=2026-11-02T08:00Z&verdict=ran", 400, "at asks for one instant"),
            (path + "?verdic=missed", 400, "did you mean 'verdict'?"),
            ("/v1/next?cuont=1", 400, "did you mean 'count'?"), (path + "?trigger=nines", 404, "did you mean 'nine'?"),
            ("/v1/workflows/hourlly/occurrences", 404, "did you mean hourly?"),
        ]
        for (question, status, words) in questions {
            let answer = try await curl(daemon, question)
            #expect(answer.status == status && answer.body.contains(words), "\(question): \(answer.body)")
        }
        let bodies: [(String, Int, String)] = [
            (#"{"for": "noon"}"#, 400, "'for' is not what is wanted here: 'noon' is not an RFC 3339 time"),
            (#"{"trigger": "nine"}"#, 400, "'trigger' goes with 'for'"),
            (#"{"for": "2026-11-02T07:00:00Z", "trigger": "nines"}"#, 404, "did you mean 'nine'?"),
            (#"{"for": "2026-11-02T07:00:00Z", "trigger": "hours", "wait": true}"#, 200, "succeeded"),
            (#"{"for": "2026-11-02T07:00:00Z"}"#, 409, "it has run already"),
        ]
        for (body, status, words) in bodies {
            let answer = try await curl(daemon, "/v1/workflows/hourly/run", "--data", body)
            #expect(answer.status == status && answer.body.contains(words), "\(body): \(answer.body)")
        }
        await daemon.stop()
    }

    @Test("what was edited, and what was wrong, while the daemon was down, is told by file and line, and can be run")
    func editedAndWrong() async throws {
        let settings = "timezone: Europe/Amsterdam\n"
        let channels = "channels: { office: { type: maildir } }\n"
        func workflow(_ name: String, _ schedule: String, alerts: String = "none") throws {
            try portfolio.write(
                "workflows/\(name).yaml",
                """
                name: \(name)
                triggers: [{ schedule: "\(schedule)", id: clock, catch_up: none }]
                steps: [{ id: say, action: log, with: { message: hello } }]
                alerts: \(alerts)
                """)
        }
        try portfolio.write("gantry.yaml", settings + channels)
        try workflow("edited", "*/10 * * * *")
        try workflow("wrong", "*/10 * * * *", alerts: "{ to: [lead], via: [office] }")
        try await lives.life("2026-11-02T12:01:00+01:00").stop()
        try workflow("edited", "0 * * * *")
        try portfolio.write("gantry.yaml", settings)
        let daemon = try await lives.life("2026-11-02T12:31:00+01:00")
        let edited = try await daemon.rows("edited")
        #expect(edited.verdicts.first == "3 changed", "\(edited)")
        let reason = "the schedule was changed while gantryd was not running"
        #expect((edited.first?["reason"] as? String)?.contains(reason) == true, "\(edited)")
        let wrong = try await daemon.asked("why", "wrong").output
        let trouble = "workflows/wrong.yaml:4:29 channel 'office' is not configured"
        #expect(wrong.contains("file_wrong: \(trouble)"), "\(wrong)")
        #expect(wrong.contains("is judged when it is mended"), "\(wrong)")
        try portfolio.write("gantry.yaml", settings + channels)
        #expect(try await daemon.gantry("reload").status == 0)
        try await daemon.says("wrong/clock 3 times", "file_wrong")
        let rows = try await daemon.rows("wrong")
        #expect(rows.verdicts == ["3 file_wrong"], "\(rows)")
        #expect((rows.first?["reason"] as? String)?.hasPrefix("workflows/wrong.yaml:4:29 ") == true, "\(rows)")
        let after = try await daemon.asked("run", "wrong", "--for", "2026-11-02T12:20", "--wait")
        #expect(after.status == 0, "\(after.errors)")
        #expect(try await daemon.rows("wrong").verdicts == ["1 file_wrong", "1 ran", "1 file_wrong"])
        await daemon.stop()
    }

    private struct Answer {
        let status: Int
        let body: String

        func json() throws -> [String: Any] {
            try #require(try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any])
        }
    }

    private func curl(_ daemon: RunningDaemon, _ path: String, _ arguments: String...) async throws -> Answer {
        let states = portfolio.root + "/.gantry/as-of"
        let state = try #require(FileManager.default.contentsOfDirectory(atPath: states).first)
        let ended = try await run(
            "/usr/bin/curl",
            ["-s", "-w", "\n%{http_code}", "--unix-socket", "\(states)/\(state)/gantry.sock"] + arguments
                + ["http://gantry" + path])
        let lines = ended.output.split(separator: "\n", omittingEmptySubsequences: false)
        return Answer(
            status: try #require(lines.last.flatMap { Int($0) }), body: lines.dropLast().joined(separator: "\n"))
    }
}
