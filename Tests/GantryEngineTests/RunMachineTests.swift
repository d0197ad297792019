import GantryCore
import GantryEngine
import Testing

private func step(_ id: String) -> Step {
    Step(id: id, action: "a.\(id)", inputs: [:], condition: nil, timeout: nil, position: place)
}

private func record(_ id: String, _ state: StepRecord.State, reason: String? = nil) -> StepRecord {
    var record = StepRecord(run: 1, id: id, action: "a.\(id)", inputs: [:], startedAt: Instant(secondsSinceEpoch: 0))
    (record.state, record.reason) = (state, reason)
    return record
}

@Suite("The machine of a run")
struct RunMachineTests {
    @Test("performs the steps in their order and succeeds")
    func succeeds() {
        var machine = RunMachine(steps: [step("a"), step("b")])
        #expect(machine.next() == .perform(step("a")))
        machine.ended(step("a"), as: .succeeded, reason: nil)
        #expect(machine.next() == .perform(step("b")))
        machine.ended(step("b"), as: .skipped, reason: "its condition is false")
        #expect(machine.next() == .finish(.succeeded, error: nil))
    }

    @Test(
        "skips what follows a step that did not succeed",
        arguments: [
            (StepRecord.State.failed, Run.State.failed), (.timedOut, .timedOut), (.cancelled, .cancelled),
        ])
    func stops(step state: StepRecord.State, run: Run.State) {
        var machine = RunMachine(steps: [step("a"), step("b")])
        machine.ended(step("a"), as: state, reason: "why")
        #expect(machine.next() == .skip(step("b"), because: "step a did not succeed"))
        #expect(machine.next() == .finish(run, error: "step a: why"))
    }

    @Test("goes on after a crash with the step that was under way")
    func resumes() {
        var machine = RunMachine(
            steps: [step("a"), step("b")], earlier: [record("a", .succeeded), record("b", .running)])
        #expect(machine.next() == .perform(step("b")))
    }

    @Test("ends a run interrupted where the step must not be done twice")
    func interrupts() {
        var machine = RunMachine(
            steps: [step("a"), step("b")], earlier: [record("a", .running)], isRepeatable: { _ in false })
        guard case .interrupt(step("a"), let reason) = machine.next() else {
            Issue.record("expected an interrupt")
            return
        }
        #expect(machine.next() == .skip(step("b"), because: "step a did not succeed"))
        #expect(machine.next() == .finish(.interrupted, error: "step a: \(reason)"))
    }

    @Test("remembers a failure from before a crash")
    func remembersFailure() {
        var machine = RunMachine(steps: [step("a"), step("b")], earlier: [record("a", .failed, reason: "why")])
        #expect(machine.next() == .skip(step("b"), because: "step a did not succeed"))
        #expect(machine.next() == .finish(.failed, error: "step a: why"))
    }
}
