import GantryAlerts
import GantryCore
import Testing

@Suite("The life of an alert: who looks after it, and who is told")
struct LookedAfterTests {
    @Test("project, workflow or step removed: rests for ten minutes, then is no longer watched, and says why")
    func rests() {
        var rig = AlertRig()
        rig.look([finding()])
        _ = rig.takeSent()
        rig.redefine([:])
        #expect(rig.states == [.resting] && rig.sent.isEmpty)
        rig.pass(.minutes(9))
        #expect(rig.states == [.resting])
        rig.pass(.minutes(2))
        #expect(rig.takeSent() == ["ben: unwatched 3wd"] && rig.states == [.resolved])
        #expect(rig.alerts[1]?.resolution == "no longer watched: workflow deadlines was removed")
    }

    @Test("found within it by a renamed workflow: the episode moves over, and nobody is told")
    func moves() {
        var rig = AlertRig()
        rig.look([finding()])
        rig.acknowledge()
        _ = rig.takeSent()
        rig.redefine(["due-dates": ["check"]])
        rig.look([finding()], workflow: "due-dates")
        rig.pass(.hours(10))
        #expect(rig.sent.isEmpty && rig.alerts.count == 1 && rig.states == [.acknowledged])
        #expect(rig.alerts[1]?.key.workflow == "due-dates")
        #expect(rig.history.contains { $0.kind == .moved && $0.detail == "now found by due-dates" })
    }

    @Test("found within it by a renamed step, or the project is back: as if nothing had been")
    func comesBack() {
        var rig = AlertRig()
        rig.look([finding()])
        _ = rig.takeSent()
        rig.redefine(["deadlines": ["look"]])
        #expect(rig.states == [.resting])
        rig.look([finding()], step: "look")
        #expect(rig.states == [.open])
        rig.redefine(["deadlines": ["look"]], projects: [])
        #expect(rig.states == [.resting])
        rig.pass(.minutes(8))
        rig.redefine(["deadlines": ["look"]])
        rig.look([finding()], step: "look")
        rig.pass(.hours(10))
        #expect(rig.states == [.open] && rig.sent.isEmpty && rig.alerts.count == 1)
    }

    @Test("a look that began before the project was removed does not bring it back")
    func lateLook() {
        var rig = AlertRig()
        rig.look([finding()])
        rig.redefine(["deadlines": ["check"]], projects: [])
        rig.look([finding()], generation: 1)
        #expect(rig.states == [.resting])
    }

    @Test("two workflows find the same: two episodes, each person is told once, and of the end when the last ends")
    func siblings() {
        var rig = AlertRig(routes: ["evening": ["owner", "lead"]])
        rig.look([finding()])
        rig.look([finding()], workflow: "evening")
        #expect(rig.takeSent() == ["ben: opened 3wd", "asha: opened 3wd"] && rig.alerts.count == 2)
        #expect(rig.history.contains { $0.alert == 2 && $0.detail == "ben: told already by deadlines (alert 1)" })
        rig.look([finding(stage: "due", rank: 0)], workflow: "evening")
        rig.look([finding(stage: "due", rank: 0)])
        #expect(rig.takeSent() == ["ben: raised due", "asha: raised due"])
        rig.look([], workflow: "evening")
        rig.pass(.hours(1))
        #expect(rig.sent.isEmpty && rig.states == [.open, .resolved])
        rig.look([])
        rig.pass(.hours(1))
        #expect(rig.takeSent() == ["ben: resolved due", "asha: resolved due"])
    }

    @Test("both of two workflows find it no more: each person hears of one end")
    func siblingsEnd() {
        var rig = AlertRig(routes: ["evening": ["owner", "lead"]])
        rig.look([finding()])
        rig.look([finding()], workflow: "evening")
        _ = rig.takeSent()
        rig.look([])
        rig.look([], workflow: "evening")
        rig.pass(.hours(1))
        #expect(rig.takeSent().sorted() == ["asha: resolved 3wd", "ben: resolved 3wd"])
    }

    @Test("owner changes: the new one has taken it over, the old one hears who has it, also where it is acknowledged")
    func handsOver() {
        for isAcknowledged in [false, true] {
            var rig = AlertRig(routes: ["deadlines": ["owner", "lead"]])
            rig.look([finding()])
            if isAcknowledged { rig.acknowledge(by: "asha") }
            _ = rig.takeSent()
            rig.look([finding(owner: "eve")])
            #expect(rig.takeSent() == ["eve: taken_over 3wd", "ben: handed_over 3wd"])
            rig.look([finding(owner: "eve")])
            #expect(rig.sent.isEmpty)
            rig.look([])
            rig.pass(.hours(1))
            #expect(rig.takeSent() == ["asha: resolved 3wd", "eve: resolved 3wd"])
        }
    }

    @Test("the new owner knows of it in another role: that it is theirs now is told once, by whichever workflow")
    func handsOverToLead() {
        for acknowledger in [nil, "ben", "asha"] {
            var rig = AlertRig(routes: ["deadlines": ["owner", "lead"], "evening": ["owner", "lead"]])
            rig.look([finding()])
            rig.look([finding()], workflow: "evening")
            if let acknowledger { rig.acknowledge(by: acknowledger) }
            _ = rig.takeSent()
            rig.look([finding(owner: "asha")])
            rig.look([finding(owner: "asha")], workflow: "evening")
            rig.look([finding(owner: "asha")])
            // Who has acknowledged it has it already.
            let told = acknowledger == "asha" ? [] : ["asha: taken_over 3wd"]
            #expect(rig.takeSent() == told + ["ben: handed_over 3wd"], "\(acknowledger ?? "nobody")")
            rig.look([finding(owner: "ben")])
            #expect(rig.takeSent() == ["ben: taken_over 3wd"])
        }
    }

    @Test("route edited while open: who is new on it is told once, at the next look")
    func newOnRoute() {
        var rig = AlertRig()
        rig.look([finding()])
        _ = rig.takeSent()
        rig.routes = ["deadlines": ["owner", "lead"]]
        rig.look([finding()])
        rig.look([finding()])
        #expect(rig.takeSent() == ["asha: opened 3wd"])
    }

    @Test("daemon restarts, reloads, upgrades: nothing; and a year later nothing is told anew")
    func keeps() {
        var rig = AlertRig()
        rig.look([finding()])
        _ = rig.takeSent()
        for _ in 1...365 {
            rig.redefine(["deadlines": ["check"]])
            rig.pass(.hours(24))
            rig.look([finding()])
        }
        #expect(rig.sent.isEmpty && rig.states == [.open] && rig.kinds() == [.opened])
    }

    @Test("nobody to tell: the alert is untold, and is composed again at the next look")
    func untold() {
        var rig = AlertRig(routes: ["deadlines": ["sponsor"]])
        let elsewhere = Finding(
            rule: "deadline", project: "nowhere", subject: "tasks/build", stage: .init("due", rank: 0),
            severity: .warning, message: "due", evidence: Evidence(rule: "due"))
        let result = ActionResult(findings: [elsewhere], evaluated: ["nowhere"], rules: ["deadline"])
        let looker = Looker(workflow: "deadlines", step: "check", run: 1, generation: 1)
        rig.on(.looked(result, by: looker))
        #expect(rig.alerts[1]?.isUntold == true && rig.kinds() == [.opened, .untold])
        rig.look([finding()])
        #expect(rig.takeSent() == ["asha: opened 3wd"], "a route that finds nobody ends in the fallback")
    }

    @Test("what was planned by a clock that went ahead waits no longer once it is right")
    func wrongClock() {
        var rig = AlertRig()
        rig.look([finding()])
        _ = rig.takeSent()
        rig.now = morning + .hours(24 * 365 * 14)
        rig.look([])
        rig.now = morning + .minutes(1)
        rig.on(.tick)
        #expect(rig.takeSent() == ["ben: resolved 3wd"])
    }
}

@Suite("Who is told")
struct RoutingTests {
    private func told(_ to: [String], owner: String? = "ben", fallback: String = "lead") -> [String] {
        let policy = AlertPolicy(isOn: true, to: to, via: [], fallback: fallback)
        return Routing(directory: Office(), policy: { _ in policy })
            .addressees(of: finding(owner: owner), policy: policy).map { "\($0.contact.person): \($0.why)" }
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
        #expect(told(["owner"], owner: nil, fallback: "sponsor") == ["asha: lead (fallback: no owner)"])
    }
}
