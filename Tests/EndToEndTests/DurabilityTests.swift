import Foundation
import GantryTestSupport
import Testing

@Suite("What is acknowledged is on the disk", .timeLimit(.minutes(3)))
struct StoreDurabilityTests {
    @Test("syncs at least once before each change is acknowledged")
    func syncsPerChange() async throws {
        let place = try Portfolio()
        let power = try await PowerCut(of: place.root)
        // What the store acknowledges is written among the syncs.
        let log = open(power.log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        let changes = 40
        let writer = try Spawned(
            Binaries.folder + "/store-writer", ["write", place.root + "/gantry.sqlite", "\(changes / 2)"], in: nil,
            environment: power.environment, output: log, errors: log)
        close(log)
        #expect(await onThread { writer.wait() } == 0)

        let lines = try String(contentsOfFile: power.log, encoding: .utf8).split(separator: "\n")
        let written = lines.drop { $0 != "opened" }.dropFirst()
        let parts = written.split(omittingEmptySubsequences: false) { $0.hasPrefix("run ") || $0.hasPrefix("alert ") }
        // What comes after the last change is no change's.
        let syncs = parts.dropLast().map { $0.count { $0.hasSuffix(" " + place.root + "/gantry.sqlite-wal") } }
        #expect(syncs.count == changes)
        #expect(syncs.allSatisfy { $0 >= 1 }, "syncs of each change: \(syncs)")
    }

    @Test(
        "has all that was acknowledged after a power cut, whatever else the disk has",
        arguments: [(5, nil), (100, nil), (300, nil), (5, 1), (100, 2), (300, 3), (450, 4)])
    func outlivesPowerCut(acknowledged: Int, seed: Int?) async throws {
        let place = try Portfolio()
        let database = place.root + "/gantry.sqlite"
        let power = try await PowerCut(of: place.root)
        let output = try Channel()
        let writer = try Spawned(
            Binaries.folder + "/store-writer", ["write", database, "1000000"], in: nil, environment: power.environment,
            output: output.writing, errors: output.writing)
        close(output.writing)
        let said = await onThread {
            var (said, isKilled) = (Data(), false)
            readAll(output.reading) { piece in
                said += piece
                // It goes on until the signal is there, so death falls anywhere.
                guard !isKilled, said.count(where: { $0 == 10 }) > acknowledged else { return }
                isKilled = true
                kill(writer.process, SIGKILL)
            }
            #expect(writer.wait() == 128 + SIGKILL)
            return String(decoding: said, as: UTF8.self)
        }
        try await power.cut(seed: seed)

        let promised = Set(said.split(separator: "\n").filter { $0 != "opened" })
        #expect(promised.count >= acknowledged)
        let left = try await run(Binaries.folder + "/store-writer", ["read", database])
        #expect(left.status == 0, "\(left.errors)")
        let lost = promised.subtracting(left.output.split(separator: "\n"))
        #expect(lost.isEmpty, "\(lost.count) of \(promised.count) are lost")
    }
}

@Suite("After a power cut", .timeLimit(.minutes(5)))
struct PowerCutTests {
    @Test("has runs, acknowledgements and mails of its first hour, and gives no message an id of before")
    func daemon() async throws {
        let portfolio = try Portfolio()
        try portfolio.deadlines(triggers: "[manual]")
        // All of it is new: the state folder, the database, the maildir.
        let power = try await PowerCut(of: portfolio.root)
        var (runs, seen) = ([String: String](), [String]())
        // What people save is theirs to sync: it is there.
        func save(_ round: Int) throws { try portfolio.project((1...round * 3).map { ("t\($0)", "2020-02-03") }) }
        for round in 1...3 {
            try save(round)
            let daemon = try await RunningDaemon.ready(portfolio.root, environment: power.environment)
            let answer = try await daemon.gantry("run", "deadlines", "--wait", "--json").json()
            runs[try #require(answer["id"] as? String)] = answer["queued_at"] as? String
            for task in round * 3 - 2...round * 3 {
                let answer = try await daemon.gantry("ack", "crm2/t\(task)", "--because", "seen: t\(task)")
                #expect(answer.status == 0, "\(answer.errors)")
            }
            for _ in ["asha", "ben"] { try await daemon.says("told ") }
            await daemon.killNow()
            // They have left the machine, whatever becomes of it.
            seen += try portfolio.mails()
            try await power.cut()
            #expect(Set(try portfolio.mails()).isSubset(of: seen))
            try save(round)
        }

        let last = try await RunningDaemon.ready(portfolio.root)
        let listed = try #require(try await last.gantry("runs", "--json").json()["runs"] as? [[String: Any]])
        for (run, queued) in runs {
            let found = listed.first { $0["id"] as? String == run }
            #expect(found?["queued_at"] as? String == queued, "run \(run) is lost")
        }
        for task in 1...9 {
            let told = try await last.gantry("explain", "crm2/t\(task)")
            #expect(told.output.contains("seen: t\(task)"), "the acknowledgement of t\(task) is lost")
        }
        await last.stop()
        try expectOneIDEach(seen + portfolio.mails())
        for task in 1...9 {
            let mails = try portfolio.mails().filter { $0.contains("\"t\(task)\"") }
            #expect(mails.contains { $0.contains("To: \"Ben\"") }, "the mail to ben about t\(task) is lost")
        }
    }

    /// Mails are the same one, or have ids of their own: receivers drop what they know by its id.
    private func expectOneIDEach(_ mails: [String]) throws {
        let byID = Dictionary(grouping: mails) { mail in
            mail.split(separator: "\n").first { $0.hasPrefix("Message-ID:") } ?? "none"
        }
        for (id, mails) in byID { #expect(Set(mails).count == 1, "\(id) names \(Set(mails).count) messages") }
    }

    @Test("keeps a mail that it finds in the maildir, where the first try died before it was on the disk")
    func foundMail() async throws {
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2020-02-03")])
        // One mail: a second one would take the first along to the disk.
        try portfolio.deadlines(triggers: "[manual]", extra: "alerts: { to: owner }")
        let power = try await PowerCut(of: portfolio.root)
        let deadly = power.environment.merging(["POWER_CUT_DIE_AT": "1:/maildir/new"]) { $1 }
        let first = try await RunningDaemon.ready(portfolio.root, environment: deadly)
        #expect(try await first.gantry("run", "deadlines").status == 0)
        #expect(await first.ended() == 128 + SIGKILL)
        #expect(try portfolio.mails().count == 1)
        let second = try await RunningDaemon.ready(
            portfolio.root, environment: power.environment, saying: "told ben")
        await second.killNow()
        try await power.cut()
        #expect(try portfolio.mails().count == 1, "a mail that was delivered is lost")
    }

    @Test("has everything in the database file alone after a clean stop")
    func cleanStop() async throws {
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2020-02-03")])
        try portfolio.deadlines(triggers: "[manual]")
        let first = try await RunningDaemon.ready(portfolio.root)
        #expect(try await first.gantry("run", "deadlines", "--wait").status == 0)
        for _ in ["asha", "ben"] { try await first.says("told ") }
        await first.stop()
        // As a copy of the one file by a person who does not know of the others.
        for rest in ["-wal", "-shm"] { unlink(portfolio.root + "/.gantry/gantry.sqlite" + rest) }
        let second = try await RunningDaemon.ready(portfolio.root)
        let alerts = try await second.gantry("explain", "crm2/build", "--json").json()
        let told = try #require(alerts["told"] as? [[String: Any]])
        #expect(told.count == 2 && told.allSatisfy { $0["state"] as? String == "delivered" }, "\(told)")
        await second.stop()
    }

    @Test("loses nothing over random kills and power cuts while it is at work")
    func soak() async throws {
        let ended = try await run(
            Binaries.checkout + "/scripts/soak",
            ["--bin", Binaries.folder, "--kills", "8", "--cuts", "6", "--seed", "20261122", "--dir", "/tmp"])
        #expect(ended.status == 0, "\(ended.errors)")
    }
}
