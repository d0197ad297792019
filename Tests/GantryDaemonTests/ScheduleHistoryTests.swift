import FoundationEssentials
import GantrySQLite
import GantryStore
import GantryTestSupport
import Testing

/// Others: `GANTRY_SEEDS=1001-30000`; one: `GANTRY_SEEDS=17-17`.
@Suite("Whatever happens to schedules")
struct ScheduleHistoryTests {
    private static let seeds: [UInt64] = {
        let asked = ProcessInfo.processInfo.environment["GANTRY_SEEDS"] ?? "1-1000"
        let ends = asked.split(separator: "-").compactMap { UInt64($0) }
        precondition(ends.count == 2 && ends[0] <= ends[1], "GANTRY_SEEDS=\(asked): FROM-TO is wanted")
        return Array(ends[0]...ends[1])
    }()

    @Test("every planned instant has exactly one row, and none runs twice")
    func memory() async throws {
        for seed in Self.seeds { try await Self.run(seed, over: InMemoryStore()) }
    }

    @Test("the same holds over a database")
    func sqlite() async throws {
        for seed in Self.seeds.prefix(Self.seeds.count / 50 + 1) {
            let folder = try TemporaryFolder()
            try await Self.run(seed, over: try SQLiteStore(path: folder / "gantry.sqlite"))
        }
    }

    private static func run(_ seed: UInt64, over store: any Store) async throws {
        var history = try await ScheduleHistory(seed: seed, over: store)
        do {
            try await history.run(25)
        } catch {
            Issue.record("seed \(seed): \(error)\n\(history.steps.joined(separator: "\n"))")
            throw error
        }
    }
}
