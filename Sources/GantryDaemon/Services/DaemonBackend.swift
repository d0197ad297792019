import GantryActions
import GantryControl
import GantryCore
import GantryDefinitions
import GantryDelivery
import GantryEngine
import GantryManifest
import GantryPlugins
import GantryProject
import GantryStore
import GantryTime
import GantryTriggers
import GantryWorkflow

/// Answers the control API from the store, the definitions and the engine.
struct DaemonBackend: ControlBackend {
    let store: any Store
    let engine: Engine
    let definitions: DefinitionsService
    let plugins: PluginRegistry
    let output: FileRunOutput
    let relay: DeliveryRelay
    let clock: any WallClock
    let condition: Condition
    let waiters: RunWaiters
    /// Where reports are summed up.
    let sums: SumQueue
    /// Where those are that may take seconds, so that no other waits for them.
    let longSums: SumQueue
    let startedAt: Instant
    /// Where the clock started, by `--as-of`.
    let asOf: Instant?

    func status() async throws -> StatusMessage {
        let current = definitions.current
        // What was given up is news for a day, and on the list for ever.
        let messages = try await store.deliveryCounts(givenUpSince: clock.now - .seconds(86_400))
        var causes = condition.sentences
        let alerts = try await store.alertCounts()
        if alerts.untold > 0 {
            causes.append("\(counted(alerts.untold, "alert")) that nobody can be told of: gantry alerts")
        }
        if messages.givenUpLately > 0 {
            let count = counted(messages.givenUpLately, "message")
            causes.append("\(count) could not be delivered: gantry deliveries --failed")
        }
        return StatusMessage(
            state: causes.isEmpty ? .ready : .degraded, startedAt: startedAt, now: clock.now, asOf: asOf,
            root: current.root, workflows: current.workflows.count, projects: current.portfolio.projects.count,
            openAlerts: alerts.allOpen, acknowledgedAlerts: alerts.acknowledged,
            pendingDeliveries: messages.underWay, failedDeliveries: messages.givenUp,
            next: current.planned(after: clock.now, NextQuery(count: 1)).first, diagnostics: current.diagnostics,
            keptLastGood: current.keptLastGood,
            causes: causes)
    }

    // MARK: Projects

    func projects() async throws -> ProjectList {
        let open = try await store.alertCounts().open
        return ProjectList(
            projects: definitions.current.portfolio.projects.map { message($0, openAlerts: open[$0.id] ?? 0) })
    }

    func project(_ id: String) async throws -> ProjectDetail {
        let portfolio = definitions.current.portfolio
        guard let project = portfolio.project(id) else {
            throw notFound("project", id, among: portfolio.projects.map(\.id))
        }
        let open = try await store.alertCounts().open[id] ?? 0
        let today = project.zone.date(at: clock.now)
        return ProjectDetail(
            project: message(project, openAlerts: open),
            summary: ProjectText.short(project, in: portfolio, asOf: today),
            long: ProjectText.long(project))
    }

    func report(
        _ name: String, ofProject id: String?, _ parameters: [(key: String, value: String)]
    ) async throws -> any Encodable & Sendable {
        let current = definitions.current
        let portfolio = current.portfolio
        let parameters = ReportParameters(parameters)
        let now = clock.now
        let make: @Sendable (@escaping @Sendable () -> Bool) -> Result<any Encodable & Sendable, ReportProblem>
        if let id {
            guard let project = portfolio.project(id) else {
                // Its file may be one that has been wrong since the start.
                if let problem = current.problemOfBrokenFiles(named: id) { throw problem }
                throw notFound("project", id, among: portfolio.projects.map(\.id))
            }
            guard let report = Reports.ofProjects.first(where: { $0.name == name }) else { throw noReport(name) }
            let today = project.zone.date(at: now)
            let notes = current.notesOfLastGood(project.files.map(\.path))
            make = { isCancelled in
                let subject = ReportSubject(
                    project, in: portfolio, today: today, notes: notes, isCancelled: isCancelled)
                return Result { () throws(ReportProblem) in try report.checked(of: subject, parameters) }
            }
        } else {
            guard let report = Reports.ofPortfolios.first(where: { $0.name == name }) else { throw noReport(name) }
            // A sum over all with one left out would be wrong, and look right.
            if let problem = current.problemOfBrokenFiles(named: nil) { throw problem }
            let today = portfolio.zone.date(at: now)
            let notes = current.notesOfLastGood(current.keptLastGood)
            make = { _ in
                Result { () throws(ReportProblem) in
                    try report.checked(of: portfolio, parameters, today: today, notes: notes)
                }
            }
        }
        let takesLong = parameters.pairs.contains { ["simulate", "level"].contains($0.key) }
        switch try await (takesLong ? longSums : sums).run(make) {
        case .success(let report): return report
        case .failure(let problem): throw ControlProblem(problem)
        }
    }

    private func noReport(_ name: String) -> ControlProblem { .notFound("there is no report '\(name)'") }

    private func message(_ project: Project, openAlerts: Int) -> ProjectMessage {
        ProjectMessage(
            id: project.id, name: project.name, status: project.status.rawValue, lead: project.lead,
            deadline: project.deadline?.value, tasks: project.tasks.count,
            budget: project.budget?.total?.description,
            openAlerts: openAlerts, file: project.position.file)
    }

    // MARK: Workflows and runs

    func workflows() async throws -> WorkflowList {
        let current = definitions.current
        let newest = try await store.newestRuns(of: Set(current.workflows.map(\.name)))
        var messages: [WorkflowMessage] = []
        for workflow in current.workflows {
            let last = newest[workflow.name]
            let query = NextQuery(count: 1, workflow: workflow.name)
            let next = current.planned(after: clock.now, query).first
            messages.append(WorkflowMessage(workflow, nextAt: next?.at, lastRun: last.map(RunMessage.init)))
        }
        return WorkflowList(workflows: messages)
    }

    func startRun(of name: String, _ request: RunRequest) async throws -> RunMessage {
        let workflows = definitions.current.workflows
        guard let workflow = workflows.first(where: { $0.name == name }) else {
            let files = ["workflows/\(name).yaml", "workflows/\(name).yml"]
            if let mistake = definitions.current.firstError(in: files) {
                throw ControlProblem.conflict("workflow \(name) is wrong: \(mistake)", hint: "gantry check")
            }
            throw notFound("workflow", name, among: workflows.map(\.name))
        }
        let now = clock.now
        // A person who asks twice means two runs: the key is the instant to the nanosecond and who asked.
        let occurrence = Occurrence(
            workflow: name, trigger: Trigger.manualID, key: "\(now.nanosecondsSinceEpoch) \(request.by)",
            plannedAt: now,
            observedAt: now,
            payload: ["kind": "manual", "at": .text(now.description), "by": .text(request.by)])
        let firing =
            if let instant = request.occurrence {
                try await firing(of: workflow, for: instant, request.trigger)
            } else {
                Firing(
                    workflow: name, trigger: Trigger.manualID, occurrences: [PlannedOccurrence(occurrence)],
                    mode: workflow.mode)
            }
        let admission = try await engine.submit(firing)
        guard let run = admission.queued.first else {
            throw ControlProblem.refused(admission.refused.first, workflow: name)
        }
        guard request.wait else { return RunMessage(run) }
        let end = waiters.end(of: run.id)
        if try await existingRun(run.id).state.isFinal == false {
            for await _ in end {}
        }
        let ended = try await existingRun(run.id)
        guard ended.state.isFinal else {
            throw ControlProblem.unavailable(
                "the daemon stopped before run \(run.id) had ended", hint: "gantry trace \(run.id), once it runs again")
        }
        return RunMessage(ended)
    }

    func runs(_ query: RunQuery) async throws -> RunList {
        let runs = try await store.runs(RunFilter(workflow: query.workflow, state: query.state, limit: query.limit))
        return RunList(runs: runs.map(RunMessage.init))
    }

    func run(_ id: Int64) async throws -> RunTrace {
        let run = try await existingRun(id)
        // The step that it is at is nowhere else, where it can simply be done again.
        let steps = try await store.steps(ofRun: id)
        let step = engine.underWay.step(ofRun: id)
        return RunTrace(
            run, steps: steps.filter { $0.id != step?.id || $0.state != .running } + [step].compactMap(\.self))
    }

    func logs(ofRun id: Int64) async throws -> GantryControl.RunLog {
        _ = try await existingRun(id)
        var entries: [GantryControl.RunLog.Entry] = []
        for step in try await store.steps(ofRun: id) {
            let text = await output.text(run: id, step: step.id)
            guard !text.isEmpty else { continue }
            entries.append(.init(step: step.id, text: text, truncated: step.output["truncated"] == .bool(true)))
        }
        return GantryControl.RunLog(run: id, logs: entries)
    }

    func existingRun(_ id: Int64) async throws -> Run {
        guard let run = try await store.run(id) else {
            throw ControlProblem.notFound("there is no run \(id)", hint: "gantry runs lists them")
        }
        return run
    }

    // MARK: Alerts

    func alerts(_ query: AlertQuery) async throws -> AlertList {
        let alerts = try await store.alerts(AlertFilter(includesResolved: query.all, project: query.project))
        return AlertList(alerts: alerts.map { AlertMessage($0, stale: isStale($0)) })
    }

    func alertsToName(includingResolved: Bool) async throws -> [Alert] {
        try await store.alerts(AlertFilter(includesResolved: includingResolved))
    }

    /// Whether nobody has looked at an alert for two working days of its project.
    private func isStale(_ alert: Alert) -> Bool {
        guard let since = alert.notLookedAt?.since else { return false }
        let portfolio = definitions.current.portfolio
        let project = portfolio.project(alert.key.project)
        let zone = project?.zone ?? portfolio.zone
        let calendar = project?.calendar ?? portfolio.calendar
        return calendar.workingDays(from: zone.localTime(at: since).date, to: zone.localTime(at: clock.now).date) >= 2
    }

    func alert(_ id: Int64) async throws -> AlertDetail {
        guard let alert = try await store.alert(id) else {
            throw ControlProblem.notFound("there is no alert \(id)", hint: "gantry alerts lists them")
        }
        return AlertDetail(
            alert, stale: isStale(alert), history: try await store.events(ofAlert: id),
            deliveries: try await store.deliveries(ofAlert: id))
    }

    func acknowledge(_ id: Int64, _ request: AcknowledgeRequest) async throws -> AlertDetail {
        let acknowledgement = Alert.Acknowledgement(
            by: request.by, because: request.because, at: clock.now, until: request.until)
        if let until = request.until, until <= clock.now {
            throw ControlProblem.invalid("an acknowledgement cannot end before now: \(until)")
        }
        let isTaken = try await engine.acknowledge(id, acknowledgement)
        let detail = try await alert(id)
        guard isTaken else {
            throw ControlProblem.conflict("alert \(id) is resolved already", hint: "gantry explain \(id) says why")
        }
        return detail
    }

    // MARK: Deliveries

    func deliveries(_ query: DeliveryQuery) async throws -> DeliveryList {
        let filter = DeliveryFilter(states: query.failed ? [.dead] : nil, limit: query.limit)
        return DeliveryList(deliveries: try await store.deliveries(filter).map(DeliveryMessageRow.init))
    }

    func retryDeliveries(_ id: Int64?) async throws -> RetryMessage {
        if let id {
            guard let delivery = try await store.delivery(id) else {
                throw ControlProblem.notFound("there is no delivery \(id)", hint: "gantry deliveries lists them")
            }
            guard delivery.state == .dead else {
                throw ControlProblem.conflict(
                    "delivery \(id) has not failed: it is \(delivery.state.rawValue)",
                    hint: "gantry deliveries --failed lists those that have")
            }
        }
        let retried = try await store.retryDeliveries(id, at: clock.now)
        if let id, retried.isEmpty {
            throw ControlProblem.conflict(
                "delivery \(id) is dropped: newer messages have told what holds", hint: "gantry deliveries lists them")
        }
        if !retried.isEmpty { relay.wake() }
        return RetryMessage(retried: retried.map(String.init))
    }

    // MARK: Definitions

    func next(_ query: NextQuery) async throws -> NextList {
        let current = definitions.current
        if let name = query.workflow, !current.workflows.contains(where: { $0.name == name }) {
            throw notFound("workflow", name, among: current.workflows.map(\.name))
        }
        return NextList(occurrences: current.planned(after: clock.now, query))
    }

    func reload() async throws -> ReloadMessage {
        let current = await definitions.reload(.everything)
        return ReloadMessage(
            workflows: current.workflows.count, projects: current.portfolio.projects.count,
            diagnostics: current.diagnostics, keptLastGood: current.keptLastGood)
    }

    func actions() async throws -> ActionList {
        ActionList(actions: definitions.current.capabilities.actions.map(ActionMessage.init))
    }

    // MARK: Plugins

    func plugins() async throws -> PluginList {
        let current = definitions.current
        let quarantines = plugins.quarantines
        return PluginList(
            plugins: current.plugins.map { PluginMessage($0, in: current, quarantine: quarantines[$0.name]) },
            wrong: current.wrongPlugins.map { wrong in
                PluginList.Wrong(
                    name: wrong.name, file: wrong.file, reason: wrong.reason,
                    hint: current.hint(forWrongPlugin: wrong.name))
            })
    }

    func plugin(_ name: String) async throws -> PluginMessage {
        let current = definitions.current
        guard let manifest = current.plugins.first(where: { $0.name == name }) else {
            if let wrong = current.wrongPlugins.first(where: { $0.name == name }) {
                throw ControlProblem.conflict(
                    "plugin \(name) cannot be used: \(wrong.reason)",
                    hint: current.hint(forWrongPlugin: name) ?? "gantry check")
            }
            throw notFound("plugin", name, among: current.plugins.map(\.name))
        }
        return PluginMessage(manifest, in: current, quarantine: plugins.quarantines[name])
    }

    func retryPlugin(_ name: String) async throws -> PluginMessage {
        let message = try await plugin(name)
        guard plugins.tryAgain(name) else {
            throw ControlProblem.conflict("plugin \(name) is disabled", hint: "gantry plugins enable \(name)")
        }
        return message
    }

    func notFound(_ kind: String, _ name: String, among names: [String]) -> ControlProblem {
        let near = suggestion(for: name, among: names)
        return .notFound(
            "there is no \(kind) \(name)",
            hint: near.map { "did you mean \($0)?" } ?? "gantry \(kind)s lists them",
            candidates: near.map { [$0] } ?? [])
    }
}

extension PluginMessage {
    fileprivate init(_ manifest: PluginManifest, in definitions: Definitions, quarantine: GantryPlugins.Quarantine?) {
        let settings = definitions.settings.plugins[manifest.name]
        self.init(
            manifest, isEnabled: definitions.enabledPlugins.contains { $0.name == manifest.name },
            granted: (settings?.folders ?? [], settings?.environment ?? []),
            quarantine: quarantine.map {
                Quarantine(since: $0.since, until: $0.until, failures: $0.failures, reason: $0.reason)
            }, problem: definitions.trouble(with: manifest), workflows: definitions.workflows(using: manifest.name))
    }
}

extension ControlProblem {
    fileprivate init(_ problem: ReportProblem) {
        switch problem.kind {
        case .parameter: self = .invalid(problem.message, hint: problem.hint)
        case .nothingToSum: self.init(status: 422, code: "nothing_to_sum", problem.message, hint: problem.hint)
        case .wrongFile(let diagnostics): self = .wrongFile(diagnostics)
        case .cancelled: self = .unavailable(problem.message)
        }
    }
}

extension Definitions {
    /// That files are wrong, and reports are of what was there before.
    fileprivate func notesOfLastGood(_ files: [String]) -> [String] {
        keptLastGood.filter(files.contains).map { "\($0) is wrong now; this is of its last good version: gantry check" }
    }

    /// The mistakes of files that have no good version.
    ///
    /// - Parameter project: only of files that are named like it; nil: of all.
    fileprivate func problemOfBrokenFiles(named project: String?) -> ControlProblem? {
        let mistakes = diagnostics.filter { diagnostic in
            guard diagnostic.severity == .error, let file = diagnostic.position?.file else { return false }
            guard let project else { return brokenFiles.contains(file) }
            return file.split(separator: "/").last?.split(separator: ".").first.map(String.init) == project
        }
        return mistakes.isEmpty || brokenFiles.isEmpty ? nil : .wrongFile(mistakes)
    }
}
