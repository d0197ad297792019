import Foundation
import GantryTestSupport
import Testing

@Suite("What the daemon stands on", .timeLimit(.minutes(3)))
struct StateFolderTests {
    @Test("a daemon whose socket is removed listens at its path again", arguments: 1...3)
    func socketRemoved(_ times: Int) async throws {
        let portfolio = try Portfolio()
        let daemon = try await RunningDaemon.ready(portfolio.root)
        for _ in 1...times {
            try portfolio.remove(".gantry/gantry.sock")
            try await daemon.says("listening at", "again")
            #expect(try await daemon.gantry("status").status == 0)
        }
        await daemon.stop()
        #expect(!FileManager.default.fileExists(atPath: portfolio.root + "/.gantry/gantry.sock"))
    }

    @Test("a daemon whose socket was replaced by a file says so, and leaves the file alone")
    func socketReplaced() async throws {
        let portfolio = try Portfolio()
        let daemon = try await RunningDaemon.ready(portfolio.root)
        try portfolio.write(".gantry/gantry.sock", "mine")
        try await daemon.says("nobody can ask this daemon anything", "a file stands where")
        #expect(try String(contentsOfFile: portfolio.root + "/.gantry/gantry.sock", encoding: .utf8) == "mine")
        try portfolio.remove(".gantry/gantry.sock")
        try await daemon.says("listening at", "again")
        #expect(try await daemon.gantry("status").status == 0)
        await daemon.stop()
    }

    @Test(
        "a daemon without its state folder ends with an error, so that no second one tells people beside it",
        arguments: [
            "rm -rf .gantry", "mv .gantry elsewhere", "rm .gantry/gantry.lock", "rm -rf .gantry && mkdir .gantry",
        ])
    func stateFolderRemoved(_ command: String) async throws {
        let portfolio = try Portfolio()
        let daemon = try await RunningDaemon.ready(portfolio.root)
        _ = try await run("/bin/sh", ["-c", command], in: portfolio.root)
        #expect(await daemon.ended() == 1)
        #expect(daemon.transcript.contains { $0.contains("GTY0716") && $0.contains(".gantry") }, "\(daemon.transcript)")
        let again = try await RunningDaemon.ready(portfolio.root)
        await again.stop()
    }

    @Test("a daemon over whose state folder something is mounted ends with an error", .enabled(if: Mounted.isAllowed))
    func stateFolderCovered() async throws {
        let portfolio = try Portfolio()
        let daemon = try await RunningDaemon.ready(portfolio.root)
        let volume = try #require(Mounted(over: portfolio.root + "/.gantry"))
        #expect(await daemon.ended() == 1)
        #expect(daemon.transcript.contains { $0.contains("GTY0716") }, "\(daemon.transcript)")
        volume.unmount()
    }

    @Test(
        "a daemon whose database is gone or another one ends with an error, and starts again on what stands there",
        arguments: [
            "rm .gantry/gantry.sqlite", "rm .gantry/gantry.sqlite-wal", "mv .gantry/gantry.sqlite .gantry/old",
            "cp .gantry/gantry.sqlite .gantry/new && mv .gantry/new .gantry/gantry.sqlite",
        ])
    func databaseRemoved(_ command: String) async throws {
        let portfolio = try Portfolio()
        let daemon = try await RunningDaemon.ready(portfolio.root)
        _ = try await run("/bin/sh", ["-c", command], in: portfolio.root)
        #expect(await daemon.ended() == 1)
        #expect(
            daemon.transcript.contains { $0.contains("GTY0717") && $0.contains("gantry.sqlite") },
            "\(daemon.transcript)")
        let again = try await RunningDaemon.ready(portfolio.root)
        await again.stop()
    }

    @Test("a database whose log was lost with a crash is looked after anew, and that is said")
    func lostLog() async throws {
        let portfolio = try Portfolio()
        try portfolio.project([])
        try portfolio.deadlines()
        let daemon = try await RunningDaemon.ready(portfolio.root)
        await daemon.killNow()
        for suffix in ["-wal", "-shm"] { try? portfolio.remove(".gantry/gantry.sqlite" + suffix) }
        try portfolio.project([("build", "2020-02-03")])
        let again = try await RunningDaemon.ready(portfolio.root, saying: "told ben")
        #expect(again.transcript.contains { $0.contains("what was written last is gone") })
        await again.stop()
        // A clean stop leaves nothing to be lost.
        let third = try await RunningDaemon.ready(portfolio.root)
        #expect(!third.transcript.contains { $0.contains("is gone") })
        await third.stop()
    }

    @Test("a log that is damaged after a crash is said, kept, and everything is looked at anew")
    func damagedLog() async throws {
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2020-02-03")])
        try portfolio.deadlines(triggers: "[manual]")
        let daemon = try await RunningDaemon.ready(portfolio.root)
        for _ in 1...3 { #expect(try await daemon.gantry("run", "deadlines", "--wait").status == 0) }
        await daemon.killNow()
        let path = portfolio.root + "/.gantry/gantry.sqlite-wal"
        var bytes = try Data(contentsOf: URL(filePath: path))
        #expect(bytes.count > 10_000)
        bytes[200] ^= 0x40
        try bytes.write(to: URL(filePath: path))
        let again = try await RunningDaemon.ready(portfolio.root)
        #expect(again.transcript.contains { $0.contains("some of what was written last is gone") })
        let status = try await again.gantry("status").output
        #expect(status.contains("degraded") && status.contains("sqlite-wal is damaged"), "\(status)")
        await again.stop()
        #expect(try Data(contentsOf: URL(filePath: portfolio.root + "/.gantry/gantry.sqlite.damaged-1")) == bytes)
    }
}
