import Foundation
import Testing

@Suite("A week without the daemon", .timeLimit(.minutes(4)))
struct WeekTests {
    /// Programs on a clock of their own: what the Debian package `faketime` preloads.
    private struct ForeignClock {
        let library: String

        init() throws {
            let names = try FileManager.default.contentsOfDirectory(atPath: "/usr/lib")
            let folders = ["/usr/lib"] + names.map { "/usr/lib/\($0)" }
            library = try #require(
                folders.map { $0 + "/faketime/libfaketimeMT.so.1" }.first(where: FileManager.default.fileExists),
                "scripts/install-dependencies test installs faketime")
        }

        /// What a program is started with whose clock is ahead. The machine's uptime stays as it is.
        func ahead(days: Int) -> [String: String] {
            ["LD_PRELOAD": library, "FAKETIME": "+\(days)d", "FAKETIME_DONT_FAKE_MONOTONIC": "1"]
        }

        /// Removes what the library shares between processes, and leaves behind.
        func tidy(after process: pid_t) {
            for name in ["faketime_shm_", "sem.faketime_sem_"] { unlink("/dev/shm/\(name)\(process)") }
        }
    }

    @Test("of every 1s is a row, a line and one run, and then the next second's")
    func everySecond() async throws {
        let clock = try ForeignClock()
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2099-12-18")])
        try portfolio.write(
            "workflows/tick.yaml",
            """
            name: tick
            triggers: [{ schedule: "every 1s" }]
            steps: [{ id: say, action: log, with: { message: hello } }]
            alerts: none
            """)
        var daemon = try await RunningDaemon.ready(
            portfolio.root, environment: clock.ahead(days: 0), throughShell: true)
        try await daemon.says("of tick succeeded")
        await daemon.stop()
        clock.tidy(after: daemon.process)
        let left = Date.now.formatted(.iso8601)
        daemon = try await RunningDaemon.ready(portfolio.root, environment: clock.ahead(days: 7), throughShell: true)
        try await daemon.says("of tick succeeded")
        try await daemon.says("of tick started")
        let away = try await daemon.rows("tick", "--since", left).filter {
            !["ran", "queued"].contains($0["verdict"] as? String)
        }
        #expect((1...10).contains(away.count), "\(away)")
        let together = away.filter { $0["verdict"] as? String == "coalesced" }
        let most = try #require(together.max { ($0["count"] as? Int ?? 0) < ($1["count"] as? Int ?? 0) })
        let count = try #require(most["count"] as? Int)
        #expect(count >= 7 * 86_400 - 60, "\(away)")
        let run = try #require(most["run"] as? String)
        #expect((most["reason"] as? String)?.hasPrefix("run \(run), for ") == true)
        #expect(try await daemon.gantry("trace", run).output.contains("succeeded"))
        // The line has the count as people read it.
        let line = try await daemon.gantry("why", "tick", "--since", left, "--verdict", "coalesced").output
        #expect(line.contains("  \(count / 1000),"), "\(line)")
        let told = daemon.transcript.filter { $0.contains("tick/") }
        #expect((1...5).contains(told.count), "\(told)")
        // Nobody has started it with --as-of.
        let status = try await daemon.gantry("status").output
        #expect(status.contains(", 7 days ahead of the clock here\n"), "\(status)")
        #expect(!status.contains("--as-of"))
        #expect(try await daemon.gantry("status", "--json").json()["as_of"] is NSNull)
        await daemon.stop()
        clock.tidy(after: daemon.process)
    }
}
