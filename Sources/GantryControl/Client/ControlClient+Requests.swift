import GantryCore

/// The requests of the control API by name.
extension ControlClient {
    package func status() async throws -> StatusMessage { try await get(["status"]) }

    package func projects() async throws -> ProjectList { try await get(["projects"]) }

    package func project(_ id: String) async throws -> ProjectDetail { try await get(["projects", id]) }

    package func workflows() async throws -> WorkflowList { try await get(["workflows"]) }

    /// Queues a run; with `wait`, answers when it has ended.
    package func startRun(of workflow: String, _ request: RunRequest) async throws -> RunMessage {
        try await post(["workflows", workflow, "run"], request, waits: request.wait)
    }

    /// What became of a workflow's occurrences.
    package func occurrences(of workflow: String, _ query: OccurrenceQuery) async throws -> OccurrenceList {
        try await get(
            ["workflows", workflow, "occurrences"],
            query: [
                ("trigger", query.trigger), ("at", query.at?.description), ("since", query.since?.description),
                ("until", query.until?.description), ("verdict", query.verdict?.rawValue),
                ("limit", String(query.limit)),
            ])
    }

    /// Ends a run.
    package func cancel(run id: String, by: String) async throws -> RunMessage {
        try await post(["runs", id, "cancel"], CancelRequest(by: by))
    }

    /// Ends what waits of a workflow.
    package func cancelQueued(of workflow: String, by: String) async throws -> RunList {
        try await post(["workflows", workflow, "cancel"], CancelRequest(by: by))
    }

    package func runs(_ query: RunQuery) async throws -> RunList {
        try await get(
            ["runs"],
            query: [("workflow", query.workflow), ("state", query.state?.rawValue), ("limit", String(query.limit))])
    }

    package func run(_ id: String) async throws -> RunTrace { try await get(["runs", id]) }

    package func logs(ofRun id: String) async throws -> RunLog { try await get(["runs", id, "logs"]) }

    package func alerts(_ query: AlertQuery) async throws -> AlertList {
        try await get(["alerts"], query: [("all", query.all ? "true" : nil), ("project", query.project)])
    }

    /// The same, read as whoever asks wants it.
    package func alertReply(_ query: AlertQuery) async throws -> Reply<AlertRows> {
        try await reply(["alerts"], query: [("all", query.all ? "true" : nil), ("project", query.project)])
    }

    /// The one alert that a reference means: its id, or words of its name, `crm2/licences`.
    package func alert(_ reference: String) async throws -> AlertDetail {
        try await get(["alerts", "lookup"], query: [("ref", reference)])
    }

    package func acknowledge(_ id: String, _ request: AcknowledgeRequest) async throws -> AlertDetail {
        try await post(["alerts", id, "ack"], request)
    }

    package func deliveries(_ query: DeliveryQuery) async throws -> DeliveryList {
        try await get(
            ["deliveries"], query: [("failed", query.failed ? "true" : nil), ("limit", String(query.limit))])
    }

    /// Has messages that were given up tried again; nil: all of them.
    package func retryDeliveries(_ id: String?) async throws -> RetryMessage {
        try await post(["deliveries"] + [id].compactMap(\.self) + ["retry"])
    }

    package func next(_ query: NextQuery) async throws -> NextList {
        try await get(
            ["next"],
            query: [
                ("count", String(query.count)), ("workflow", query.workflow),
                ("with_skipped", query.withSkipped ? "true" : nil),
            ])
    }

    package func reload() async throws -> ReloadMessage { try await post(["reload"]) }

    package func actions() async throws -> ActionList { try await get(["actions"]) }

    package func plugins() async throws -> PluginList { try await get(["plugins"]) }

    package func plugin(_ name: String) async throws -> PluginMessage { try await get(["plugins", name]) }

    package func retryPlugin(_ name: String) async throws -> PluginMessage {
        try await post(["plugins", name, "retry"])
    }
}
