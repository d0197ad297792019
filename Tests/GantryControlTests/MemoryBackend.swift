import GantryControl
import GantryCore
import GantryDaemon

/// A control backend that keeps everything in memory, as a daemon with no files would.
actor MemoryBackend: ControlBackend {
    private(set) var runs: [Run] = []
    private(set) var alerts: [Alert]
    private(set) var events: [AlertEvent] = []
    private(set) var cancelledWaits = 0
    private(set) var waiting = 0
    private var endOfRuns: [CheckedContinuation<Void, any Error>] = []
    let now: Instant

    init(alerts: [Alert] = [], now: Instant = Instant(secondsSinceEpoch: 1_794_000_000)) {
        (self.alerts, self.now) = (alerts, now)
    }

    func status() -> StatusMessage {
        StatusMessage(
            state: .ready, startedAt: now, now: now, root: "/srv/portfolio", workflows: 1, projects: 1,
            openAlerts: alerts.count { $0.state != .resolved })
    }

    func projects() -> ProjectList { ProjectList(projects: [crm]) }

    func project(_ id: String) throws -> ProjectDetail {
        guard id == crm.id else {
            throw ControlProblem.notFound("no project is named '\(id)'", hint: "did you mean 'crm 2'?")
        }
        return ProjectDetail(project: crm, summary: "CRM migration\n", long: "project: crm2\n")
    }

    func report(
        _ name: String, ofProject project: String?, _ parameters: [(key: String, value: String)]
    ) async throws -> any Encodable & Sendable {
        guard project == crm.id else { throw ControlProblem.notFound("there is no report '\(name)'") }
        try await untilEnd()
        return projects()
    }

    func workflows() -> WorkflowList { WorkflowList(workflows: []) }

    func startRun(of workflow: String, _ request: RunRequest) async throws -> RunMessage {
        guard workflow == "deadlines" else { throw ControlProblem.notFound("no workflow is named '\(workflow)'") }
        let occurrence = Occurrence(
            workflow: workflow, trigger: Trigger.manualID, key: "\(runs.count)", plannedAt: now, observedAt: now,
            payload: .map(["kind": "manual", "by": .text(request.by)]))
        var run = Run(id: Int64(runs.count + 1), occurrence: occurrence, queuedAt: now)
        runs.append(run)
        guard request.wait else { return RunMessage(run) }
        try await untilEnd()
        run.state = .succeeded
        run.finishedAt = now + .seconds(1)
        runs[Int(run.id) - 1] = run
        return RunMessage(run)
    }

    func runs(_ query: RunQuery) -> RunList {
        let matching = runs.reversed().filter {
            (query.workflow == nil || $0.workflow == query.workflow) && (query.state == nil || $0.state == query.state)
        }
        return RunList(runs: matching.prefix(query.limit).map(RunMessage.init))
    }

    func run(_ id: Int64) throws -> RunTrace {
        guard let run = runs.first(where: { $0.id == id }) else { throw ControlProblem.notFound("no run \(id)") }
        return RunTrace(run, steps: [])
    }

    func logs(ofRun id: Int64) throws -> RunLog {
        _ = try run(id)
        return RunLog(run: id, logs: [.init(step: "build", text: "hello\n", truncated: false)])
    }

    func alertsToName(includingResolved: Bool) -> [Alert] {
        alerts.filter { includingResolved || !$0.state.isResolved }
    }

    func alerts(_ query: AlertQuery) -> AlertList {
        let matching = alerts.filter {
            (query.all || $0.state != .resolved) && (query.project == nil || $0.key.project == query.project)
        }
        return AlertList(alerts: matching.map { AlertMessage($0) })
    }

    func alert(_ id: Int64) throws -> AlertDetail {
        guard let alert = alerts.first(where: { $0.id == id }) else { throw ControlProblem.notFound("no alert \(id)") }
        return AlertDetail(alert, history: events.filter { $0.alert == id }, deliveries: [])
    }

    func acknowledge(_ id: Int64, _ request: AcknowledgeRequest) throws -> AlertDetail {
        guard let index = alerts.firstIndex(where: { $0.id == id }) else {
            throw ControlProblem.notFound("no alert \(id)")
        }
        alerts[index].state = .acknowledged
        alerts[index].acknowledgement = .init(by: request.by, because: request.because, at: now)
        events.append(AlertEvent(alert: id, at: now, kind: .acknowledged, detail: "\(request.by): \(request.because)"))
        return try alert(id)
    }

    func deliveries(_ query: DeliveryQuery) -> DeliveryList { DeliveryList(deliveries: []) }
    func retryDeliveries(_ id: Int64?) throws -> RetryMessage {
        guard let id else { return RetryMessage(retried: ["3", "4"]) }
        guard id == 3 else { throw ControlProblem.notFound("there is no delivery \(id)") }
        return RetryMessage(retried: ["3"])
    }

    func occurrences(of workflow: String, _ query: OccurrenceQuery) -> OccurrenceList {
        OccurrenceList(workflow: workflow, occurrences: [])
    }

    func cancel(run: Int64, by person: String) throws -> RunMessage {
        throw ControlProblem.conflict("run \(run) has ended already")
    }

    func cancelQueued(of workflow: String, by person: String) -> RunList { RunList(runs: []) }

    func next(_ query: NextQuery) -> NextList {
        let count = query.count
        return NextList(
            occurrences: (1...count).map {
                NextMessage(workflow: "deadlines", trigger: "daily 08:00", at: now + .seconds(86_400 * $0))
            })
    }

    func reload() throws -> ReloadMessage { throw Broken() }

    func plugins() -> PluginList { PluginList(plugins: []) }
    func plugin(_ name: String) throws -> PluginMessage {
        throw ControlProblem.notFound("there is no plugin \(name)", hint: "gantry plugins lists them")
    }
    func retryPlugin(_ name: String) throws -> PluginMessage { try plugin(name) }

    func actions() -> ActionList { ActionList(actions: []) }

    /// Lets every waiting request see its run end.
    func endRuns() {
        for continuation in endOfRuns { continuation.resume() }
        endOfRuns = []
    }

    private func untilEnd() async throws {
        do {
            try await untilRunsEnd()
        } catch {
            cancelledWaits += 1
            throw error
        }
    }

    private func untilRunsEnd() async throws {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                endOfRuns.append(continuation)
                waiting += 1
            }
        } onCancel: {
            Task { await self.cancelWaits() }
        }
    }

    private func cancelWaits() {
        for continuation in endOfRuns { continuation.resume(throwing: CancellationError()) }
        endOfRuns = []
    }

    private var crm: ProjectMessage {
        ProjectMessage(
            id: "crm 2", name: "CRM migration", status: "active", lead: "asha", deadline: nil, tasks: 3,
            budget: "120000.00 EUR", openAlerts: 0, file: "projects/crm2.yaml")
    }

    struct Broken: Error, CustomStringConvertible {
        let description = "the store is on fire"
    }
}

/// An alert about a subject of a project, as the engine keeps it.
func makeAlert(
    _ id: Int64, _ subject: String, project: String = "crm2", rule: String = "budget", workflow: String = "budget",
    state: Alert.State = .open
) -> Alert {
    let finding = Finding(
        rule: rule, project: project, subject: subject, stage: .init("100%", rank: 2), severity: .critical,
        message: "\(subject) is over", owner: "ben", due: LocalDate("2026-12-18"),
        evidence: Evidence(
            rule: "spent and committed stay under the budget",
            inputs: [.init("spent", "25,040.00 EUR", at: SourcePosition(file: "books/po.csv", line: 31, column: 1))],
            arithmetic: ["25,040.00 + 16,460.00 = 41,500.00 EUR"]))
    var alert = Alert(
        id: id, key: AlertKey(workflow: workflow, project: project, rule: rule, subject: subject), finding: finding,
        openedAt: Instant(secondsSinceEpoch: 1_794_000_000), run: 1)
    alert.state = state
    return alert
}
