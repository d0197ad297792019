import GantryCore

/// The requests of the control API by name.
extension ControlClient {
    package func status() async throws -> StatusMessage { try await get(["status"]) }

    package func projects() async throws -> ProjectList { try await get(["projects"]) }

    package func project(_ id: String) async throws -> ProjectDetail { try await get(["projects", id]) }

    package func workflows() async throws -> WorkflowList { try await get(["workflows"]) }

    /// Queues a run; with `wait`, answers when it has ended.
    package func startRun(of workflow: String, by: String, wait: Bool) async throws -> RunMessage {
        try await post(["workflows", workflow, "run"], RunRequest(by: by, wait: wait), waits: wait)
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

    package func next(count: Int) async throws -> NextList {
        try await get(["next"], query: [("count", String(count))])
    }

    package func reload() async throws -> ReloadMessage { try await post(["reload"]) }

    package func actions() async throws -> ActionList { try await get(["actions"]) }

    package func plugins() async throws -> PluginList { try await get(["plugins"]) }

    package func plugin(_ name: String) async throws -> PluginMessage { try await get(["plugins", name]) }

    package func retryPlugin(_ name: String) async throws -> PluginMessage {
        try await post(["plugins", name, "retry"])
    }
}
