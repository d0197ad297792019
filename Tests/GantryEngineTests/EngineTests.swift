import GantryCore
import GantryStore
import GantryTestSupport
import Synchronization
import Testing

@testable import GantryEngine

@Suite("The engine")
struct EngineTests {
    @Test("performs the steps, gives one the output of another, and keeps what was printed")
    func performs() async throws {
        let rig = Rig()
        let first = Probe(name: "a") { request in
            await request.log("from a\n")
            return ActionResult(output: ["n": 41, "text": request.inputs["text"] ?? .null])
        }
        let second = Probe(name: "b") { request in ActionResult(output: .text("got \(request.inputs["text"] ?? .null)"))
        }
        let reference = Expression.member(.member(.name("steps", at: place), "a", at: place), "text", at: place)
        let steps = [
            step("a"),
            Step(
                id: "b", action: "b", inputs: ["text": .expression(reference, at: place)], condition: nil, timeout: nil,
                position: place),
        ]
        let run = try await rig.run(rig.engine(steps, [first, second]))
        #expect(run.state == .succeeded)
        let records = await rig.store.steps(ofRun: run.id)
        #expect(records.map(\.output) == [["n": 41, "text": "hello"], "got hello"])
        #expect(await rig.pages.text == "from a\n")
    }

    @Test("opens an alert once over many runs, tells it once, and tells its end once that has held")
    func alertsOnce() async throws {
        let rig = Rig()
        let findings = Mutex([finding()])
        let check = Probe(name: "a", rules: ["r"]) { _ in
            ActionResult(findings: findings.withLock { $0 }, evaluated: ["crm2"], rules: ["r"])
        }
        for key in ["1", "2", "3"] { _ = try await rig.run(rig.engine([step("a")], [check]), key) }
        let alert = try #require(await rig.store.alerts(AlertFilter()).first)
        #expect(await rig.store.steps(ofRun: 3).map(\.output) == [["findings": 1, "critical": 0]])
        #expect(await rig.store.deliveries(ofAlert: alert.id).count == 1)
        findings.withLock { $0 = [] }
        _ = try await rig.run(rig.engine([step("a")], [check]), "4")
        #expect(await rig.store.alert(alert.id)?.state == .resolved)
        #expect(await rig.store.deliveries(ofAlert: alert.id).flatMap(\.notices).map(\.kind) == [.opened])
        // Whoever had claimed it has sent it by now.
        for delivery in await rig.store.claimDeliveries(by: rig.node, channel: "inbox", limit: 9, at: morning) {
            _ = await rig.store.markDelivered(delivery, at: morning)
        }
        rig.clock.advance(by: .seconds(301))
        // Whoever sends messages is told that there are some, though no run has ended.
        let (definitions, messages) = (rig.definitions([step("a")], [check]), Collector<String>())
        let engine = rig.engine(observe: { if case .messaged = $0 { messages.add("messaged") } }) { definitions }
        try await engine.tick()
        #expect(messages.all == ["messaged"])
        #expect(await rig.store.deliveries(ofAlert: alert.id).flatMap(\.notices).map(\.kind) == [.opened, .resolved])
    }

    @Test("says that messages may be ready when the run that wrote them has ended, and not when there are none")
    func readyMessages() async throws {
        let rig = Rig()
        let findings = Mutex([finding()])
        let check = Probe(name: "a", rules: ["r"]) { _ in
            ActionResult(findings: findings.withLock { $0 }, evaluated: ["crm2"], rules: ["r"])
        }
        let definitions = rig.definitions([step("a"), step("b")], [check, Probe(name: "b") { _ in ActionResult() }])
        let events = Collector<String>()
        let engine = rig.engine(
            observe: { event in
                switch event {
                case .stepEnded(let step): events.add(step.id)
                case .ended: events.add("ended")
                case .messaged: events.add("messaged")
                default: break
                }
            }
        ) { definitions }
        try await engine.join()
        for key in ["1", "2"] { try await engine.submit(rig.firing(key)) }
        async let working: Void = engine.run()
        await events.wait { $0.count { $0 == "ended" } == 2 }
        engine.stop()
        await working
        #expect(events.all == ["a", "b", "ended", "messaged", "a", "b", "ended"])
    }

    @Test("goes on after a clean stop where it was, and says at its end that what it wrote before may be ready")
    func afterCleanStop() async throws {
        let rig = Rig()
        let events = Collector<String>()
        let actions = ["a", "b"].map { name in
            Probe(name: name, isRepeatable: false) { _ in
                events.add(name)
                return ActionResult()
            }
        }
        let definitions = rig.definitions(["a", "b"].map { step($0) }, actions)
        let engine = rig.engine(observe: { if case .messaged = $0 { events.add("messaged") } }) { definitions }
        try await engine.join()
        _ = try await engine.submit(rig.firing("1"))
        let first = try #require(await rig.store.claimRuns(Claimant(rig.node, limit: 1), at: morning).first)
        var done = StepRecord(run: first.id, id: "a", action: "a", inputs: [:], startedAt: morning)
        (done.state, done.finishedAt) = (.succeeded, morning)
        _ = try await rig.store.finishStep(
            done, try #require(Tenure(first)), ending: nil,
            engine.scope(.ofProjects([]), generation: engine.current().generation, at: morning)
        ) { _ in AlertChanges() }
        await rig.store.giveBack(rig.node, at: morning)
        let second = try #require(await rig.store.claimRuns(Claimant(rig.node, limit: 1), at: morning).first)
        _ = try await RunConduct(engine: engine, run: second).toTheEnd()
        #expect(events.all == ["b", "messaged"])
    }

    @Test("resolves nothing when the step fails, and says why it failed")
    func failureResolvesNothing() async throws {
        let rig = Rig()
        let good = Probe(name: "a", rules: ["r"]) { _ in
            ActionResult(findings: [finding()], evaluated: ["crm2"], rules: ["r"])
        }
        _ = try await rig.run(rig.engine([step("a")], [good]), "1")
        let bad = Probe(name: "a") { _ in throw ActionFailure("the books are gone") }
        let run = try await rig.run(rig.engine([step("a"), step("a2")], [bad]), "2")
        #expect(run.state == .failed && run.error == "step a: the books are gone")
        #expect(await rig.store.alerts(AlertFilter()).count == 1)
        #expect(await rig.store.steps(ofRun: run.id).map(\.state) == [.failed, .skipped])
    }

    @Test("keeps findings and tells nobody under alerts: none")
    func tellsNobody() async throws {
        let rig = Rig()
        let check = Probe(name: "a", rules: ["r"]) { _ in
            ActionResult(findings: [finding()], evaluated: ["crm2"], rules: ["r"])
        }
        let run = try await rig.run(rig.engine([step("a")], [check], alerts: AlertPolicy.none))
        #expect(await rig.store.steps(ofRun: run.id).map(\.findings.count) == [1])
        #expect(await rig.store.alerts(AlertFilter(includesResolved: true)).isEmpty)
    }

    @Test("skips a step whose condition is false, and fails one whose inputs do not fit")
    func conditions() async throws {
        let rig = Rig()
        let probe = Probe(name: "a") { _ in ActionResult() }
        let skipped = try await rig.run(rig.engine([step("a", if: .literal(false))], [probe]), "1")
        #expect(skipped.state == .succeeded)
        #expect(await rig.store.steps(ofRun: skipped.id).map(\.state) == [.skipped])
        let failed = try await rig.run(rig.engine([step("a", ["text": 1])], [probe]), "2")
        #expect(failed.state == .failed)
        let gone = try await rig.run(rig.engine([step("b")], [probe]), "3")
        #expect(gone.error == "step b: there is no action b")
    }

    @Test("ends a step at its timeout")
    func timesOut() async throws {
        let rig = Rig()
        let clock = rig.clock
        let slow = Probe(name: "a") { _ in
            try await clock.sleep(until: morning + .seconds(3600))
            return ActionResult()
        }
        let engine = rig.engine([step("a", timeout: .seconds(60))], [slow])
        let id = try #require(try await engine.submit(rig.firing("1")).queued.first).id
        async let ended = rig.finish(engine, id)
        while clock.nextWake != morning + .seconds(60) { await Task.yield() }
        clock.advance(by: .seconds(60))
        #expect(try await ended.state == .timedOut)
    }

    @Test("takes no more for a workflow that is too far behind, until a run has ended")
    func backlog() async throws {
        let rig = Rig()
        let engine = rig.engine([step("a")], [Probe(name: "a") { _ in ActionResult() }])
        let firings = ["1", "2", "3"].map { key in
            var firing = rig.firing(key)
            firing.queueLimit = 2
            return firing
        }
        let first = try #require(try await engine.submitLater(firings[0]).queued.first)
        #expect(try await engine.submitLater(firings[1]).queued.count == 1)
        await #expect(throws: Backlog.self) { try await engine.submitLater(firings[2]) }
        _ = try await rig.finish(engine, first.id)
        #expect(try await engine.submitLater(firings[2]).queued.count == 1)
    }

    @Test("goes on with a check that a crash interrupted, and not with a command")
    func resumes() async throws {
        for isRepeatable in [true, false] {
            let rig = Rig()
            let id = try await rig.interrupted()
            let count = Mutex(0)
            let probe = Probe(name: "a", isRepeatable: isRepeatable) { _ in
                count.withLock { $0 += 1 }
                return ActionResult()
            }
            let run = try await rig.finish(rig.engine([step("a")], [probe]), id)
            #expect(run.state == (isRepeatable ? .succeeded : .interrupted))
            #expect(count.withLock { $0 } == (isRepeatable ? 1 : 0))
        }
    }

    @Test("gives up a run that took the daemon with it three times")
    func givesUp() async throws {
        let rig = Rig()
        let id = try await rig.interrupted(times: 3)
        let probe = Probe(name: "a") { _ in ActionResult() }
        let run = try await rig.finish(rig.engine([step("a")], [probe]), id)
        #expect(run.state == .failed)
        #expect(run.error == "given up: gantryd ended 3 times while it was under way")
    }

    @Test("a step sees the newest definitions there are when it begins, whole and to its end")
    func oneVersion() async throws {
        let rig = Rig()
        let version = Mutex(1)
        let seen = Mutex([Int]())
        let steps = [step("a"), step("b")]
        let versions = [1, 2].map { number in
            rig.definitions(
                steps,
                ["a", "b"].map { name in
                    Probe(name: name) { _ in
                        seen.withLock { $0.append(number) }
                        version.withLock { $0 = 2 }
                        return ActionResult()
                    }
                })
        }
        let engine = rig.engine { versions[version.withLock { $0 } - 1] }
        #expect(try await rig.run(engine).state == .succeeded)
        #expect(seen.withLock { $0 } == [1, 2])
    }

    @Test("a project that was removed while a check looked at it has no alert opened, and its alert is not resolved")
    func removedMeanwhile() async throws {
        let rig = Rig()
        let version = Mutex(0)
        let isFinding = Mutex(true)
        let check = Probe(name: "a", rules: ["r"]) { request in
            if request.run == 2 {
                version.withLock { $0 = 1 }
                try await rig.retired { version.withLock { $0 } }
            }
            return ActionResult(
                findings: isFinding.withLock { $0 } ? [finding()] : [], evaluated: ["crm2"], rules: ["r"])
        }
        rig.versions.withLock {
            $0 = [
                rig.definitions([step("a")], [check]),
                rig.definitions([step("a")], [check], projects: [:]),
            ]
        }
        for key in ["1", "2"] {
            let engine = rig.engine { rig.versions.withLock { $0[version.withLock { $0 }] } }
            rig.current.withLock { $0 = engine }
            _ = try await rig.run(engine, key)
            isFinding.withLock { $0 = false }
        }
        #expect(await rig.store.alert(1)?.state == .resting)
        #expect(await rig.store.events(ofAlert: 1).map(\.kind) == [.opened, .resting])
    }

    @Test("a run that another node has taken over is left to it, and nothing of it is written")
    func superseded() async throws {
        let rig = Rig()
        let check = Probe(name: "a", rules: ["r"]) { _ in
            _ = await rig.store.join(NodeID("other"), at: morning)
            return ActionResult(findings: [finding()], evaluated: ["crm2"], rules: ["r"])
        }
        let events = Mutex([String]())
        let definitions = rig.definitions([step("a")], [check])
        let engine = rig.engine(observe: { event in
            if case .superseded(let run) = event { events.withLock { $0.append("superseded \(run.id)") } }
            if case .ended(let run, _, _) = event { events.withLock { $0.append("ended \(run.id)") } }
        }) { definitions }
        try await engine.join()
        _ = try await engine.submit(rig.firing("1"))
        async let working: Void = engine.run()
        while events.withLock({ $0.isEmpty }) { await Task.yield() }
        engine.stop()
        await working
        #expect(events.withLock { $0 } == ["superseded 1"])
        #expect(await rig.store.alerts(AlertFilter()).isEmpty)
        #expect(await rig.store.run(1)?.state == .running)
    }

    @Test("a clock that is set forward ends no step that has just begun")
    func clockSetForward() async throws {
        let rig = Rig()
        let clock = rig.clock
        let slow = Probe(name: "a") { _ in
            while clock.now < morning + .seconds(3602) { try await clock.sleep(until: morning + .seconds(3602)) }
            return ActionResult()
        }
        let engine = rig.engine([step("a", timeout: .seconds(60))], [slow])
        let id = try #require(try await engine.submit(rig.firing("1")).queued.first).id
        async let ended = rig.finish(engine, id)
        while clock.nextWake != morning + .seconds(60) { await Task.yield() }
        clock.step(by: .seconds(3600))
        while clock.nextWake != morning + .seconds(3602) { await Task.yield() }
        clock.advance(by: .seconds(2))
        #expect(try await ended.state == .succeeded)
    }

    @Test("lets the alerts of what was removed rest, and says that they are no longer watched to those who were told")
    func retires() async throws {
        let rig = Rig()
        let check = Probe(name: "a", rules: ["r"]) { _ in
            ActionResult(findings: [finding()], evaluated: ["crm2"], rules: ["r"])
        }
        let engine = rig.engine([step("a")], [check])
        _ = try await rig.run(engine)
        let opened = await rig.store.claimDeliveries(by: rig.node, channel: "inbox", limit: 1, at: morning)
        _ = await rig.store.markDelivered(try #require(opened.first), at: morning)
        try await engine.retire(isWorkflowGone: { _ in false }, isProjectGone: { $0 == "other" })
        #expect(await rig.store.alert(1)?.state == .open)
        try await engine.retire(isWorkflowGone: { _ in false }, isProjectGone: { $0 == "crm2" })
        #expect(await rig.store.alert(1)?.state == .resting)
        rig.clock.advance(by: .seconds(601))
        try await engine.tick()
        let alert = try #require(await rig.store.alert(1))
        #expect(alert.resolution == "no longer watched: project crm2 was removed")
        #expect(await rig.store.deliveries(ofAlert: 1).last?.notices.map(\.kind) == [.unwatched])
        #expect(await rig.store.deliveries(ofAlert: 1).last?.recipient.person == "asha")
    }

    @Test("lets the alerts of a rule rest that its action does not have any more")
    func retiresRules() async throws {
        let rig = Rig()
        let result = ActionResult(findings: [finding()], evaluated: ["crm2"], rules: ["r"])
        _ = try await rig.run(rig.engine([step("a")], [Probe(name: "a", rules: ["r"]) { _ in result }]))
        for actions in [
            [], [Probe(name: "a", rules: ["r"]) { _ in result }], [Probe(name: "a", rules: ["other"]) { _ in result }],
        ] {
            #expect(await rig.store.alert(1)?.resting == nil)
            let engine = rig.engine([step("a")], actions)
            try await engine.join()
            try await engine.retire(isWorkflowGone: { _ in false }, isProjectGone: { _ in false })
        }
        #expect(await rig.store.alert(1)?.resting?.because == "action a has no rule 'r' any more")
    }
}
