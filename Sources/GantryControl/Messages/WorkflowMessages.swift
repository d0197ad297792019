package import GantryCore

/// One row of `GET /v1/workflows`.
package struct WorkflowMessage: Hashable, Sendable, Codable {
    package struct Trigger: Hashable, Sendable, Codable {
        package var id: String
        /// `schedule`, `files`, `manual`.
        package var kind: String

        package init(id: String, kind: String) { (self.id, self.kind) = (id, kind) }
    }

    package struct Step: Hashable, Sendable, Codable {
        package var id: String
        package var action: String

        package init(id: String, action: String) { (self.id, self.action) = (id, action) }
    }

    package var name: String
    @OrNull package var description: String?
    package var triggers: [Trigger]
    package var steps: [Step]
    /// Who is told, as written: `owner`, `lead`; empty for `alerts: none`.
    package var alertsTo: [String]
    /// The file that it stands in, relative to the root.
    package var file: String
    /// When it is planned next; nil where it has no schedule.
    @OrNull package var nextAt: Instant?
    @OrNull package var lastRun: RunMessage?

    package init(_ workflow: Workflow, nextAt: Instant?, lastRun: RunMessage?) {
        name = workflow.name
        triggers = workflow.triggers.map { Trigger(id: $0.id, kind: $0.kind.name) }
        steps = workflow.steps.map { Step(id: $0.id, action: $0.action) }
        alertsTo = workflow.alerts.isOn ? workflow.alerts.to : []
        file = workflow.position.file
        description = workflow.description
        self.nextAt = nextAt
        self.lastRun = lastRun
    }

    enum CodingKeys: String, CodingKey {
        case name, description, triggers, steps, file
        case alertsTo = "alerts_to"
        case nextAt = "next_at"
        case lastRun = "last_run"
    }
}

extension GantryCore.Trigger.Kind {
    /// The key that it has in a workflow file.
    package var name: String {
        switch self {
        case .schedule: "schedule"
        case .files: "files"
        case .project: "project"
        case .event: "event"
        case .manual: "manual"
        }
    }
}

/// `GET /v1/workflows`.
package struct WorkflowList: Hashable, Sendable, Codable {
    package var workflows: [WorkflowMessage]

    package init(workflows: [WorkflowMessage]) { self.workflows = workflows }
}
