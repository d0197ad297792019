package import GantryCore

/// Who looked: a step of a workflow, in one run of it.
package struct Looker: Hashable, Sendable {
    package let workflow: String
    package let step: String
    package let run: Int64
    /// The ids of all steps that the workflow has now.
    package let steps: Set<String>

    package init(workflow: String, step: String, run: Int64, steps: Set<String>) {
        (self.workflow, self.step, self.run, self.steps) = (workflow, step, run, steps)
    }

    /// Whether an episode that was not found any more is this step's to resolve: two steps of one action look at
    /// different things, and what one does not see may stand for the other. A step that is gone looks no more.
    func looksAfter(_ alert: Alert) -> Bool {
        guard alert.key.workflow == workflow else { return false }
        guard let last = alert.step else { return true }
        return last == step || !steps.contains(last)
    }
}

/// What changes for one episode, as a value: the machine says it, the store writes it.
package struct EpisodeChange: Hashable, Sendable {
    package let alert: Alert
    /// Nil where the change is silent, as when only a message's wording moved.
    package let event: AlertEvent?
}

/// The life of alert episodes: findings go in, changed episodes come out. Pure.
///
/// An episode opens with the first finding of its key, is told again when the finding reaches a higher rank, and
/// resolves when its project was evaluated and the finding is gone. A lower stage is taken over without a word.
package struct AlertMachine: Sendable {
    private let now: Instant
    private var nextID: Int64

    /// - Parameter nextID: the id of the first new episode; the following ones count up.
    package init(now: Instant, nextID: Int64) {
        (self.now, self.nextID) = (now, nextID)
    }

    /// Holds the findings of one finished step against the episodes that are not resolved.
    ///
    /// Only episodes of the same step, of the evaluated projects and of the action's rules are resolved: what was not
    /// looked at is not touched.
    package mutating func reconcile(
        _ unresolved: [Alert], with result: ActionResult, by looker: Looker
    ) -> [EpisodeChange] {
        let own = unresolved.filter { $0.key.workflow == looker.workflow }
        let open = Dictionary(own.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        var changes: [EpisodeChange] = []
        var seen: Set<AlertKey> = []
        for finding in highestOfEachSubject(result.findings) {
            let key = AlertKey(
                workflow: looker.workflow, project: finding.project, rule: finding.rule, subject: finding.subject)
            seen.insert(key)
            changes.append(open[key].map { update($0, to: finding, by: looker) } ?? self.open(key, finding, by: looker))
        }
        for alert in own where !seen.contains(alert.key) && looker.looksAfter(alert) {
            guard result.evaluated.contains(alert.key.project), result.rules.contains(alert.key.rule) else { continue }
            changes.append(resolve(alert, because: "no longer found", run: looker.run))
        }
        return changes
    }

    /// Ends the episodes that nothing looks after any more.
    ///
    /// - Parameter reason: why an episode must end; nil where it goes on.
    package func resolve(_ unresolved: [Alert], where reason: (Alert) -> String?) -> [EpisodeChange] {
        unresolved.compactMap { alert in
            reason(alert).map { resolve(alert, because: $0, run: alert.seenBy) }
        }
    }

    private mutating func open(_ key: AlertKey, _ finding: Finding, by looker: Looker) -> EpisodeChange {
        let alert = Alert(
            id: nextID, key: key, finding: finding, openedAt: now, run: looker.run, step: looker.step)
        nextID += 1
        return EpisodeChange(alert: alert, event: event(alert, .opened, "\(finding.stage.name): \(finding.message)"))
    }

    private func update(_ alert: Alert, to finding: Finding, by looker: Looker) -> EpisodeChange {
        var changed = alert
        changed.finding = finding
        changed.seenBy = looker.run
        changed.step = looker.step
        changed.updatedAt = now
        guard finding.stage.rank > alert.finding.stage.rank else { return EpisodeChange(alert: changed, event: nil) }
        // A higher stage is news, so what was acknowledged at the lower one is open again.
        changed.state = .open
        changed.acknowledgement = nil
        let isRepeat = finding.stage.name == alert.finding.stage.name
        let detail = isRepeat ? finding.stage.name : "\(alert.finding.stage.name) -> \(finding.stage.name)"
        return EpisodeChange(alert: changed, event: event(changed, isRepeat ? .repeated : .raised, detail))
    }

    private func resolve(_ alert: Alert, because reason: String, run: Int64) -> EpisodeChange {
        var changed = alert
        changed.state = .resolved
        changed.resolution = reason
        changed.resolvedAt = now
        changed.updatedAt = now
        changed.seenBy = run
        return EpisodeChange(alert: changed, event: event(changed, .resolved, reason))
    }

    private func event(_ alert: Alert, _ kind: AlertEvent.Kind, _ detail: String) -> AlertEvent {
        AlertEvent(alert: alert.id, at: now, kind: kind, detail: detail)
    }

    /// One finding per rule, project and subject: of two, the one at the higher stage, in the order they came.
    private func highestOfEachSubject(_ findings: [Finding]) -> [Finding] {
        struct Subject: Hashable {
            let rule: String
            let project: String
            let subject: String
        }
        var order: [Subject] = []
        var highest: [Subject: Finding] = [:]
        for finding in findings {
            let subject = Subject(rule: finding.rule, project: finding.project, subject: finding.subject)
            if let other = highest[subject] {
                if finding.stage > other.stage { highest[subject] = finding }
            } else {
                order.append(subject)
                highest[subject] = finding
            }
        }
        return order.compactMap { highest[$0] }
    }
}
