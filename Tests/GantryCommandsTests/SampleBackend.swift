import GantryControl
import GantryCore
import GantryDaemon

/// A control backend that answers with one fixed day of a made-up portfolio: Mon 16 Nov 2026, 09:00 in Amsterdam.
struct SampleBackend: ControlBackend {
    static let now = instant("2026-11-16T09:00:00+01:00")
    /// Whether the daemon has nothing at all.
    var isEmpty = false

    func status() -> StatusMessage {
        guard !isEmpty else {
            return StatusMessage(
                state: .ready, version: "0.1.0", startedAt: Self.now, now: Self.now, root: "/srv/empty", workflows: 0,
                projects: 0,
                openAlerts: 0)
        }
        return StatusMessage(
            state: .degraded, version: "0.1.0", startedAt: Self.instant("2026-11-13T08:00:00+01:00"), now: Self.now,
            root: "/srv/portfolio", workflows: 3, projects: 4, openAlerts: 3, pendingDeliveries: 2,
            next: NextMessage(
                workflow: "deadlines", trigger: "schedule 0 8 * * mon-fri",
                at: Self.instant("2026-11-17T08:00:00+01:00")),
            diagnostics: [Self.misspelt], keptLastGood: ["projects/crm2.yaml"],
            causes: ["the database cannot be written: no space left on device"])
    }

    func projects() -> ProjectList {
        guard !isEmpty else { return ProjectList(projects: []) }
        return ProjectList(projects: [
            ProjectMessage(
                id: "crm2", name: "CRM migration to the new platform of the whole group", status: "active",
                lead: "asha",
                deadline: LocalDate("2027-03-31"), tasks: 14, budget: "120000.00 EUR", openAlerts: 2,
                file: "projects/crm2.yaml"),
            ProjectMessage(
                id: "shop", name: "Web shop", status: "on_hold", lead: "lena", deadline: nil, tasks: 3, budget: nil,
                openAlerts: 0, file: "projects/shop.yaml"),
        ])
    }

    func project(_ id: String) throws -> ProjectDetail {
        guard let row = projects().projects.first(where: { $0.id == id }) else {
            throw ControlProblem.notFound("no project is named '\(id)'", hint: "did you mean crm2?")
        }
        return ProjectDetail(
            project: row, summary: "crm2  CRM migration\n", long: "project: crm2\nname: CRM migration\n")
    }

    func report(
        _ name: String, ofProject project: String?, _ parameters: [(key: String, value: String)]
    ) throws -> any Encodable & Sendable {
        throw ControlProblem.notFound("there is no report '\(name)'")
    }

    func workflows() -> WorkflowList {
        guard !isEmpty else { return WorkflowList(workflows: []) }
        let position = SourcePosition(file: "workflows/deadlines.yaml", line: 1, column: 1)
        let workflow = Workflow(
            name: "deadlines", description: "Tell owners and leads before tasks are due.",
            triggers: [
                Trigger(
                    id: "schedule 0 8 * * mon-fri",
                    kind: .schedule(.init(expression: "0 8 * * mon-fri", timeZone: "Europe/Amsterdam", catchUp: .last))),
                Trigger(
                    id: "files projects/**/*.yaml", kind: .files(.init(patterns: ["projects/**/*.yaml"], settle: .zero))
                ),
                Trigger(id: "manual", kind: .manual),
            ],
            mode: .queue,
            steps: [
                Step(
                    id: "check", action: "deadline.check", inputs: [:], condition: nil, timeout: nil, position: position
                )
            ],
            alerts: AlertPolicy(isOn: true, to: ["owner", "lead"], via: [], fallback: "lead"), position: position)
        return WorkflowList(workflows: [
            WorkflowMessage(
                workflow, nextAt: Self.instant("2026-11-17T08:00:00+01:00"), lastRun: RunMessage(Self.run))
        ])
    }

    func startRun(of workflow: String, _ request: RunRequest) throws -> RunMessage {
        guard ["deadlines", "broken"].contains(workflow) else {
            throw ControlProblem.notFound(
                "no workflow is named '\(workflow)'", hint: "did you mean deadlines?", candidates: ["deadlines"])
        }
        guard request.wait else {
            return RunMessage(Run(id: 13, occurrence: Self.run.occurrence, queuedAt: Self.now))
        }
        return RunMessage(workflow == "broken" ? Self.failedRun : Self.run)
    }

    func runs(_ query: RunQuery) -> RunList {
        guard !isEmpty else { return RunList(runs: []) }
        let runs = [Self.failedRun, Self.run].filter {
            (query.state == nil || $0.state == query.state) && (query.workflow == nil || $0.workflow == query.workflow)
        }
        return RunList(runs: runs.prefix(query.limit).map(RunMessage.init))
    }

    func run(_ id: Int64) throws -> RunTrace {
        switch id {
        case 12: RunTrace(Self.run, steps: Self.steps)
        case 11: RunTrace(Self.failedRun, steps: [Self.failedStep])
        default: throw ControlProblem.notFound("there is no run \(id)", hint: "gantry runs lists them")
        }
    }

    func logs(ofRun id: Int64) throws -> RunLog {
        _ = try run(id)
        guard id == 11 else { return RunLog(run: id, logs: []) }
        return RunLog(
            run: id,
            logs: [
                .init(step: "build", text: "compiling\u{1B}]0;owned\u{07}\nerror: no such file", truncated: true),
                .init(step: "note", text: "schedule at 08:00\n", truncated: false),
            ])
    }

    func alerts(_ query: AlertQuery) -> AlertList {
        let alerts = isEmpty ? [] : Self.alerts
        return AlertList(
            alerts: alerts.filter {
                (query.all || $0.state != .resolved) && (query.project == nil || $0.key.project == query.project)
            }.map { AlertMessage($0) })
    }

    func alertsToName(includingResolved: Bool) -> [Alert] {
        (isEmpty ? [] : Self.alerts).filter { includingResolved || !$0.state.isResolved }
    }

    func alert(_ id: Int64) throws -> AlertDetail {
        guard let alert = Self.alerts.first(where: { $0.id == id }) else {
            throw ControlProblem.notFound("there is no alert \(id)", hint: "gantry alerts lists them")
        }
        return AlertDetail(alert, history: Self.history(of: alert), deliveries: id == 7 ? Self.deliveries : [])
    }

    func acknowledge(_ id: Int64, _ request: AcknowledgeRequest) throws -> AlertDetail {
        guard var alert = Self.alerts.first(where: { $0.id == id }) else {
            throw ControlProblem.notFound("there is no alert \(id)")
        }
        alert.state = .acknowledged
        alert.acknowledgement = .init(
            by: request.by, because: request.because, at: Self.now, until: request.until)
        return AlertDetail(alert, history: [], deliveries: [])
    }

    func deliveries(_ query: DeliveryQuery) -> DeliveryList {
        let all = isEmpty ? [] : Self.deliveries.filter { !query.failed || $0.state == .dead }
        return DeliveryList(deliveries: all.map(DeliveryMessageRow.init))
    }

    func retryDeliveries(_ id: Int64?) throws -> RetryMessage {
        guard id == nil || id == 2 else {
            throw ControlProblem.notFound("there is no delivery \(id ?? 0)", hint: "gantry deliveries lists them")
        }
        return RetryMessage(retried: isEmpty ? [] : ["2"])
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
        guard !isEmpty else { return NextList(occurrences: []) }
        let days = (0..<min(count, 3)).map { Self.instant("2026-11-17T08:00:00+01:00") + .seconds(86_400 * $0) }
        return NextList(
            occurrences: days.map {
                NextMessage(
                    workflow: "deadlines", trigger: "schedule 0 8 * * mon-fri", at: $0, timezone: "Europe/Amsterdam")
            })
    }

    func reload() -> ReloadMessage {
        ReloadMessage(
            workflows: 3, projects: 4, diagnostics: isEmpty ? [] : [Self.misspelt],
            keptLastGood: isEmpty ? [] : ["projects/crm2.yaml"])
    }

    func plugins() -> PluginList {
        PluginList(
            plugins: [Self.plugin],
            wrong: [.init(name: "printer", file: "plugins/printer/plugin.yaml", reason: "a plugin needs 'command'")])
    }
    func plugin(_ name: String) throws -> PluginMessage {
        guard name == Self.plugin.name else { throw ControlProblem.notFound("there is no plugin \(name)") }
        return Self.plugin
    }
    func retryPlugin(_ name: String) throws -> PluginMessage { try plugin(name) }

    func actions() -> ActionList { ActionList(actions: []) }
}
