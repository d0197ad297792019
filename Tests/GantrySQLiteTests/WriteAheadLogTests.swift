import FoundationEssentials
import GRDB
import GantryCore
import GantrySQLite
import GantryStore
import StoreContract
import Testing

@Suite("The log of a database that was not closed")
struct WriteAheadLogTests {
    private let folder: String
    private let frame = 24 + 4096

    init() throws { folder = try temporaryFolder() }

    /// The log as a kill leaves it after some commits, each answered.
    private func log(commits: Int) async throws -> [UInt8] {
        let path = folder + "/\(commits).sqlite"
        let store = try SQLiteStore(path: path)
        for number in 0..<commits {
            _ = try await store.admit(firing([PlannedOccurrence(occurrence("\(number)"))]), at: start)
        }
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: path + "-wal")))
        try store.close()
        return bytes
    }

    private func hasLostCommits(_ bytes: [UInt8]) throws -> Bool {
        let path = folder + "/log"
        try Data(bytes).write(to: URL(filePath: path))
        return WriteAheadLog(path: path).hasLostCommits
    }

    @Test("damage before commits that were answered is found, wherever it is")
    func damaged() async throws {
        let whole = try await log(commits: 20)
        #expect(try !hasLostCommits(whole) && WriteAheadLog(path: folder + "/nowhere").hasLostCommits == false)
        var found = 0
        let places = Array(stride(from: 3, to: whole.count, by: 997))
        for place in places {
            var bytes = whole
            bytes[place] ^= 0x40
            if try hasLostCommits(bytes) { found += 1 } else { #expect(place > whole.count - 12 * frame, "\(place)") }
        }
        #expect(found > places.count / 2)
    }

    @Test("what a crash leaves is no damage: a torn end, frames of a log before, a transaction taken back")
    func torn() async throws {
        let whole = try await log(commits: 20)
        for cut in stride(from: 1, to: whole.count, by: 1009) {
            #expect(try !hasLostCommits(Array(whole.dropLast(cut))), "cut by \(cut)")
        }
        var torn = whole
        for index in torn.indices.suffix(frame - 100) { torn[index] = 0 }
        #expect(try !hasLostCommits(torn))

        // Pages are written to the log before the commit where they find no place in memory.
        let path = folder + "/spilled.sqlite"
        let queue = try DatabaseQueue(path: path)
        try await queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA cache_size = 5; CREATE TABLE t (a TEXT)")
            for round in 0..<4 {
                try db.execute(sql: "BEGIN")
                for _ in 0..<200 { try db.execute(sql: "INSERT INTO t VALUES (hex(randomblob(2000)))") }
                try db.execute(sql: "ROLLBACK")
                if round % 2 == 0 { try db.execute(sql: "INSERT INTO t VALUES ('kept')") }
            }
        }
        #expect(!WriteAheadLog(path: path + "-wal").hasLostCommits)
        try await queue.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA wal_checkpoint(RESTART); INSERT INTO t VALUES ('new')")
        }
        #expect(!WriteAheadLog(path: path + "-wal").hasLostCommits)
    }

    @Test("is kept under a name that is not taken")
    func kept() async throws {
        let bytes = try await log(commits: 3)
        try Data(bytes).write(to: URL(filePath: folder + "/log"))
        let log = WriteAheadLog(path: folder + "/log")
        #expect(log.keep(beside: folder + "/db") == folder + "/db.damaged-1")
        #expect(log.keep(beside: folder + "/db") == folder + "/db.damaged-2")
        #expect([UInt8](try Data(contentsOf: URL(filePath: folder + "/db.damaged-1"))) == bytes)
        #expect(log.keep(beside: folder + "/no/db") == nil)
    }
}
