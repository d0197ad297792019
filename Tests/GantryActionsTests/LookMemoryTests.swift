import GantryCore
import GantryProject
import GantryTime
import GantryYAML
import Testing

@testable import GantryActions

@Suite("What a save has a check look at")
struct LookMemoryTests {
    private let memory = LookMemory()
    private static let saved: Value = ["kind": "project", "projects": ["a"]]

    private static func project(_ id: String, due: String = "2026-11-04") throws -> Project {
        let text = "project: \(id)\nlead: asha\nstart: 2026-01-01\ntasks: [{ id: t, due: \(due) }]\n"
        let project = ProjectReader.read(
            SourceText(name: "projects/\(id).yaml", text: text),
            context: ProjectContext(load: { _ in .failure(.missing) }),
            DiagnosticCollector())
        return try #require(project)
    }

    /// The projects that a run looked at.
    ///
    /// - Parameters:
    ///   - run: its id.
    ///   - isRecorded: whether what came of it was stored.
    private func look(
        _ projects: [Project], run: Int64, trigger: Value = saved, on day: String = "2026-11-03",
        inputs: [String: Value] = [:], overlooked: Set<String> = [], attempt: Int = 1, isRecorded: Bool = true
    ) async throws -> Set<String> {
        let check = PortfolioCheck(
            check: DeadlineCheck(), portfolio: Portfolio(projects: projects), memory: memory)
        let now = ZoneRules.utc.start(of: try #require(LocalDate(day))) + .seconds(8 * 3600)
        let result = try await check.run(
            ActionRequest(
                inputs: ["before": ["3wd"]].merging(inputs) { $1 }, workflow: "w", run: run, step: "s",
                attempt: attempt, now: now, trigger: trigger, overlooked: overlooked, log: { _ in }))
        if isRecorded { memory.recorded(run: run, step: "s") }
        #expect(Set(result.findings.map(\.project)).isSubset(of: result.evaluated))
        return result.evaluated
    }

    @Test("all at first, and then those that have changed since the step looked last")
    func changed() async throws {
        let (a, b) = (try Self.project("a"), try Self.project("b"))
        #expect(try await look([a, b], run: 1) == ["a", "b"])
        #expect(try await look([a, b], run: 2) == [])
        let later = try Self.project("b", due: "2026-11-05")
        #expect(try await look([a, later], run: 3) == ["b"])
        let new = try Self.project("c")
        #expect(try await look([a, later, new], run: 4) == ["c"])
    }

    @Test("a schedule, a start by hand and an event have it look at all", arguments: ["schedule", "manual", "event"])
    func otherTriggers(kind: String) async throws {
        let projects = [try Self.project("a"), try Self.project("b")]
        _ = try await look(projects, run: 1)
        #expect(try await look(projects, run: 2, trigger: ["kind": .text(kind)]) == ["a", "b"])
        #expect(try await look(projects, run: 3, trigger: .null) == ["a", "b"])
        #expect(try await look(projects, run: 4, trigger: ["kind": "files"]) == [])
    }

    @Test("what was not recorded was not looked at: a run that was cut short is made up for by the next")
    func cutShort() async throws {
        let (a, b) = (try Self.project("a"), try Self.project("b"))
        _ = try await look([a, b], run: 1)
        let changed = try Self.project("a", due: "2026-11-05")
        #expect(try await look([changed, b], run: 2, isRecorded: false) == ["a"])
        let other = try Self.project("b", due: "2026-11-05")
        #expect(try await look([changed, other], run: 3) == ["a", "b"])
        #expect(try await look([changed, other], run: 4) == [])
    }

    @Test("another day, other inputs, a further try, and what was overlooked are looked at")
    func others() async throws {
        let projects = [try Self.project("a"), try Self.project("b")]
        _ = try await look(projects, run: 1)
        #expect(try await look(projects, run: 2, overlooked: ["b"]) == ["b"])
        #expect(try await look(projects, run: 3, attempt: 2) == ["a", "b"])
        #expect(try await look(projects, run: 4, on: "2026-11-04") == ["a", "b"])
        #expect(try await look(projects, run: 5, on: "2026-11-04", inputs: ["before": ["5wd"]]) == ["a", "b"])
        #expect(try await look(projects, run: 6, on: "2026-11-04", inputs: ["before": ["5wd"]]) == [])
        #expect(try await look(projects, run: 7, on: "2026-11-04", inputs: ["projects": ["a"]]) == ["a"])
    }

    @Test("a check of a thousand projects finds the same in each as one alone does")
    func slices() async throws {
        let projects = try (0..<1_000).map { try Self.project("p\($0)", due: "2026-11-0\(1 + $0 % 9)") }
        #expect(try await look(projects, run: 1).count == 1_000)
        let check = PortfolioCheck(check: DeadlineCheck(), portfolio: Portfolio(projects: projects), memory: memory)
        let now = ZoneRules.utc.start(of: try #require(LocalDate("2026-11-03")))
        let request = { (ids: [Value]?) in
            ActionRequest(
                inputs: ["before": ["3wd"]].merging(ids.map { ["projects": .list($0)] } ?? [:]) { $1 }, workflow: "w",
                run: 9, step: "s", now: now, log: { _ in })
        }
        let all = try await check.run(request(nil)).findings
        #expect(all.map(\.project) == all.map(\.project).filter { id in projects.contains { $0.id == id } })
        for id in ["p0", "p500", "p999"] {
            let alone = try await check.run(request([.text(id)])).findings
            #expect(alone == all.filter { $0.project == id })
        }
    }
}
