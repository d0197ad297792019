import FoundationEssentials
import GRDB
import GantryCore
import GantrySQLite
import GantryStore
import StoreContract
import Testing

@Suite("The store on SQLite")
struct SQLiteStoreTests {
    @Test("finds everything again after it was closed, in the file alone")
    func survives() async throws {
        let path = try temporaryFolder() + "/gantry.sqlite"
        let first = try SQLiteStore(path: path)
        let runs = try await first.admit(firing([PlannedOccurrence(occurrence("a"))], cursor: "7"), at: start).queued
        let identity = try await first.identity()
        try first.close()
        let log = try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
        #expect((log ?? 0) == 0, "a clean stop leaves nothing in the log")
        let copy = try temporaryFolder() + "/copy.sqlite"
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        let second = try SQLiteStore(path: copy)
        #expect(try await second.unfinishedRuns() == runs)
        #expect(try await second.memory(workflow: "deadlines", trigger: "schedule").cursor == "7")
        #expect(try await second.identity() == identity && !identity.isEmpty)
    }

    @Test("records what was begun although the task is cancelled")
    func ignoresCancellation() async throws {
        let store = try SQLiteStore(path: temporaryFolder() + "/gantry.sqlite")
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await store.admit(firing([PlannedOccurrence(occurrence("a"))]), at: start).queued.count
        }
        #expect(try await task.value == 1)
    }

    @Test("refuses a file that is not a database, and one of another program")
    func refusesOther() throws {
        let path = try temporaryFolder() + "/gantry.sqlite"
        try String(repeating: "no database at all\n", count: 100).write(toFile: path, atomically: true, encoding: .utf8)
        #expect { try SQLiteStore(path: path) } throws: { ($0 as? StoreFailure)?.kind == .damaged }
        let foreign = try temporaryFolder() + "/gantry.sqlite"
        try DatabaseQueue(path: foreign).write { try $0.execute(sql: "CREATE TABLE places (url TEXT)") }
        #expect { try SQLiteStore(path: foreign) } throws: { ($0 as? StoreFailure)?.kind == .foreign }
    }

    @Test("finds damage wherever it is: a page that is zeroed, a file cut short, a text that is no record")
    func findsDamage() async throws {
        let path = try temporaryFolder() + "/gantry.sqlite"
        let store = try SQLiteStore(path: path)
        for number in 0..<200 {
            _ = try await store.admit(firing([PlannedOccurrence(occurrence("\(number)"))]), at: start)
        }
        _ = try await store.reconcile(scope, at: start, opening)
        try store.close()
        let whole = try Data(contentsOf: URL(filePath: path))
        let pages = whole.count / 4096
        var found = 0
        for page in 0..<pages {
            var bytes = whole
            bytes.replaceSubrange(page * 4096..<(page + 1) * 4096, with: Data(repeating: 0, count: 4096))
            if try await isFoundDamaged(bytes) { found += 1 }
        }
        // What is in no use can come to no harm.
        let free = try await DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "PRAGMA freelist_count") ?? 0 }
        #expect(found >= pages - free, "\(pages - found) of \(pages) zeroed pages were not found")
        #expect(try await isFoundDamaged(whole.prefix(whole.count / 2)))
        let queue = try DatabaseQueue(path: path)
        try await queue.write { try $0.execute(sql: "UPDATE alerts SET body = '{'") }
        try queue.close()
        #expect(try await isFoundDamaged(Data(contentsOf: URL(filePath: path))))
    }

    private func isFoundDamaged(_ bytes: Data) async throws -> Bool {
        let path = try temporaryFolder() + "/gantry.sqlite"
        try bytes.write(to: URL(filePath: path))
        do {
            let store = try SQLiteStore(path: path)
            try await store.verify()
            return false
        } catch let failure as StoreFailure {
            return failure.kind == .damaged
        }
    }

    @Test("takes over a database of 0.1.0: its alerts, and what waits under the name it had")
    func migrates() async throws {
        let path = try temporaryFolder() + "/gantry.sqlite"
        try Fixtures.databaseOfFirstVersion(at: path)
        let store = try SQLiteStore(path: path)
        _ = try await store.join(node, at: start)
        try await store.verify()
        let alert = try #require(try await store.alert(1))
        #expect(alert.state == .acknowledged && alert.told.map(\.contact.person) == ["ben"])
        #expect(alert.sightings.map(\.step) == ["check"])
        #expect(try await store.deliveries(DeliveryFilter(states: [.pending])).map(\.token.description) == ["1"])
        #expect(try await store.claimRuns(Claimant(node, limit: 1), at: start).map(\.id) == [1])
    }

    @Test("keeps the last good versions of definitions over its end")
    func lastGoodSurvives() async throws {
        let version = LastGoodVersion(
            path: "projects/crm2.yaml", name: "crm2", files: ["projects/crm2.yaml": "a1", "books/erp.csv": "b1"])
        let path = try temporaryFolder() + "/gantry.sqlite"
        let first = try SQLiteStore(path: path)
        try await first.keepLastGood([version], forgetting: [], contents: ["a1": [1], "b1": [2]])
        try first.close()
        let second = try SQLiteStore(path: path)
        #expect(try await second.lastGoodVersions() == [version])
        #expect(try await second.lastGoodContents(["a1"]) == ["a1": [1]])
        try second.close()
    }
}
