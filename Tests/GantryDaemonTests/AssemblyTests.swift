import GantryControl
import GantryCore
import GantryDefinitions
import GantryStore
import GantryTestSupport
import Glibc
import Synchronization
import Testing

@testable import GantryDaemon

@Suite("The daemon as a whole", .timeLimit(.minutes(2)))
struct AssemblyTests {
    @Test("takes a save to its message, also one that comes as soon as it is ready", arguments: StoreKind.allCases)
    func save(_ kind: StoreKind) async throws {
        let rig = try AssemblyRig(kind)
        try rig.save("projects/shop.yaml", AssemblyRig.project("shop", due: "2027-03-01"))
        try await rig.run { _ in
            try rig.save("projects/crm.yaml", AssemblyRig.project("crm"))
            await rig.mailbox.wait(for: "ben opened crm")
            await rig.mailbox.wait(for: "asha opened crm")
            try rig.save("projects/crm.yaml", AssemblyRig.project("crm", ", finished: 2026-11-16"))
            await until { rig.events.all.contains("resolved crm") }
            // Its end is told when it has held for five minutes.
            rig.clock.advance(by: .seconds(301))
            await rig.mailbox.wait(for: "ben resolved crm")
            await rig.mailbox.wait(for: "asha resolved crm")
        }
        #expect(
            rig.mailbox.all.sorted() == [
                "asha opened crm", "asha resolved crm", "ben opened crm", "ben resolved crm",
            ])
    }

    @Test("leaves alone what was removed while a check was under way", arguments: StoreKind.allCases)
    func reloadDuringRun(_ kind: StoreKind) async throws {
        let rig = try AssemblyRig(kind)
        try rig.save("projects/shop.yaml", AssemblyRig.project("shop", due: "2027-03-01"))
        try rig.save("projects/crm.yaml", AssemblyRig.project("crm", due: "2027-03-01"))
        try await rig.run { assembly in
            try rig.save("projects/crm.yaml", AssemblyRig.project("crm"))
            await rig.mailbox.wait(for: "ben opened crm")
            let gate = Gate()
            rig.store.follow { call, moment in if call == .finishStep, moment == .before { try await gate.pass() } }
            _ = try await assembly.backend.startRun(of: "deadlines", .init(by: "asha", wait: false))
            await gate.arrival()
            rig.remove("projects/crm.yaml")
            _ = try await assembly.backend.reload()
            await until { rig.events.all.contains("resting crm") }
            gate.open()
            try await rig.quiet()
            #expect(rig.events.all == ["opened crm", "resting crm"])
            // It comes back within the ten minutes: nothing has happened.
            try rig.save("projects/crm.yaml", AssemblyRig.project("crm"))
            await until { rig.events.all.contains("watched crm") }
            try await rig.pass(.seconds(1200), step: .seconds(300))
        }
        #expect(rig.mailbox.all.sorted() == ["asha opened crm", "ben opened crm"])
        let alerts = try await rig.alerts()
        #expect(alerts.map(\.state) == [.open])
    }

    @Test(
        "takes what is gone for a moment for no end, and what stays gone for no good one", arguments: StoreKind.allCases
    )
    func removalAndReturn(_ kind: StoreKind) async throws {
        let rig = try AssemblyRig(kind)
        try rig.save("projects/shop.yaml", AssemblyRig.project("shop", due: "2027-03-01"))
        try await rig.run { assembly in
            try rig.save("projects/crm.yaml", AssemblyRig.project("crm"))
            await rig.mailbox.wait(for: "ben opened crm")
            for _ in 1...3 {
                rig.remove("projects/crm.yaml")
                await until { assembly.definitions.current.away.settlesAt != nil }
                rig.clock.advance(by: .seconds(5))
                try rig.save("projects/crm.yaml", AssemblyRig.project("crm"))
                await until { assembly.definitions.current.away.settlesAt == nil }
            }
            try await rig.quiet()
            #expect(rig.events.all == ["opened crm"])
            rig.remove("projects/crm.yaml")
            await until { assembly.definitions.current.away.settlesAt != nil }
            rig.clock.advance(by: .seconds(11))
            await until { rig.events.all.contains("resting crm") }
            rig.clock.advance(by: .seconds(601))
            await rig.mailbox.wait(for: "ben unwatched crm")
            await rig.mailbox.wait(for: "asha unwatched crm")
        }
        #expect(!rig.mailbox.all.contains { $0.contains(" resolved ") })
    }

    @Test("a workflow whose file is renamed goes on with what was acknowledged", arguments: StoreKind.allCases)
    func renamedWorkflow(_ kind: StoreKind) async throws {
        let rig = try AssemblyRig(kind)
        try rig.save("projects/shop.yaml", AssemblyRig.project("shop", due: "2027-03-01"))
        // It has the name of its file.
        try rig.save("workflows/deadlines.yaml", AssemblyRig.workflow().replacing("name: deadlines\n", with: ""))
        try await rig.run { assembly in
            try rig.save("projects/crm.yaml", AssemblyRig.project("crm"))
            await rig.mailbox.wait(for: "asha opened crm")
            try await rig.quiet()
            let alert = try #require(try await rig.alerts().first)
            _ = try await assembly.backend.acknowledge(alert.id, .init(by: "ben", because: "on it"))
            #expect(rename(rig.folder / "workflows/deadlines.yaml", rig.folder / "workflows/dates.yaml") == 0)
            await until { rig.events.all.contains("moved crm") }
            rig.clock.advance(by: .seconds(86_400))
            try await rig.quiet()
        }
        let alert = try #require(try await rig.alerts().first)
        #expect(try await rig.alerts().count == 1 && alert.key.workflow == "dates" && alert.state == .acknowledged)
        #expect(rig.mailbox.all.sorted() == ["asha opened crm", "ben opened crm"])
    }

    @Test("an end goes out when its time has come, and waits for no other look", arguments: StoreKind.allCases)
    func endInTime(_ kind: StoreKind) async throws {
        let rig = try AssemblyRig(kind)
        try rig.save("projects/shop.yaml", AssemblyRig.project("shop", due: "2027-03-01"))
        try await rig.run { _ in
            try rig.save("projects/crm.yaml", AssemblyRig.project("crm"))
            await rig.mailbox.wait(for: "asha opened crm")
            try await rig.quiet()
            rig.clock.advance(by: .seconds(20))
            try rig.save("projects/crm.yaml", AssemblyRig.project("crm", ", finished: 2026-11-16"))
            await until { rig.events.all.contains("resolved crm") }
            try await rig.quiet()
            // What looks every five minutes, to be safe, has just looked.
            rig.clock.advance(by: .seconds(290))
            try await rig.quiet()
            #expect(!rig.mailbox.all.contains { $0.contains("resolved") })
            rig.clock.advance(by: .seconds(11))
            await rig.mailbox.wait(for: "ben resolved crm")
            await rig.mailbox.wait(for: "asha resolved crm")
        }
    }

    @Test("tells of a week what is to be told, once", arguments: StoreKind.allCases)
    func week(_ kind: StoreKind) async throws {
        let rig = try AssemblyRig(kind)
        try rig.save("workflows/deadlines.yaml", AssemblyRig.workflow(triggers: "[{ schedule: daily 08:00 }]"))
        // Due on Friday: ten working days before have come already, three come on Tuesday.
        try rig.save("projects/crm.yaml", AssemblyRig.project("crm", due: "2026-11-20"))
        try rig.save("projects/shop.yaml", AssemblyRig.project("shop", due: "2027-03-01"))
        try await rig.run { _ in
            for day in 1...7 {
                rig.clock.advance(by: .seconds(86_400))
                try await until {
                    try await rig.store.runs(RunFilter()).count { $0.state == .succeeded } == day
                }
                try await rig.quiet()
            }
        }
        let alert = try #require(try await rig.alerts().first)
        #expect(alert.state == .open && alert.key.project == "crm")
        let events = try await rig.store.events(ofAlert: alert.id)
        // Nobody is told twice of a stage, so there are as many messages to each as there were stages.
        for person in ["asha", "ben"] {
            #expect(rig.mailbox.all.count { $0.hasPrefix(person) } == events.count, "\(events)")
        }
        #expect(rig.mailbox.all.first == "ben opened crm" && events.count > 2)
    }

    @Test("says of an alert since when nobody has looked, and from two working days on that it is stale")
    func notLooked() async throws {
        let rig = try AssemblyRig(.memory)
        try rig.save("projects/shop.yaml", AssemblyRig.project("shop", due: "2027-03-01"))
        try await rig.run { assembly in
            try rig.save("projects/crm.yaml", AssemblyRig.project("crm"))
            await rig.mailbox.wait(for: "asha opened crm")
            let skipped = AssemblyRig.workflow().replacing(
                "action: deadline.check", with: "action: deadline.check\n    if: ${{ false }}")
            try rig.save("workflows/deadlines.yaml", skipped)
            await until { assembly.definitions.current.workflows.contains { $0.steps[0].condition != nil } }
            _ = try await assembly.backend.startRun(of: "deadlines", .init(by: "asha", wait: true))
            let fresh = try #require(try await assembly.backend.alerts(.init()).alerts.first)
            #expect(fresh.notLookedAtSince == AssemblyRig.monday && !fresh.stale)
            rig.clock.advance(by: .seconds(2 * 86_400))
            let stale = try #require(try await assembly.backend.alerts(.init()).alerts.first)
            #expect(stale.stale)
        }
    }

    @Test("looks at everything once where the store has lost what it knew", arguments: StoreKind.allCases)
    func firstLook(_ kind: StoreKind) async throws {
        let rig = try AssemblyRig(kind)
        try rig.save("projects/crm.yaml", AssemblyRig.project("crm"))
        try await rig.run { assembly in
            try await assembly.lookAtEverything(because: "the database was gone", now: rig.clock.now)
        } _: { _ in
            await rig.mailbox.wait(for: "ben opened crm")
            try await rig.quiet()
        }
        let run = try #require(try await rig.store.runs(RunFilter()).last)
        #expect(run.occurrence.payload["because"] == "the database was gone")
    }
}

@Suite("A store that cannot be written", .timeLimit(.minutes(2)))
struct UnwritableStoreTests {
    private func fail(_ rig: AssemblyRig, _ isFull: Bool) {
        rig.store.follow { _, moment in
            if isFull, moment == .before { throw StoreFailure(.full, "the disk of the database is full") }
        }
    }

    /// Returns when the store has the alert of a project, and nothing is under way. It is tried every five seconds.
    private func takenIn(_ project: String, _ rig: AssemblyRig) async throws {
        try await until {
            rig.leap(upTo: .seconds(5))
            let isKnown = try await rig.alerts().contains { $0.key.project == project }
            let isDone = try await rig.store.unfinishedRuns().isEmpty
            return isKnown && isDone
        }
    }

    @Test("keeps nobody from being told, and they are told no more when it can be again", arguments: StoreKind.allCases)
    func toldFromMemory(_ kind: StoreKind) async throws {
        let rig = try AssemblyRig(kind)
        try rig.save("projects/shop.yaml", AssemblyRig.project("shop", due: "2027-03-01"))
        try rig.save("projects/crm.yaml", AssemblyRig.project("crm", due: "2027-03-01"))
        try await rig.run { assembly in
            // What is known already is not told again.
            try rig.save("projects/shop.yaml", AssemblyRig.project("shop"))
            await rig.mailbox.wait(for: "asha opened shop")
            fail(rig, true)
            try rig.save("projects/crm.yaml", AssemblyRig.project("crm"))
            await rig.mailbox.wait(for: "ben opened crm")
            await rig.mailbox.wait(for: "asha opened crm")
            let status = try await assembly.backend.status()
            #expect(status.causes.contains("what is found is told from memory"))
            #expect(status.causes.contains { $0.contains("the disk of the database is full") })
            // It is asked for again and again meanwhile.
            for _ in 1...5 {
                rig.clock.advance(by: .seconds(5))
                for _ in 1...200 { await Task.yield() }
            }
            fail(rig, false)
            try await takenIn("crm", rig)
            try await rig.quiet()
            try await until {
                rig.leap(upTo: .seconds(5))
                return try await assembly.backend.status().causes.isEmpty
            }
            try rig.save("projects/crm.yaml", AssemblyRig.project("crm", ", finished: 2026-11-16"))
            await until { rig.events.all.contains("resolved crm") }
            rig.clock.advance(by: .seconds(301))
            await rig.mailbox.wait(for: "ben resolved crm")
            await rig.mailbox.wait(for: "asha resolved crm")
        }
        let crm = try #require(try await rig.alerts().first { $0.key.project == "crm" })
        let history = try await rig.store.events(ofAlert: crm.id)
        #expect(history.contains { $0.kind == .toldFromMemory && $0.detail.contains("ben") })
        let count = { (message: String) in rig.mailbox.all.count { $0 == message } }
        #expect(count("ben opened crm") == 1 && count("ben opened shop") == 1 && count("ben resolved crm") == 1)
    }

    @Test(
        "hands back what could not be sent, and so a restart forgets nobody", arguments: StoreKind.allCases)
    func handsBackMessages(_ kind: StoreKind) async throws {
        let rig = try AssemblyRig(kind)
        try rig.save("projects/shop.yaml", AssemblyRig.project("shop", due: "2027-03-01"))
        try await rig.run { assembly in
            fail(rig, true)
            // As where the maildir is on the same disk.
            rig.mailbox.isFull.withLock { $0 = true }
            try rig.save("projects/crm.yaml", AssemblyRig.project("crm"))
            await until { assembly.condition.sentences.contains("what is found is told from memory") }
            for _ in 1...2000 { await Task.yield() }
            fail(rig, false)
            try await takenIn("crm", rig)
            try await until {
                rig.leap(upTo: .seconds(5))
                return try await rig.store.deliveries(DeliveryFilter()).count == 2
            }
        }
        #expect(rig.mailbox.all.isEmpty)
        rig.mailbox.isFull.withLock { $0 = false }
        try await rig.run { _ in
            rig.clock.advance(by: .seconds(3600))
            await rig.mailbox.wait(for: "ben opened crm")
            await rig.mailbox.wait(for: "asha opened crm")
        }
        #expect(rig.mailbox.all.count == 2)
    }

    @Test("tells of what a run that is under way finds", arguments: StoreKind.allCases)
    func underWay(_ kind: StoreKind) async throws {
        let rig = try AssemblyRig(kind)
        try rig.save("projects/shop.yaml", AssemblyRig.project("shop", due: "2027-03-01"))
        try await rig.run { _ in
            rig.store.follow { call, moment in
                if call == .finishStep, moment == .before { throw StoreFailure(.broken, "the disk does not work") }
            }
            try rig.save("projects/crm.yaml", AssemblyRig.project("crm"))
            await rig.mailbox.wait(for: "ben opened crm")
            fail(rig, false)
            try await takenIn("crm", rig)
            try await rig.quiet()
        }
        #expect(rig.mailbox.all.sorted() == ["asha opened crm", "ben opened crm"])
    }

    @Test("is said to be damaged by whatever call finds that")
    func damaged() async throws {
        let rig = try AssemblyRig(.memory)
        try rig.save("projects/shop.yaml", AssemblyRig.project("shop", due: "2027-03-01"))
        try await rig.run { _ in
            rig.store.follow { _, moment in
                if moment == .before { throw StoreFailure(.damaged, "the database is damaged") }
            }
            try rig.save("projects/shop.yaml", AssemblyRig.project("shop"))
            await until { rig.events.all.contains("damaged") }
            rig.store.follow { _, _ in }
        }
    }

    @Test("is said to whoever asks for something, and nothing is done behind their back")
    func refused() async throws {
        let rig = try AssemblyRig(.memory)
        try rig.save("projects/crm.yaml", AssemblyRig.project("crm"))
        try await rig.run { assembly in
            try await rig.quiet()
            fail(rig, true)
            await #expect(throws: StoreFailure.self) {
                _ = try await assembly.backend.startRun(of: "deadlines", .init(by: "asha", wait: false))
            }
            fail(rig, false)
        }
        #expect(rig.mailbox.all.isEmpty)
    }
}
