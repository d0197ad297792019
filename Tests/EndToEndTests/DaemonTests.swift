import Foundation
import Testing

@Suite("The daemon itself", .timeLimit(.minutes(3)))
struct DaemonTests {
    @Test("keeps its socket and its files to its user and group")
    func permissions() async throws {
        let portfolio = try Portfolio()
        let daemon = try await RunningDaemon.ready(portfolio.root)
        func mode(_ path: String) throws -> Int {
            let attributes = try FileManager.default.attributesOfItem(atPath: portfolio.root + "/" + path)
            return try #require(attributes[.posixPermissions] as? Int)
        }
        #expect(try mode(".gantry") == 0o750)
        #expect(try mode(".gantry/gantry.sock") == 0o660)
        #expect(try mode(".gantry/gantry.sqlite") & 0o007 == 0)
        await daemon.stop()
        #expect(!FileManager.default.fileExists(atPath: portfolio.root + "/.gantry/gantry.sock"))
    }

    @Test("refuses a second daemon on one folder, and leaves the first alone")
    func second() async throws {
        let portfolio = try Portfolio()
        let first = try await RunningDaemon.ready(portfolio.root)
        let second = try RunningDaemon(root: portfolio.root)
        #expect(await second.ended() == 1)
        #expect(second.transcript.contains { $0.contains("another gantryd") && $0.contains("GTY0710") })
        #expect(try await first.gantry("status").status == 0)
        await first.stop()
    }

    @Test("refuses a link planted in the place of its socket")
    func plantedLink() async throws {
        let portfolio = try Portfolio()
        let state = portfolio.root + "/.gantry"
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: state + "/gantry.sock", withDestinationPath: portfolio.root + "/people.yaml")
        let daemon = try RunningDaemon(root: portfolio.root)
        #expect(await daemon.ended() != 0)
        #expect(FileManager.default.fileExists(atPath: portfolio.root + "/people.yaml"))
    }

    @Test("says where the path of the socket is too long")
    func longPath() async throws {
        let portfolio = try Portfolio()
        let deep = portfolio.root + "/" + String(repeating: "long", count: 25)
        try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
        let daemon = try RunningDaemon(root: deep)
        #expect(await daemon.ended() != 0)
        #expect(daemon.transcript.contains { $0.contains("103") }, "\(daemon.transcript)")
    }

    @Test("reads all files again at SIGHUP, gantry.yaml among them")
    func hangup() async throws {
        let portfolio = try Portfolio()
        let daemon = try await RunningDaemon.ready(portfolio.root)
        try portfolio.write("gantry.yaml", "timezone: Europe/Amsterdm\n")
        daemon.signal(SIGHUP)
        try await daemon.says("Europe/Amsterdm")
        try await daemon.says("all files were read again")
        let status = try await daemon.gantry("status", "--json").output
        #expect(status.contains("gantry.yaml"))
        await daemon.stop()
    }

    @Test("does not start where there is no folder, or its gantry.yaml is wrong")
    func refusesToStart() async throws {
        let nowhere = try RunningDaemon(root: "/tmp/gantry-not-there-\(UUID().uuidString.prefix(8))")
        #expect(await nowhere.ended() == 78)
        let portfolio = try Portfolio()
        try portfolio.write("gantry.yaml", "timezone: Mars/Base\n")
        let wrong = try RunningDaemon(root: portfolio.root)
        #expect(await wrong.ended() == 78)
        #expect(wrong.transcript.contains { $0.contains("gantry.yaml:1:11") })
    }

    @Test("serves the control API to any HTTP client")
    func curl() async throws {
        let portfolio = try Portfolio()
        let daemon = try await RunningDaemon.ready(portfolio.root)
        let answer = try await run(
            "/usr/bin/curl",
            ["-sS", "--unix-socket", portfolio.root + "/.gantry/gantry.sock", "http://gantry/v1/status"])
        #expect(try answer.json()["state"] as? String == "ready")
        await daemon.stop()
    }
}
