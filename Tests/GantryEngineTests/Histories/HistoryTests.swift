import FoundationEssentials
import GantrySQLite
import GantryStore
import GantryTestSupport
import Testing

/// Saves, partial writes, removals and returns, renames, kills at any write, late writers, reloads, acknowledgements,
/// clocks that are set and channels that die, in any order. Others: `GANTRY_SEEDS=1001-30000`; one: `GANTRY_SEEDS=17-17`.
@Suite("Whatever happens")
struct HistoryTests {
    private static let seeds: [UInt64] = {
        let asked = ProcessInfo.processInfo.environment["GANTRY_SEEDS"] ?? "1-1000"
        let ends = asked.split(separator: "-").compactMap { UInt64($0) }
        precondition(ends.count == 2 && ends[0] <= ends[1], "GANTRY_SEEDS=\(asked): FROM-TO is wanted")
        return Array(ends[0]...ends[1])
    }()

    @Test("nothing is lost, nothing false is told, and nobody is told twice or forgotten")
    func memory() async throws {
        for seed in Self.seeds {
            let history = try await History(seed: seed, over: InMemoryStore())
            try await Self.run(history, seed)
        }
    }

    @Test("the same holds over a database that each daemon opens anew")
    func sqlite() async throws {
        for seed in Self.seeds.prefix(Self.seeds.count / 20 + 1) {
            let folder = try TemporaryFolder()
            let history = try await History(seed: seed, over: try SQLiteStore(path: folder / "gantry.sqlite")) { _ in
                try SQLiteStore(path: folder / "gantry.sqlite")
            }
            try await Self.run(history, seed)
        }
    }

    private static func run(_ history: History, _ seed: UInt64) async throws {
        do {
            try await history.run(40)
        } catch {
            let steps = await history.steps.joined(separator: "\n")
            Issue.record("seed \(seed): \(error)\n\(steps)")
            throw error
        }
    }
}
