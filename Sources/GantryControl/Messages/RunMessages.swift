package import GantryCore

/// One row of `GET /v1/runs`.
package struct RunMessage: Hashable, Sendable, Codable {
    package var id: String
    package var workflow: String
    package var state: Run.State
    /// The trigger's id.
    package var trigger: String
    package var queuedAt: Instant
    @OrNull package var startedAt: Instant?
    @OrNull package var finishedAt: Instant?
    /// Why it did not succeed.
    @OrNull package var error: String?

    package init(_ run: Run) {
        (id, workflow, state) = (String(run.id), run.workflow, run.state)
        (trigger, queuedAt) = (run.occurrence.trigger, run.queuedAt)
        startedAt = run.startedAt
        finishedAt = run.finishedAt
        error = run.error
    }

    enum CodingKeys: String, CodingKey {
        case id, workflow, state, trigger, error
        case queuedAt = "queued_at"
        case startedAt = "started_at"
        case finishedAt = "finished_at"
    }
}

/// `GET /v1/runs`, newest first.
package struct RunList: Hashable, Sendable, Codable {
    package var runs: [RunMessage]

    package init(runs: [RunMessage]) { self.runs = runs }
}

/// Which runs are asked for.
package struct RunQuery: Hashable, Sendable {
    package var workflow: String?
    package var state: Run.State?
    /// At most so many, the newest: 1...1000.
    package var limit: Int

    package init(workflow: String? = nil, state: Run.State? = nil, limit: Int = 20) {
        (self.workflow, self.state, self.limit) = (workflow, state, limit)
    }
}

/// The body of `POST /v1/workflows/{name}/run`.
package struct RunRequest: Hashable, Sendable, Codable, RequestMessage {
    /// What the asker calls themselves; empty where they do not say. Who they are is known from the socket.
    package var by: String
    /// Whether the answer waits until the run has ended.
    package var wait: Bool
    /// The planned instant that did not run, and is to run now; nil: a run of its own.
    package var occurrence: Instant?
    /// Whose instant it is, where several triggers have it.
    package var trigger: String?

    package init(by: String, wait: Bool, occurrence: Instant? = nil, trigger: String? = nil) {
        (self.by, self.wait, self.occurrence, self.trigger) = (by, wait, occurrence, trigger)
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case by, wait, trigger
        case occurrence = "for"
    }

    package static var keys: [String] { CodingKeys.allCases.map(\.rawValue) }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        by = try values.decodeIfPresent(String.self, forKey: .by) ?? ""
        wait = try values.decodeIfPresent(Bool.self, forKey: .wait) ?? false
        occurrence = try values.decodeIfPresent(Instant.self, forKey: .occurrence)
        trigger = try values.decodeIfPresent(String.self, forKey: .trigger)
    }
}

/// `GET /v1/runs/{id}`: what started a run and what each step got, found and took.
package struct RunTrace: Hashable, Sendable, Codable {
    package var run: RunMessage
    package var plannedAt: Instant
    package var observedAt: Instant
    /// What expressions saw as `trigger`.
    package var payload: Value
    package var steps: [StepMessage]

    package init(_ run: Run, steps: [StepRecord]) {
        self.run = RunMessage(run)
        (plannedAt, observedAt) = (run.occurrence.plannedAt, run.occurrence.observedAt)
        (payload, self.steps) = (run.occurrence.payload, steps.map(StepMessage.init))
    }

    enum CodingKeys: String, CodingKey {
        case run, payload, steps
        case plannedAt = "planned_at"
        case observedAt = "observed_at"
    }
}

/// One step of a run, as it was done.
package struct StepMessage: Hashable, Sendable, Codable {
    package var id: String
    package var action: String
    /// Whose action it was, in the version that did it; null for a built-in one.
    @OrNull package var plugin: PluginIdentity?
    package var state: StepRecord.State
    /// As the action got them.
    package var inputs: [String: Value]
    package var output: Value
    package var findings: [FindingMessage]
    package var startedAt: Instant
    @OrNull package var finishedAt: Instant?
    /// Why it failed or was skipped.
    @OrNull package var reason: String?

    package init(_ step: StepRecord) {
        (id, action, state, inputs, output) = (step.id, step.action, step.state, step.inputs, step.output)
        (findings, startedAt) = (step.findings.map(FindingMessage.init), step.startedAt)
        finishedAt = step.finishedAt
        reason = step.reason
        plugin = step.plugin
    }

    enum CodingKeys: String, CodingKey {
        case id, action, plugin, state, inputs, output, findings, reason
        case startedAt = "started_at"
        case finishedAt = "finished_at"
    }
}

/// `GET /v1/runs/{id}/logs`: what the steps of a run printed.
package struct RunLog: Hashable, Sendable, Codable {
    package struct Entry: Hashable, Sendable, Codable {
        package var step: String
        package var text: String
        /// Whether more was printed than is kept.
        package var truncated: Bool

        package init(step: String, text: String, truncated: Bool) {
            (self.step, self.text, self.truncated) = (step, text, truncated)
        }
    }

    /// The run's id.
    package var run: String
    package var logs: [Entry]

    package init(run: Int64, logs: [Entry]) { (self.run, self.logs) = (String(run), logs) }
}
