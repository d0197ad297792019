import GantryAlerts
import GantryCore
import Testing

private let now = Instant(secondsSinceEpoch: 1_794_812_400)

private func finding(
    _ subject: String = "tasks/build", stage: String = "3wd", rank: Int = 2, project: String = "crm2",
    owner: String? = "ben"
) -> Finding {
    Finding(
        rule: "deadline", project: project, subject: subject, stage: .init(stage, rank: rank), severity: .warning,
        message: "\(subject) is due", owner: owner, evidence: Evidence(rule: "due"))
}

private func result(_ findings: [Finding], evaluated: Set<String> = ["crm2"]) -> ActionResult {
    ActionResult(findings: findings, evaluated: evaluated, rules: ["deadline"])
}

private func reconcile(
    _ open: [Alert], _ result: ActionResult, run: Int64 = 2, step: String = "check", steps: Set<String> = ["check"]
) -> [EpisodeChange] {
    var machine = AlertMachine(now: now, nextID: 10)
    let looker = Looker(workflow: "deadlines", step: step, run: run, steps: steps)
    return machine.reconcile(open, with: result, by: looker)
}

private func opened(_ finding: Finding = finding()) -> Alert {
    reconcile([], result([finding]), run: 1)[0].alert
}

@Suite("The life of an alert")
struct AlertMachineTests {
    @Test("opens an episode for each new finding, with ids that count up")
    func opens() {
        let changes = reconcile([], result([finding(), finding("tasks/test")]))
        #expect(changes.map(\.alert.id) == [10, 11])
        #expect(changes.map(\.event?.kind) == [.opened, .opened])
    }

    @Test("says nothing when a finding stands as it stood")
    func silent() {
        let changes = reconcile([opened()], result([finding()]))
        #expect(changes.map(\.event) == [nil])
        #expect(changes.map(\.alert.seenBy) == [2])
    }

    @Test("tells of a higher stage, and of the same stage at a higher rank as a repeat")
    func raises() {
        let raised = reconcile([opened()], result([finding(stage: "due", rank: 4)]))
        #expect(raised.map(\.event?.kind) == [.raised])
        #expect(raised.map(\.event?.detail) == ["3wd -> due"])
        let repeated = reconcile(
            [opened(finding(stage: "overdue", rank: 5))], result([finding(stage: "overdue", rank: 6)]))
        #expect(repeated.map(\.event?.kind) == [.repeated])
    }

    @Test("leaves what another step of the same action saw to that step")
    func twoSteps() {
        let crm = reconcile([], result([finding("host/crm")]), step: "crm", steps: ["crm", "web"]).map(\.alert)
        #expect(reconcile(crm, result([]), step: "web", steps: ["crm", "web"]).isEmpty)
        let gone = reconcile(crm, result([]), step: "crm", steps: ["crm", "web"])
        #expect(gone.map(\.event?.kind) == [.resolved])
    }

    @Test("resolves what a step saw that the workflow has no more")
    func goneStep() {
        let crm = reconcile([], result([finding("host/crm")]), step: "crm", steps: ["crm", "web"]).map(\.alert)
        let gone = reconcile(crm, result([]), step: "web", steps: ["web"])
        #expect(gone.map(\.event?.kind) == [.resolved])
    }

    @Test("takes over a lower stage without a word, so that the next rise is told")
    func lowers() {
        let lowered = reconcile([opened(finding(stage: "due", rank: 4))], result([finding(stage: "10wd", rank: 1)]))
        #expect(lowered.map(\.event) == [nil])
        let raised = reconcile(lowered.map(\.alert), result([finding(stage: "3wd", rank: 2)]))
        #expect(raised.map(\.event?.kind) == [.raised])
    }

    @Test("opens an acknowledged episode again at a higher stage only")
    func reopens() {
        var alert = opened()
        alert.state = .acknowledged
        alert.acknowledgement = .init(by: "ben", because: "waiting", at: now)
        #expect(reconcile([alert], result([finding()])).map(\.alert.state) == [.acknowledged])
        let raised = reconcile([alert], result([finding(stage: "due", rank: 4)]))
        #expect(raised.map(\.alert.state) == [.open])
        #expect(raised[0].alert.acknowledgement == nil)
    }

    @Test("resolves what is gone from an evaluated project")
    func resolves() {
        let changes = reconcile([opened()], result([]))
        #expect(changes.map(\.event?.kind) == [.resolved])
        #expect(changes.map(\.alert.resolution) == ["no longer found"])
    }

    @Test(
        "leaves alone what was not looked at",
        arguments: [
            ActionResult(findings: [], evaluated: ["shop"], rules: ["deadline"]),
            ActionResult(findings: [], evaluated: ["crm2"], rules: ["budget"]),
            ActionResult(),
        ])
    func leavesAlone(result: ActionResult) {
        #expect(reconcile([opened()], result).isEmpty)
    }

    @Test("keeps the higher of two findings about one subject")
    func highest() {
        let changes = reconcile([], result([finding(), finding(stage: "due", rank: 4)]))
        #expect(changes.map(\.alert.finding.stage.name) == ["due"])
    }
}

/// ben owns, asha leads, kim has no address.
private struct Office: Directory {
    func contacts(for recipient: Recipient, project: String, owner: String?) -> [Contact] {
        switch recipient {
        case .owner: owner.map { [person($0)] } ?? []
        case .lead: [person("asha")]
        case .person(let id): [person(id)]
        case .sponsor, .team: []
        }
    }

    private func person(_ id: String) -> Contact {
        Contact(person: id, name: id.uppercased(), address: id == "kim" ? nil : "\(id)@example.org")
    }
}

@Suite("Who is told")
struct RoutingTests {
    private func told(_ to: [String], owner: String? = "ben", fallback: String = "lead") -> [String] {
        let policy = AlertPolicy(isOn: true, to: to, via: [], fallback: fallback)
        return addressees(of: finding(owner: owner), policy: policy, directory: Office())
            .map { "\($0.contact.person): \($0.why)" }
    }

    @Test("tells each person once, with every reason")
    func once() {
        #expect(told(["owner", "lead"]) == ["ben: owner", "asha: lead"])
        #expect(told(["owner", "lead"], owner: "asha") == ["asha: owner, lead"])
    }

    @Test("tells the fallback in the place of somebody without an address, or of nobody")
    func fallsBack() {
        #expect(told(["owner"], owner: "kim") == ["asha: lead (fallback: kim has no address)"])
        #expect(told(["sponsor"]) == ["asha: lead (fallback: no sponsor)"])
        #expect(told(["owner"], owner: nil) == ["asha: lead (fallback: no owner)"])
        #expect(told(["owner", "lead"], owner: nil) == ["asha: lead"])
    }

    @Test("writes one message per person, and tells the end to those who heard the beginning")
    func composes() {
        let policy = AlertPolicy(isOn: true, to: ["owner", "lead"], via: [], fallback: "lead")
        let changes = reconcile([], result([finding(), finding("tasks/test")]))
        let opening = compose(changes, policy: { _ in policy }, directory: Office())
        #expect(opening.messages.map(\.recipient.person) == ["ben", "asha"])
        #expect(opening.messages.map { $0.notices.count } == [2, 2])
        #expect(opening.messages[0].notices[0].alsoTold == ["asha (lead)"])

        let nobody = AlertPolicy(isOn: true, to: ["person:chi"], via: [], fallback: "lead")
        let ending = compose(
            reconcile(opening.changes.map(\.alert), result([])), policy: { _ in nobody }, directory: Office())
        #expect(ending.messages.map(\.recipient.person) == ["ben", "asha"])
        #expect(ending.messages[0].notices.map(\.kind) == [.resolved, .resolved])
    }
}
