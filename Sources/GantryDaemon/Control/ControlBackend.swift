package import GantryControl
package import GantryCore

/// What the control API asks of the daemon. Every method may throw a `ControlProblem`, which says the HTTP status;
/// anything else that is thrown is answered as an internal error and logged.
package protocol ControlBackend: Sendable {
    func status() async throws -> StatusMessage

    func projects() async throws -> ProjectList
    func project(_ id: String) async throws -> ProjectDetail
    /// A sum over a project, or over all where `project` is nil, by its verb: `plan`, `evm`, `load`.
    ///
    /// - Parameter parameters: as the query has them, a key may stand more than once.
    func report(
        _ name: String, ofProject project: String?, _ parameters: [(key: String, value: String)]
    ) async throws -> any Encodable & Sendable

    func workflows() async throws -> WorkflowList
    /// Queues a run by hand. With `request.wait` it returns when the run has ended; it is cancelled when the asker
    /// hangs up or the daemon stops, which leaves the run alone.
    func startRun(of workflow: String, _ request: RunRequest) async throws -> RunMessage

    /// What became of what was planned and seen.
    func occurrences(of workflow: String, _ query: OccurrenceQuery) async throws -> OccurrenceList
    /// Ends a run by hand; one that waits never begins.
    func cancel(run: Int64, by person: String) async throws -> RunMessage
    /// Ends what waits of a workflow.
    func cancelQueued(of workflow: String, by person: String) async throws -> RunList

    func runs(_ query: RunQuery) async throws -> RunList
    func run(_ id: Int64) async throws -> RunTrace
    func logs(ofRun id: Int64) async throws -> RunLog

    /// The newest first.
    func alerts(_ query: AlertQuery) async throws -> AlertList
    /// Those that a person may mean by a name, the newest first.
    func alertsToName(includingResolved: Bool) async throws -> [Alert]
    func alert(_ id: Int64) async throws -> AlertDetail
    func acknowledge(_ id: Int64, _ request: AcknowledgeRequest) async throws -> AlertDetail

    /// The newest first.
    func deliveries(_ query: DeliveryQuery) async throws -> DeliveryList
    /// Has messages that were given up tried again; nil: all of them.
    func retryDeliveries(_ id: Int64?) async throws -> RetryMessage

    /// Soonest first.
    func next(_ query: NextQuery) async throws -> NextList
    func reload() async throws -> ReloadMessage
    func actions() async throws -> ActionList

    func plugins() async throws -> PluginList
    func plugin(_ name: String) async throws -> PluginMessage
    /// Ends a plugin's quarantine for one try.
    func retryPlugin(_ name: String) async throws -> PluginMessage
}
