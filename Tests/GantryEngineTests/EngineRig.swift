import GantryCore
import GantryStore
import GantryTestSupport
import Synchronization
import Testing

@testable import GantryEngine

let place = SourcePosition(file: "w.yaml", line: 1, column: 1)
let morning = Instant(secondsSinceEpoch: 1_794_812_400)

/// An action of the test's own making.
struct Probe: Action {
    let name: String
    var isRepeatable = true
    var rules: [String] = []
    let body: @Sendable (ActionRequest) async throws -> ActionResult

    var declaration: ActionDeclaration {
        ActionDeclaration(
            name: name, summary: "A probe.",
            inputs: [InputDeclaration("text", .text, default: "hello", "Anything.")],
            rules: rules, example: "", isRepeatable: isRepeatable)
    }

    func run(_ request: ActionRequest) async throws -> ActionResult { try await body(request) }
}

actor Pages: RunOutput {
    private(set) var text = ""
    func append(_ text: String, run: Int64, step: String) { self.text += text }
}

func step(
    _ id: String, _ inputs: [String: Value] = [:], timeout: Duration? = nil, if condition: Expression? = nil
) -> Step {
    Step(
        id: id, action: id, inputs: inputs.mapValues { .literal($0, at: place) }, condition: condition,
        timeout: timeout, position: place)
}

func finding(rank: Int = 1) -> Finding {
    Finding(
        rule: "r", project: "crm2", subject: "tasks/build", stage: .init("s\(rank)", rank: rank), severity: .warning,
        message: "late", evidence: Evidence(rule: "r"))
}

/// An engine with its store, driven by hand.
final class Rig: Sendable {
    let node = NodeID("test")
    let store = InMemoryStore()
    let clock = ManualClock(morning)
    let pages = Pages()

    func engine(_ steps: [Step], _ actions: [any Action], alerts: AlertPolicy? = nil) -> Engine {
        let definitions = definitions(steps, actions, alerts: alerts)
        return engine { definitions }
    }

    /// Versions of the definitions, and the engine, for actions that change things while they work.
    let versions = Mutex([EngineDefinitions]())
    let current = Mutex(Engine?.none)

    func definitions(
        _ steps: [Step], _ actions: [any Action], alerts: AlertPolicy? = nil,
        projects: Value = ["crm2": ["id": "crm2"]],
        workflows names: [String] = ["w"], limit: Int = Engine.standardLimit
    ) -> EngineDefinitions {
        let policy = alerts ?? AlertPolicy(isOn: true, to: ["lead"], via: [], fallback: "lead")
        let workflows = names.map { name in
            Workflow(
                name: name, description: nil, triggers: [], mode: .queue, steps: steps, alerts: policy, position: place)
        }
        return EngineDefinitions(
            workflows: workflows, actions: actions, directory: Office(), channels: ["inbox"], projects: projects,
            defaultPolicy: policy, runLimit: limit)
    }

    func engine(
        observe: @escaping @Sendable (EngineEvent) -> Void = { _ in },
        _ definitions: @escaping @Sendable () -> EngineDefinitions
    ) -> Engine {
        Engine(node: node, store: store, clock: clock, log: pages, definitions: definitions, observe: observe)
    }

    /// Has the engine take in that crm2 was removed.
    func retired(_ version: () -> Int) async throws {
        try await current.withLock { $0 }?.retire(isWorkflowGone: { _ in false }, isProjectGone: { $0 == "crm2" })
    }

    /// A run whose step was under way when its daemon was killed.
    func interrupted(times: Int = 1) async throws -> Int64 {
        let id = try #require(await store.admit(firing("1"), at: morning).queued.first).id
        for number in 1...times {
            let lost = NodeID("lost \(number)")
            _ = await store.join(lost, at: morning)
            let run = try #require(await store.claimRuns(Claimant(lost, limit: 1), at: morning).first)
            let step = StepRecord(run: id, id: "a", action: "a", inputs: [:], startedAt: morning)
            _ = await store.beginStep(step, try #require(Tenure(run)))
        }
        return id
    }

    func firing(_ key: String, of workflow: String = "w") -> Firing {
        let occurrence = Occurrence(
            workflow: workflow, trigger: "manual", key: key, plannedAt: morning, observedAt: morning,
            payload: ["by": "ben"])
        return Firing(
            workflow: workflow, trigger: "manual", occurrences: [PlannedOccurrence(occurrence)], mode: .queue)
    }

    /// Runs one occurrence to its end, and stops the engine.
    func run(_ engine: Engine, _ key: String = "1") async throws -> Run {
        let id = try #require(try await engine.submit(firing(key)).queued.first).id
        return try await finish(engine, id)
    }

    func finish(_ engine: Engine, _ id: Int64) async throws -> Run {
        try await engine.join()
        async let working: Void = engine.run()
        var run = try #require(await store.run(id))
        while !run.state.isFinal {
            await Task.yield()
            run = try #require(await store.run(id))
        }
        engine.stop()
        await working
        return run
    }
}
