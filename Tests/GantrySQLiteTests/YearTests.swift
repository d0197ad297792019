import Foundation
import GantryCore
import GantrySQLite
import StoreYear
import Testing

@Suite("A year in the store on SQLite")
struct YearTests {
    /// A 50th of the work, all through the year. All that is written is of a workflow and its projects, so 50 times the
    /// file is more than what 50 times the workflows make: its beginning counts as often. `year-benchmark` writes all
    /// of it.
    @Test("of 50 workflows over 100 projects takes less than 200 MB")
    func fits() async throws {
        // In memory where that can be had: it is the size that counts, and twenty thousand syncs would take minutes.
        let path = FileManager.default.isWritableFile(atPath: "/dev/shm") ? try inMemory() : try temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await write(to: path + "/gantry.sqlite")
    }

    private func inMemory() throws -> String {
        let path = "/dev/shm/gantry-year-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        return path
    }

    private func write(to path: String) async throws {
        let store = try SQLiteStore(path: path)
        let count = try await StoreYear(workflows: 1, projects: 2).write(to: store)
        #expect(count.runs == 40 * 261 && count.messages > 250 && count.pruned > count.runs / 2)
        let (file, log) = (try size(path), try size(path + "-wal"))
        #expect(file * 50 + log < 200_000_000, "\(file) bytes and a log of \(log)")
        try store.close()
    }

    private func size(_ path: String) throws -> Int {
        try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }
}
