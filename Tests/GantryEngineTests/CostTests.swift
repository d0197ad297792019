import FoundationEssentials
import GantryCore
import GantrySQLite
import GantryStore
import GantryTestSupport
import Synchronization
import Testing

@testable import GantryEngine

/// What a run costs a store that waits for the disk at each commit.
@Suite("What a run costs the store", .timeLimit(.minutes(1)))
struct CostTests {
    private let rig = Rig()
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private enum Note: Hashable {
        case done(ScriptedStore.Call)
        case ended
    }

    private struct Cost {
        /// The calls that may write.
        var calls: [ScriptedStore.Call] = []
        /// What the database's log has more.
        var commits = 0
    }

    /// What runs of a workflow cost, one after the other, from the first firing until nothing is written any more.
    ///
    /// - Parameter before: so many run before what counts.
    private func cost(of runs: Int, after before: Int = 0, _ actions: [any Action]) async throws -> Cost {
        let store = ScriptedStore(over: try SQLiteStore(path: folder / "gantry.sqlite"))
        let notes = Collector<Note>()
        let definitions = rig.definitions(actions.map { step($0.declaration.name) }, actions)
        let engine = Engine(
            node: rig.node, store: store, clock: rig.clock, log: rig.pages, definitions: { definitions },
            observe: { if case .ended(_, .succeeded, _) = $0 { notes.add(.ended) } })
        try await engine.join()
        store.follow { call, moment in
            if moment != .before { notes.add(.done(call)) }
        }
        async let working: Void = engine.run()
        await notes.wait { $0.contains(.done(.claimRuns)) }
        var (start, cost) = ((notes: 0, commits: 0), Cost())
        for number in 1...before + runs {
            if number == before + 1 { start = (notes.all.count, try commits()) }
            try await engine.submit(rig.firing("\(number)"))
            await notes.wait { $0.count { $0 == .ended } == number }
        }
        engine.stop()
        await working
        cost.commits = try commits() - start.commits
        cost.calls = notes.all.dropFirst(start.notes).compactMap { note in
            if case .done(let call) = note { call } else { nil }
        }
        return cost
    }

    /// How many commits stand in the database's log, as <https://sqlite.org/walformat.html> has it: the last frame of
    /// each says how large the database is.
    private func commits() throws -> Int {
        let bytes = [UInt8](try Data(contentsOf: URL(filePath: folder / "gantry.sqlite-wal")))
        let word: (Int) -> Int = { at in bytes[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
        guard bytes.count > 32 else { return 0 }
        let frames = stride(from: 32, through: bytes.count - 24 - word(8), by: 24 + word(8))
        return frames.count { at in bytes[at + 8..<at + 16] == bytes[16..<24] && word(at + 4) != 0 }
    }

    @Test(
        "one check costs two commits, its beginning and its end, also where it finds what it found before",
        arguments: [[], [finding()]])
    func oneStep(_ findings: [Finding]) async throws {
        let check = Probe(name: "a", rules: ["r"]) { _ in ActionResult(findings: findings, evaluated: ["crm2"]) }
        let runs = 20
        let cost = try await cost(of: runs, after: 1, [check])
        #expect(cost.calls == (1...runs).flatMap { _ in [.admit, .finishStep] })
        #expect(cost.commits == 2 * runs)
    }

    @Test("runs that wait begin with the end of the one before them, and cost no question of their own")
    func succession() async throws {
        let store = ScriptedStore(over: try SQLiteStore(path: folder / "gantry.sqlite"))
        let notes = Collector<Note>()
        let check = Probe(name: "a") { _ in ActionResult() }
        let definitions = rig.definitions([step("a")], [check])
        let engine = Engine(
            node: rig.node, store: store, clock: rig.clock, log: rig.pages, definitions: { definitions },
            observe: { if case .ended(_, .succeeded, _) = $0 { notes.add(.ended) } })
        try await engine.join()
        for number in 1...5 { try await engine.submit(rig.firing("\(number)")) }
        let before = try commits()
        store.follow { call, moment in
            if moment == .before { notes.add(.done(call)) }
        }
        async let working: Void = engine.run()
        await notes.wait { $0.count { $0 == .ended } == 5 }
        engine.stop()
        await working
        let calls = notes.all.filter { $0 != .ended }
        #expect(calls == [.done(.claimRuns)] + (1...5).map { _ in .done(.finishStep) })
        #expect(try commits() - before == 6)
        #expect(try await store.runs(RunFilter(state: .succeeded)).map(\.id) == [5, 4, 3, 2, 1])
    }

    @Test("where there are too many, a run that ends gives its place up")
    func tooMany() async throws {
        let limit = Mutex(2)
        let gates = ["v": Gate(), "w": Gate()]
        let check = Probe(name: "a") { request in
            try await gates[request.workflow]?.pass()
            return ActionResult()
        }
        let notes = Collector<Note>()
        let engine = rig.engine(
            observe: { if case .ended(_, .succeeded, _) = $0 { notes.add(.ended) } }
        ) { [rig] in rig.definitions([step("a")], [check], workflows: ["v", "w"], limit: limit.withLock { $0 }) }
        try await engine.join()
        for workflow in ["v", "w"] {
            for number in 1...2 { try await engine.submit(rig.firing("\(number)", of: workflow)) }
        }
        async let working: Void = engine.run()
        for gate in gates.values { await gate.arrival() }
        limit.withLock { $0 = 1 }
        gates["v"]?.open()
        await notes.wait { $0.contains(.ended) }
        #expect(await rig.store.runs(RunFilter(state: .running)).map(\.workflow) == ["w"])
        gates["w"]?.open()
        await notes.wait { $0.count == 4 }
        engine.stop()
        await working
    }

    @Test("each step more costs one, and one that must not be done twice another for its beginning")
    func moreSteps() async throws {
        let names = ["a", "b"]
        let steps = names.map { name in Probe(name: name, isRepeatable: name == "a") { _ in ActionResult() } }
        let cost = try await cost(of: 1, steps)
        #expect(cost.calls == [.admit, .finishStep, .beginStep, .finishStep])
        #expect(cost.commits == 4)
    }
}
