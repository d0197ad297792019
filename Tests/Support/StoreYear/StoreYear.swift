import FoundationEssentials
import GantryCore
package import GantryStore
import GantryWorkflow

/// What workflows write in a year, through the port of a store as the engine writes it, on a clock that is turned by
/// hand: each check is a firing that begins its run, and the end of its step with all that follows. Messages go out at
/// once, and each evening what need not be kept any more goes, by what the settings keep where they say nothing.
///
/// Each workflow checks some projects. What it finds mostly stays as it was: each day one finding of ten says something
/// else, and one is gone after three months and comes again. People are told of beginnings, of two higher stages, and of
/// ends.
package struct StoreYear: Sendable {
    /// The times of day at which all workflows check.
    package struct Plan: Sendable {
        package let hours: Range<Int>
        package let isOnWorkingDaysOnly: Bool

        /// Every quarter of an hour from 8 to 18 on working days.
        package static let workingHours = Plan(hours: 8..<18, isOnWorkingDaysOnly: true)
        /// Every quarter of an hour.
        package static let aroundTheClock = Plan(hours: 0..<24, isOnWorkingDaysOnly: false)
    }

    /// What came of it.
    package struct Count: Sendable {
        package var days = 0
        package var runs = 0
        package var messages = 0
        package var pruned = 0
    }

    private static let findings = 50
    private static let (life, changing) = (90, 10)
    /// Monday 4 January 2027.
    private static let start = Instant(secondsSinceEpoch: 1_799_020_800)
    private static let node = NodeID("year")

    private let workflows: Int
    private let projects: Int
    private let plan: Plan

    package init(workflows: Int, projects: Int, _ plan: Plan = .workingHours) {
        (self.workflows, self.projects, self.plan) = (workflows, projects, plan)
    }

    /// Writes it.
    ///
    /// - Parameters:
    ///   - days: how many of the year.
    ///   - prune: removes what need not be kept, in the place of `store.prune`, as for somebody who measures it.
    package func write(
        to store: any Store, days: Int = 365, prune: ((Keeping) async throws -> Int)? = nil
    ) async throws -> Count {
        var count = Count()
        _ = try await store.join(Self.node, at: Self.start)
        for day in 0..<days {
            count.days += 1
            if !plan.isOnWorkingDaysOnly || day % 7 < 5 { try await write(day, to: store, &count) }
            let evening = Self.start + .seconds((day + 1) * 86_400)
            let keep = Keep.standard
            let keeping = Keeping(
                occurrences: evening - keep.occurrences, runs: evening - keep.runs,
                deliveries: evening - keep.deliveries)
            if let prune {
                count.pruned += try await prune(keeping)
            } else {
                count.pruned += try await store.prune(keeping)
            }
        }
        return count
    }

    private func write(_ day: Int, to store: any Store, _ count: inout Count) async throws {
        let found = (0..<workflows).map { findings(of: $0, day) }
        for quarter in plan.hours.lowerBound * 4..<plan.hours.upperBound * 4 {
            let now = Self.start + .seconds(day * 86_400 + quarter * 900)
            let hasTold = try await withThrowingTaskGroup(of: Bool.self) { group in
                for workflow in 0..<workflows {
                    group.addTask { try await check(workflow, found, at: now, store) }
                }
                return try await group.reduce(false) { $0 || $1 }
            }
            count.runs += workflows
            if hasTold { count.messages += try await send(at: now, store) }
        }
    }

    // MARK: One check

    /// - Returns: whether somebody is told of something.
    private func check(
        _ number: Int, _ findings: [[Finding]], at now: Instant, _ store: any Store
    ) async throws -> Bool {
        let name = "workflow-\(number)"
        let occurrence = Occurrence(
            workflow: name, trigger: "schedule", key: now.description, plannedAt: now,
            observedAt: now + .milliseconds(2),
            payload: ["kind": "schedule", "at": .text(now.description)])
        let firing = Firing(
            workflow: name, occurrences: [PlannedOccurrence(occurrence, fate: .run(.joining))], mode: .queue,
            marks: ["schedule": TriggerMark(cursor: now.description, times: "*/15 8-17 * * mon-fri Europe/Amsterdam")])
        let admission = try await store.admit(firing, claiming: Claimant(Self.node, limit: 1), at: now)
        var hasTold = false
        for run in admission.claimed {
            guard let tenure = Tenure(run), let claimed = Int(run.workflow.dropFirst("workflow-".count)) else {
                continue
            }
            let found = findings[claimed]
            var step = StepRecord(
                run: run.id, id: "check", action: "deadline.check",
                inputs: ["before": ["10wd", "3wd", "1wd"], "overdue_every": "2wd"], startedAt: now + .milliseconds(4))
            (step.state, step.findings) = (.succeeded, found)
            step.finishedAt = now + .milliseconds(9)
            step.output = ["findings": .number(.init(found.count)), "projects": .number(.init(own(claimed).count))]
            let scope = AlertScope(
                .ofProjects(Set(own(claimed).map(Self.project))), resolvedSince: now - .seconds(14 * 86_400))
            let outcome = try await store.finishStep(
                step, tenure, ending: RunEnd(.succeeded), scope,
                Self.reconciliation(of: found, by: run.workflow, run.id, at: now))
            hasTold = hasTold || !outcome.changes.deliveries.isEmpty
        }
        return hasTold
    }

    /// The numbers of the projects that a workflow checks.
    private func own(_ workflow: Int) -> [Int] {
        let share = max(1, projects / workflows)
        return (0..<share).map { (workflow * share + $0) % projects }
    }

    private static func project(_ number: Int) -> String { "project-\(number)" }

    private func findings(of workflow: Int, _ day: Int) -> [Finding] {
        let own = own(workflow)
        return (0..<Self.findings).compactMap { index in
            let age = (day + index * Self.life / Self.findings) % Self.life
            // It is gone for two days.
            guard age >= 2 else { return nil }
            let stage = [("10wd", 1), ("3wd", 2), ("overdue", 3)][age * 3 / Self.life]
            let project = Self.project(own[index % own.count])
            let left = (day + index) / Self.changing
            return Finding(
                rule: "deadline", project: project, subject: "tasks/task-\(index)",
                stage: .init(stage.0, rank: stage.1), severity: .warning,
                message: "\"task-\(index)\" is due in \(left) working days, and \(left) days of work are left",
                owner: "person-\(workflow % 20)",
                evidence: Evidence(
                    rule: "due before what is left can be done",
                    inputs: [
                        .init("due", "2027-11-19", at: .init(file: "projects/\(project).yaml", line: index, column: 7)),
                        .init("left", "\(left)d", at: .init(file: "projects/\(project).yaml", line: index, column: 22)),
                    ],
                    arithmetic: ["\(left) working days until 2027-11-19", "\(left)d left / 1 person = \(left) days"]))
        }
    }

    /// What the findings are to the episodes; simpler than the machines of alerts, and as much to write.
    private static func reconciliation(
        of found: [Finding], by workflow: String, _ run: Int64, at now: Instant
    ) -> Reconciliation {
        { ledger in
            let standing = ledger.episodes.filter { !$0.state.isResolved && $0.key.workflow == workflow }
            var open = Dictionary(standing.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
            var (changes, notices) = (AlertChanges(), [Notice]())
            func write(_ alert: Alert, _ kind: AlertEvent.Kind?) {
                changes.alerts.append(alert)
                guard let kind else { return }
                changes.events.append(
                    AlertEvent(alert: alert.id, at: now, kind: kind, detail: alert.finding.stage.name))
                notices.append(
                    Notice(
                        alert: alert.id, workflow: workflow, kind: kind, finding: alert.finding, why: "owner",
                        alsoTold: ["Asha (lead)"], token: alert.token))
            }
            for finding in found {
                let key = AlertKey(
                    workflow: workflow, project: finding.project, rule: finding.rule, subject: finding.subject)
                if var alert = open.removeValue(forKey: key) {
                    guard alert.finding != finding else { continue }
                    let isRaised = finding.stage > alert.finding.stage
                    (alert.finding, alert.updatedAt, alert.seenBy) = (finding, now, run)
                    alert.sightings = [.init(step: "check", finding: finding)]
                    write(alert, isRaised ? .raised : nil)
                } else {
                    var alert = Alert(
                        id: ledger.nextID + Int64(changes.alerts.count { $0.id >= ledger.nextID }), key: key,
                        finding: finding, openedAt: now, run: run, step: "check")
                    alert.told = [.init(contact: contact(finding.owner), why: "owner", stage: finding.stage)]
                    write(alert, .opened)
                }
            }
            for var alert in open.values.sorted(by: { $0.id < $1.id }) {
                (alert.state, alert.resolvedAt, alert.resolution) = (.resolved, now, "no longer found")
                write(alert, .resolved)
            }
            if let owner = notices.first?.finding.owner {
                changes.deliveries = [DeliveryDraft(recipient: contact(owner), channel: "mail", notices: notices)]
            }
            return changes
        }
    }

    private static func contact(_ person: String?) -> Contact {
        let person = person ?? "asha"
        return Contact(person: person, name: person, address: "\(person)@example.org")
    }

    // MARK: Messages

    private func send(at now: Instant, _ store: any Store) async throws -> Int {
        var count = 0
        while true {
            let claimed = try await store.claimDeliveries(by: Self.node, channel: "mail", limit: 16, at: now)
            guard !claimed.isEmpty else { return count }
            for delivery in claimed { _ = try await store.markDelivered(delivery, at: now) }
            count += claimed.count
        }
    }
}
