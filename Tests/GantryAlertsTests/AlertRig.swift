import GantryAlerts
import GantryCore
import Testing

let morning = Instant(secondsSinceEpoch: 1_794_812_400)

/// ben and eve own, asha leads, kim has no address.
struct Office: Directory {
    func contacts(for recipient: Recipient, project: String, owner: String?) -> [Contact] {
        guard project == "crm2" else { return [] }
        return switch recipient {
        case .owner: owner.map { $0.split(separator: "+").map { person(String($0)) } } ?? []
        case .lead: [person("asha")]
        case .person(let id): [person(id)]
        case .sponsor, .team: []
        }
    }

    private func person(_ id: String) -> Contact {
        Contact(person: id, name: id.uppercased(), address: id == "kim" ? nil : "\(id)@example.org")
    }
}

/// `10wd`, `3wd`, `due`, `overdue` and their ranks, as `deadline.check` gives them.
func finding(
    _ subject: String = "tasks/build", stage: String = "3wd", rank: Int = -3, owner: String? = "ben",
    severity: Finding.Severity = .warning
) -> Finding {
    Finding(
        rule: "deadline", project: "crm2", subject: subject, stage: .init(stage, rank: rank), severity: severity,
        message: "\(subject) is due", owner: owner, evidence: Evidence(rule: "due"))
}

/// Alerts over time, as a store and an engine carry them on, with all that people got.
struct AlertRig {
    var now = morning
    var alerts: [Int64: Alert] = [:]
    var history: [AlertEvent] = []
    /// `ben: opened 3wd`, in the order in which it was sent.
    var sent: [String] = []
    /// Who is told, by workflow.
    var routes: [String: [String]] = [:]
    /// How many episodes the last input wrote.
    var written = 0
    var generation: Int64 = 1
    var steps: [String: [String]] = ["deadlines": ["check"]]
    var timing = AlertTiming.standard

    private var nextID: Int64 { (alerts.keys.max() ?? 0) + 1 }

    mutating func on(_ input: AlertInput) {
        let routes = routes
        let routing = Routing(directory: Office(), spoken: { at, _ in "minute \(at.secondsSinceEpoch / 60 % 1440)" }) {
            AlertPolicy(isOn: true, to: routes[$0.key.workflow] ?? ["owner"], via: [], fallback: "lead")
        }
        let alive = alerts.values.filter {
            !$0.state.isResolved || $0.nextAt != nil || ($0.resolvedAt ?? now) >= timing.memory(before: now)
        }
        var machine = AlertMachine(
            now: now, episodes: alive, nextID: nextID, routing: routing, timing: timing)
        machine.on(input)
        written = machine.changes.count
        for change in machine.changes {
            alerts[change.alert.id] = change.alert
            history += change.events
        }
        for message in machine.messages {
            sent += message.notices.map {
                "\(message.recipient.person): \($0.kind.rawValue) \($0.finding.stage.name)"
            }
        }
    }

    /// A step looks at crm2 and finds this.
    mutating func look(
        _ findings: [Finding], workflow: String = "deadlines", step: String = "check", generation: Int64? = nil,
        muted: String? = nil, ending: String? = nil
    ) {
        let endings = ending.map { [finding().identity: $0] } ?? [:]
        let result = ActionResult(
            findings: findings, evaluated: ["crm2"], rules: ["deadline"], muted: muted.map { ["crm2": $0] } ?? [:],
            endings: endings)
        on(.looked(result, by: looker(workflow, step, generation)))
    }

    mutating func miss(workflow: String = "deadlines", step: String = "check") {
        on(.notLooked(by: looker(workflow, step, nil), because: "the books are gone"))
    }

    private func looker(_ workflow: String, _ step: String, _ generation: Int64?) -> Looker {
        Looker(workflow: workflow, step: step, run: 7, generation: generation ?? self.generation)
    }

    /// The definitions change: these workflows with these steps are there now.
    mutating func redefine(_ steps: [String: [String]], projects: Set<String> = ["crm2"]) {
        self.steps = steps
        generation += 1
        on(
            .redefined(generation: generation) { alert, step in
                if !projects.contains(alert.key.project) { return "project \(alert.key.project) was removed" }
                guard let known = steps[alert.key.workflow] else { return "workflow \(alert.key.workflow) was removed" }
                return known.contains(step) ? nil : "step \(step) of workflow \(alert.key.workflow) was removed"
            })
    }

    mutating func acknowledge(_ id: Int64 = 1, by: String = "ben", until: Instant? = nil) {
        on(.acknowledged(id, .init(by: by, because: "waiting", at: now, until: until)))
    }

    /// Time passes, and whatever waits for its time is done in its time.
    mutating func pass(_ duration: Duration) {
        let end = now + duration
        while let due = alerts.values.compactMap(\.nextAt).min(), due <= end {
            now = max(now, due)
            on(.tick)
        }
        now = end
    }

    /// What was sent since this was last asked for.
    mutating func takeSent() -> [String] {
        defer { sent = [] }
        return sent
    }

    var states: [Alert.State] { alerts.values.sorted { $0.id < $1.id }.map(\.state) }

    func kinds(of id: Int64 = 1) -> [AlertEvent.Kind] { history.filter { $0.alert == id }.map(\.kind) }
}

extension Duration {
    static func minutes(_ count: Int) -> Duration { .seconds(count * 60) }
    static func hours(_ count: Int) -> Duration { .seconds(count * 3600) }
}
