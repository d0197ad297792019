import Foundation
import Testing

@Suite("What is planned, what waits, and what is ended", .timeLimit(.minutes(3)))
struct PlannedTests {
    private let portfolio: Portfolio

    init() throws { portfolio = try Portfolio() }

    @Test("cancel ends what waits before it begins, and what is under way at once, and says so in the ledger")
    func cancel() async throws {
        try portfolio.write(
            "workflows/slow.yaml",
            """
            name: slow
            steps: [{ id: wait, action: command.run, with: { command: [sleep, "600"] } }]
            alerts: none
            """)
        let daemon = try await RunningDaemon.ready(portfolio.root)
        for _ in 1...3 { #expect(try await daemon.gantry("run", "slow").status == 0) }
        try await daemon.says("run 1 of slow started")
        #expect(try await daemon.rows("slow").verdicts == ["1 ran", "1 queued", "1 queued"])
        let second = try await daemon.gantry("cancel", "2")
        #expect(second.output == "run 2 of slow is dropped: it never began\n", "\(second.errors)")
        let rest = try await daemon.gantry("cancel", "--queued", "slow")
        #expect(rest.status == 0 && rest.output == "1 run of slow dropped\n", "\(rest.errors)")
        let none = try await daemon.gantry("cancel", "--queued", "slow")
        #expect(none.status == 0 && none.output == "nothing of slow waits\n")
        let first = try await daemon.gantry("cancel", "1", "--by", "asha")
        #expect(first.status == 0, "\(first.errors)")
        try await daemon.says("run 1 of slow cancelled", "cancelled by", "asha")
        let runs = try #require(try await daemon.gantry("runs", "--json").json()["runs"] as? [[String: Any]])
        #expect(runs.map { $0["state"] as? String } == ["cancelled", "cancelled", "cancelled"])
        #expect(runs.map { $0["started_at"] is NSNull } == [true, true, false])
        let rows = try await daemon.rows("slow")
        #expect(rows.verdicts == ["1 ran", "1 dropped", "1 dropped"])
        #expect(rows.dropFirst().allSatisfy { ($0["reason"] as? String)?.hasPrefix("cancelled by ") == true })
        let refused: [([String], Int32, String)] = [
            (["1"], 1, "run 1 has ended already\n  hint: gantry trace 1 shows it"), (["2"], 1, "has ended already"),
            (["99"], 1, "there is no run 99"), (["x"], 1, "'x' is not the number of a run"),
            (["--queued", "slwo"], 1, "did you mean slow?"), ([], 64, "name a run, or a workflow with --queued"),
            (["1", "--queued", "slow"], 64, "name a run, or a workflow with --queued"),
        ]
        for (words, status, text) in refused {
            let ended = try await daemon.gantry(["cancel"] + words)
            #expect(ended.status == status && ended.errors.contains(text), "\(words): \(ended.errors)")
        }
        await daemon.stop()
    }

    @Test("next says what is unusual about a time, and what is made up for, on 80 columns")
    func next() async throws {
        try portfolio.write(
            "gantry.yaml", "timezone: Europe/Amsterdam\ncalendar: { week: mon-fri, holidays: [2026-12-25] }\n")
        try portfolio.write(
            "workflows/reports.yaml",
            """
            name: reports
            triggers:
              - { schedule: "daily 09:00", id: days, only: working_days, catch_up: { policy: all, max: 20, max_age: 2d } }
              - { schedule: "0 8 25 * *", id: month, roll: next, catch_up: none }
            steps: [{ id: say, action: log, with: { message: hello } }]
            alerts: none
            """)
        let daemon = try await AsOf(portfolio).life("2026-12-24T12:00:00+01:00")
        let all = try await daemon.asked("next", "reports", "--with-skipped", "--count", "6").output
        let cells = all.split(separator: "\n").map { line in
            line.split(separator: "  ").map { String($0.drop { $0 == " " }) }
        }
        #expect(
            cells == [
                ["WHEN", "WORKFLOW", "STARTED BY", "CATCH UP", "NOTE"],
                [
                    "Fri 25 Dec 09:00", "reports", "days", Self.bounded,
                    "holiday: Fri 25 Dec is a holiday (gantry.yaml:2)",
                ],
                ["Sat 26 Dec 09:00", "reports", "days", Self.bounded, "holiday: Sat 26 Dec is not a working day"],
                ["Sun 27 Dec 09:00", "reports", "days", Self.bounded, "holiday: Sun 27 Dec is not a working day"],
                ["Mon 28 Dec 08:00", "reports", "month", "none", "rolled from Fri 25 Dec, holiday"],
                ["Mon 28 Dec 09:00", "reports", "days", Self.bounded],
                ["Tue 29 Dec 09:00", "reports", "days", Self.bounded],
            ], "\(all)")
        let shown = try await daemon.shown("next", "reports", "--with-skipped", "--count", "6")
        for line in shown { #expect(line.count <= 80, "\(line)") }
        #expect(shown.first?.split(separator: " ").suffix(3) == ["CATCH", "UP", "NOTE"], "\(shown)")
        let runs = try await daemon.asked("next", "--json", "--count", "2").json()["occurrences"] as? [[String: Any]]
        #expect(runs?.map { $0["note"] as? String } == ["rolled from Fri 25 Dec, holiday", nil])
        #expect(runs?.map { $0["catch_up"] as? String } == ["none", Self.bounded])
        let elsewhere = try await daemon.asked("next", "--count", "1", zone: "Asia/Tokyo").output
        #expect(elsewhere.contains("08:00 in Europe/Amsterdam"), "\(elsewhere)")
        let unknown = try await daemon.gantry("next", "report")
        #expect(unknown.status == 1 && unknown.errors.contains("did you mean reports?"))
        await daemon.stop()
    }

    private static let bounded = "all, max 20, max_age 2d"

    @Test("where a schedule has slots within a minute, next, status and why have seconds")
    func seconds() async throws {
        try portfolio.write(
            "workflows/tick.yaml",
            """
            name: tick
            triggers: [{ schedule: "every 20s", id: often }]
            steps: [{ id: say, action: log, with: { message: hello } }]
            alerts: none
            """)
        let lives = AsOf(portfolio)
        try await lives.life("2026-11-02T12:00:01+01:00").stop()
        let daemon = try await lives.life("2026-11-02T12:10:05+01:00", saying: "run 1 of tick succeeded")
        let next = try await daemon.asked("next", "--count", "3").output.split(separator: "\n").dropFirst()
        #expect(next.map { $0.prefix(18) } == ["12:10:20", "12:10:40", "12:11:00"].map { "Mon 2 Nov \($0)" })
        #expect(try await daemon.asked("status").output.contains("next: tick, Mon 2 Nov 12:10:20, in "))
        let why = try await daemon.asked("why", "tick").output
        let together = "Mon 2 Nov 12:00:20 to 12:09:40  29 coalesced  run 1, for 12:10, looked at the same"
        #expect(why.contains(together), "\(why)")
        #expect(why.contains("Mon 2 Nov 12:10:00"))
        #expect(try await daemon.asked("trace", "1").output.contains("planned for Mon 2 Nov 12:10\n"))
        await daemon.stop()
    }
}
