import GantryControl
import GantryCore
import GantryDefinitions
import GantryEngine
import GantryStore
import GantryTime
import GantryWorkflow

extension DaemonBackend {
    func occurrences(of name: String, _ query: OccurrenceQuery) async throws -> OccurrenceList {
        let known = try await store.triggers(of: name)
        let workflow = definitions.current.workflows.first { $0.name == name }
        guard workflow != nil || !known.isEmpty else {
            throw notFound("workflow", name, among: definitions.current.workflows.map(\.name))
        }
        try require(query.trigger, of: name, workflow, known)
        let speaker = LedgerSpeaker(definitions: definitions.current, workflow: name, now: clock.now)
        guard let instant = query.at else {
            let entries = try await store.ledger(
                LedgerFilter(
                    workflow: name, trigger: query.trigger, since: query.since, until: query.until,
                    verdict: query.verdict, limit: query.limit))
            return speaker.list(entries, notes: speaker.notes(known))
        }
        let vicinity = try await store.ledger(around: instant, workflow: name, trigger: query.trigger)
        let exact = vicinity.at.filter { speaker.has(instant, $0) }
        if !exact.isEmpty { return speaker.list(exact, exact: true) }
        // A stretch that reaches over the instant has some before it and some after.
        let near = ([vicinity.before, vicinity.after].compactMap(\.self) + vicinity.at).sorted { $0.first < $1.first }
        return speaker.list(near, notes: speaker.notes(known, at: instant, trigger: query.trigger), exact: false)
    }

    /// That a trigger is, or was, one of a workflow.
    private func require(
        _ trigger: String?, of name: String, _ workflow: Workflow?, _ known: [KnownTrigger]
    ) throws(ControlProblem) {
        let names = Set(known.map(\.trigger)).union(workflow?.triggers.map(\.id) ?? [])
        guard let trigger, !names.contains(trigger) else { return }
        let near = suggestion(for: trigger, among: names)
        throw .notFound(
            "\(name) has no trigger '\(trigger)'",
            hint: near.map { "did you mean '\($0)'?" } ?? "it has: \(names.sorted().joined(separator: ", "))",
            candidates: near.map { [$0] } ?? [])
    }

    func cancel(run id: Int64, by person: String) async throws -> RunMessage {
        let run = try await existingRun(id)
        guard !run.state.isFinal else {
            throw ControlProblem.conflict("run \(id) has ended already", hint: "gantry trace \(id) shows it")
        }
        guard let run = try await engine.cancel(id, by: person) else {
            throw ControlProblem.notFound("there is no run \(id)", hint: "gantry runs lists them")
        }
        return RunMessage(run)
    }

    func cancelQueued(of name: String, by person: String) async throws -> RunList {
        let isThere = definitions.current.workflows.contains { $0.name == name }
        let isKnown = isThere ? true : !(try await store.triggers(of: name).isEmpty)
        guard isKnown else { throw notFound("workflow", name, among: definitions.current.workflows.map(\.name)) }
        return RunList(runs: try await engine.cancelQueued(of: name, by: person).map(RunMessage.init))
    }

    // MARK: Running what did not run

    /// The firing that runs a planned instant which did not run.
    func firing(of workflow: Workflow, for instant: Instant, _ trigger: String?) async throws -> Firing {
        let now = clock.now
        if let trigger {
            try require(trigger, of: workflow.name, workflow, try await store.triggers(of: workflow.name))
        }
        guard instant <= now else {
            throw ControlProblem.conflict(
                "that is not yet: an occurrence can be run when it has passed", hint: "gantry run \(workflow.name)")
        }
        let vicinity = try await store.ledger(around: instant, workflow: workflow.name, trigger: trigger)
        let speaker = LedgerSpeaker(definitions: definitions.current, workflow: workflow.name, now: now)
        let planned = vicinity.at.filter { $0.key == nil && speaker.has(instant, $0) }
        guard let entry = planned.first(where: { $0.verdict != .ran && $0.verdict != nil }) ?? planned.first else {
            let zone = speaker.zone(of: nil)
            throw ControlProblem.notFound(
                "nothing of \(workflow.name) was planned for \(zone.text(of: instant))",
                hint: "gantry why \(workflow.name) lists what was")
        }
        guard let verdict = entry.verdict, verdict != .ran else {
            throw ControlProblem.conflict(
                "it has run already: run \(entry.run.map(String.init) ?? "")",
                hint: entry.run.map { "gantry trace \($0)" } ?? "gantry runs")
        }
        let zone = speaker.zone(of: entry)
        let occurrence = Occurrence(
            workflow: workflow.name, trigger: entry.trigger, key: instant.description, plannedAt: instant,
            observedAt: now, payload: ["kind": "schedule", "at": .text(zone.text(of: instant))])
        var planning = PlannedOccurrence(occurrence, fate: .run(.insisting))
        planning.split = speaker.split(entry, at: instant)
        return Firing(
            workflow: workflow.name, occurrences: [planning], mode: workflow.mode, marks: [:])
    }
}

extension ControlProblem {
    /// Why an occurrence got no run.
    static func refused(_ refusal: Admission.Refusal?, workflow: String) -> ControlProblem {
        switch refusal?.verdict {
        case .full?:
            .conflict("\(refusal?.reason ?? "")", hint: "gantry runs --workflow \(workflow) --state queued shows them")
        case .ran?: .conflict("\(refusal?.reason ?? "") already", hint: "gantry runs --workflow \(workflow)")
        default:
            .conflict(
                "a run of \(workflow) is under way, and its mode is single",
                hint: "gantry runs --workflow \(workflow) shows it")
        }
    }
}
