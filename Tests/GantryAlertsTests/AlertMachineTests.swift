import GantryAlerts
import GantryCore
import Testing

@Suite("The life of an alert: what is found")
struct FoundTests {
    @Test("found, new: opens, and the route is told")
    func opens() {
        var rig = AlertRig(routes: ["deadlines": ["owner", "lead"]])
        rig.look([finding(), finding("tasks/test")])
        #expect(rig.states == [.open, .open])
        #expect(rig.kinds() == [.opened])
        #expect(
            rig.sent == ["ben: opened 3wd", "ben: opened 3wd", "asha: opened 3wd", "asha: opened 3wd"])
    }

    @Test("found, higher stage: raised, and the route and whoever had acknowledged it are told")
    func raises() {
        var rig = AlertRig()
        rig.look([finding()])
        rig.acknowledge(by: "eve")
        #expect(rig.states == [.acknowledged])
        _ = rig.takeSent()
        rig.look([finding(stage: "due", rank: 0)])
        #expect(rig.states == [.open] && rig.alerts[1]?.acknowledgement == nil)
        #expect(rig.takeSent() == ["ben: raised due", "eve: raised due"])
        #expect(rig.history.last?.detail == "3wd -> due")
    }

    @Test("found, same or lower stage: updated, and nobody is told")
    func updates() {
        var rig = AlertRig()
        rig.look([finding(stage: "due", rank: 0)])
        _ = rig.takeSent()
        rig.look([finding()])
        #expect(rig.alerts[1]?.finding.stage.name == "3wd" && rig.written == 1)
        rig.look([finding()])
        #expect(rig.sent.isEmpty)
    }

    @Test("an unchanged episode is no change and no write, whatever run and definitions saw it")
    func unchanged() {
        var rig = AlertRig(routes: ["deadlines": ["owner", "lead"]])
        rig.look([finding(), finding("tasks/test")])
        rig.generation = 9
        rig.look([finding(), finding("tasks/test")])
        #expect(rig.written == 0)
    }

    @Test("repeats are told while it is open, and are silent while it is acknowledged, until it gets worse")
    func repeats() {
        var rig = AlertRig()
        rig.look([finding(stage: "overdue", rank: 1)])
        rig.look([finding(stage: "overdue", rank: 2)])
        #expect(rig.takeSent() == ["ben: opened overdue", "ben: repeated overdue"])
        rig.acknowledge()
        for rank in 3...6 { rig.look([finding(stage: "overdue", rank: rank)]) }
        #expect(rig.sent.isEmpty && rig.states == [.acknowledged])
        rig.look([finding(stage: "lost", rank: 7)])
        #expect(rig.takeSent() == ["ben: raised lost"] && rig.states == [.open])
    }

    @Test("an acknowledgement with an end ends then, and those who know are asked")
    func expires() {
        var rig = AlertRig()
        rig.look([finding()])
        rig.acknowledge(until: morning + .hours(48))
        _ = rig.takeSent()
        rig.pass(.hours(47))
        #expect(rig.sent.isEmpty && rig.states == [.acknowledged])
        rig.pass(.hours(2))
        #expect(rig.takeSent() == ["ben: expired 3wd"] && rig.states == [.open])
    }

    @Test("two steps of one action with other stages: the highest is shown, and no look of either tells or forgets")
    func twoSteps() {
        var rig = AlertRig(steps: ["deadlines": ["far", "near"]])
        rig.look([finding(stage: "10wd", rank: -10)], step: "far")
        rig.look([finding()], step: "near")
        #expect(rig.takeSent() == ["ben: opened 10wd", "ben: raised 3wd"])
        rig.acknowledge()
        for _ in 1...5 {
            rig.look([finding(stage: "10wd", rank: -10)], step: "far")
            rig.look([finding()], step: "near")
        }
        #expect(rig.sent.isEmpty && rig.states == [.acknowledged])
        #expect(rig.alerts[1]?.finding.stage.name == "3wd")
        rig.look([], step: "near")
        #expect(rig.alerts[1]?.finding.stage.name == "10wd" && rig.states == [.acknowledged])
        rig.look([], step: "far")
        #expect(rig.states == [.resolved])
    }

    @Test("keeps the higher of two findings about one subject")
    func highest() {
        var rig = AlertRig()
        rig.look([finding(), finding(stage: "due", rank: 0)])
        #expect(rig.alerts.count == 1 && rig.alerts[1]?.finding.stage.name == "due")
    }

    @Test("a look by older definitions than the last one's does not count")
    func outdated() {
        var rig = AlertRig()
        rig.look([finding()], generation: 5)
        rig.look([finding(stage: "due", rank: 0)], generation: 6)
        rig.look([], generation: 5)
        #expect(rig.states == [.open] && rig.alerts[1]?.finding.stage.name == "due")
    }
}

@Suite("The life of an alert: what is gone")
struct GoneTests {
    @Test("not found by its own step: resolved at once, and told after five minutes to all who knew")
    func resolves() {
        var rig = AlertRig(routes: ["deadlines": ["owner", "lead"]])
        rig.look([finding()])
        _ = rig.takeSent()
        rig.look([], ending: "finished Fri 20 Nov")
        #expect(rig.states == [.resolved] && rig.sent.isEmpty)
        #expect(rig.alerts[1]?.resolution == "finished Fri 20 Nov")
        rig.pass(.seconds(299))
        #expect(rig.sent.isEmpty)
        rig.pass(.seconds(2))
        #expect(rig.takeSent() == ["ben: resolved 3wd", "asha: resolved 3wd"])
        rig.pass(.hours(100))
        #expect(rig.sent.isEmpty && rig.alerts[1]?.nextAt == nil)
    }

    @Test("found again within the five minutes: the same episode, acknowledged as it was, and nobody is told")
    func blips() {
        var rig = AlertRig()
        rig.look([finding()])
        rig.acknowledge()
        _ = rig.takeSent()
        for _ in 1...5 {
            rig.look([])
            rig.pass(.seconds(60))
            rig.look([finding()])
            rig.pass(.seconds(60))
        }
        rig.pass(.hours(3))
        #expect(rig.sent.isEmpty && rig.states == [.acknowledged] && rig.alerts.count == 1)
    }

    @Test("found again within a day: the same episode is back, told to those who knew, with how long it was away")
    func returns() {
        var rig = AlertRig()
        rig.look([finding()])
        rig.look([])
        rig.pass(.hours(3))
        #expect(rig.takeSent() == ["ben: opened 3wd", "ben: resolved 3wd"])
        rig.look([finding()])
        #expect(rig.takeSent() == ["ben: returned 3wd"] && rig.alerts.count == 1)
        #expect(rig.history.last?.detail == "after 3 h" && rig.alerts[1]?.returns.count == 1)
        rig.look([])
        rig.pass(.hours(25))
        rig.look([finding()])
        #expect(rig.alerts.count == 2, "after a day it is another episode")
    }

    @Test("third return in a day: flapping is told once, then nothing until it held one state for two hours")
    func flaps() {
        var rig = AlertRig()
        rig.look([finding()])
        for _ in 1...12 {
            rig.look([])
            rig.pass(.minutes(6))
            rig.look([finding()])
            rig.pass(.minutes(6))
        }
        #expect(
            rig.takeSent() == [
                "ben: opened 3wd", "ben: resolved 3wd", "ben: returned 3wd", "ben: resolved 3wd", "ben: returned 3wd",
                "ben: resolved 3wd", "ben: flapping 3wd",
            ])
        rig.pass(.minutes(113))
        #expect(rig.sent.isEmpty)
        rig.pass(.minutes(2))
        #expect(rig.takeSent() == ["ben: settled 3wd"] && rig.alerts[1]?.flapping == nil)
    }

    @Test("what flapped and is gone in the end is told as resolved, once")
    func flapsAndEnds() {
        var rig = AlertRig()
        rig.look([finding()])
        for _ in 1...4 {
            rig.look([])
            rig.pass(.minutes(6))
            rig.look([finding()])
        }
        rig.look([])
        _ = rig.takeSent()
        rig.pass(.hours(30))
        #expect(rig.takeSent() == ["ben: resolved 3wd"] && rig.states == [.resolved])
    }

    @Test("step failed or skipped: stays as it was, and says since when nobody looked, in one write")
    func notLooked() {
        var rig = AlertRig()
        rig.look([finding()])
        _ = rig.takeSent()
        rig.miss()
        #expect(rig.states == [.open] && rig.alerts[1]?.notLookedAt?.since == morning && rig.written == 1)
        rig.pass(.hours(1))
        rig.miss()
        #expect(rig.written == 0 && rig.sent.isEmpty)
        rig.look([finding()])
        #expect(rig.alerts[1]?.notLookedAt == nil)
    }

    @Test(
        "leaves alone what was not looked at",
        arguments: [
            ActionResult(findings: [], evaluated: ["shop"], rules: ["deadline"]),
            ActionResult(findings: [], evaluated: ["crm2"], rules: ["budget"]),
            ActionResult(),
        ])
    func leavesAlone(result: ActionResult) {
        var rig = AlertRig()
        rig.look([finding()])
        rig.on(.looked(result, by: Looker(workflow: "deadlines", step: "check", run: 8, generation: 2)))
        rig.on(
            .looked(
                ActionResult(findings: [], evaluated: ["crm2"], rules: ["deadline"]),
                by: Looker(workflow: "deadlines", step: "other", run: 8, generation: 2)))
        #expect(rig.states == [.open] && rig.written == 0)
    }

    @Test("project on hold: muted, and nobody is told; when it goes on, only what got worse is told")
    func mutes() {
        var rig = AlertRig()
        rig.look([finding()])
        _ = rig.takeSent()
        rig.look([], muted: "crm2 is on hold")
        rig.pass(.hours(100))
        #expect(rig.states == [.open] && rig.alerts[1]?.muted?.because == "crm2 is on hold" && rig.sent.isEmpty)
        rig.look([finding()])
        #expect(rig.sent.isEmpty && rig.alerts[1]?.muted == nil)
        rig.look([], muted: "crm2 is on hold")
        rig.look([finding(stage: "due", rank: 0)])
        #expect(rig.takeSent() == ["ben: raised due"])
    }
}
