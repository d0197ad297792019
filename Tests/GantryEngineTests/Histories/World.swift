import GantryCore
import GantryTestSupport

@testable import GantryEngine

/// What is so, in a random history: projects with facts that two workflows look at.
struct World: Hashable, Sendable {
    struct Fact: Hashable, Sendable {
        /// From 1, rising.
        var stage: Int
        var owner: String
    }

    struct Watching: Hashable, Sendable {
        var name: String
        /// A step called `strict` sees nothing below stage 2.
        var steps: [String]
    }

    /// By id, then by subject.
    var projects: [String: [String: Fact]] = ["crm": [:], "shop": [:]]
    /// Those that were removed, as they were.
    var removed: [String: [String: Fact]] = [:]
    var onHold: Set<String> = []
    var workflows = [Watching(name: "a", steps: ["one"]), Watching(name: "b", steps: ["one", "strict"])]

    /// Whether a workflow has a step that sees the fact.
    func isSeen(_ key: AlertKey) -> Bool {
        guard let workflow = workflows.first(where: { $0.name == key.workflow }), !onHold.contains(key.project),
            let fact = projects[key.project]?[key.subject]
        else { return false }
        return workflow.steps.contains { Self.sees(fact, $0) }
    }

    static func sees(_ fact: Fact, _ step: String) -> Bool { step != "strict" || fact.stage >= 2 }

    /// What a step finds.
    func result(of step: String) -> ActionResult {
        var findings: [Finding] = []
        for (project, facts) in projects where !onHold.contains(project) {
            for (subject, fact) in facts where Self.sees(fact, step) {
                findings.append(
                    Finding(
                        rule: "r", project: project, subject: subject,
                        stage: .init("s\(fact.stage)", rank: fact.stage), severity: .warning,
                        message: "\(subject) is at \(fact.stage)", owner: fact.owner, evidence: Evidence(rule: "r")))
            }
        }
        return ActionResult(
            findings: findings, evaluated: Set(projects.keys), rules: ["r"],
            muted: Dictionary(uniqueKeysWithValues: onHold.map { ($0, "\($0) is on hold") }))
    }

    /// The definitions that say so.
    ///
    /// - Parameter meanwhile: done while a step is under way.
    func definitions(meanwhile: @escaping @Sendable () async throws -> Void) -> EngineDefinitions {
        let place = SourcePosition(file: "w.yaml", line: 1, column: 1)
        let policy = AlertPolicy(isOn: true, to: ["owner", "lead"], via: [], fallback: "lead")
        return EngineDefinitions(
            workflows: workflows.map { watching in
                Workflow(
                    name: watching.name, description: nil, triggers: [], mode: .queue,
                    steps: watching.steps.map {
                        Step(id: $0, action: "look", inputs: [:], condition: nil, timeout: nil, position: place)
                    }, alerts: policy, position: place)
            }, actions: [Look(world: self, meanwhile: meanwhile)],
            directory: Office(withoutAddress: ["nobody"]), channels: ["inbox"],
            projects: .map(Dictionary(uniqueKeysWithValues: projects.keys.map { ($0, .map(["id": .text($0)])) })),
            defaultPolicy: policy)
    }
}

/// Looks at the world as it was when the definitions were made.
private struct Look: Action {
    let world: World
    let meanwhile: @Sendable () async throws -> Void

    var declaration: ActionDeclaration {
        ActionDeclaration(name: "look", summary: "Looks.", inputs: [], rules: ["r"], example: "")
    }

    func run(_ request: ActionRequest) async throws -> ActionResult {
        try await meanwhile()
        return world.result(of: request.step)
    }
}
