import Testing

@testable import GantryEngine

@Suite("What is known of runs that wait")
struct WaitingWorkflowsTests {
    /// After a first question, to which the store gave these.
    private func known(_ workflows: [String] = []) -> WaitingWorkflows {
        var waiting = WaitingWorkflows()
        let question = waiting.ask()
        for workflow in workflows { waiting.begun(workflow) }
        waiting.answered(question, workflows, isAll: true)
        return waiting
    }

    @Test("at first anything may wait, and after an answer with none nothing does")
    func first() {
        #expect(WaitingWorkflows().areAnyFree())
        #expect(!known().areAnyFree())
    }

    @Test("one that waits behind another of its workflow is asked for when that has ended, and once more after it")
    func behind() {
        var waiting = known(["w"])
        waiting.queued("w")
        #expect(!waiting.areAnyFree())
        waiting.ended("w")
        #expect(waiting.areAnyFree())
        let second = waiting.ask()
        waiting.begun("w")
        waiting.answered(second, ["w"], isAll: true)
        #expect(!waiting.areAnyFree())
        waiting.ended("w")
        #expect(waiting.areAnyFree())
        let third = waiting.ask()
        waiting.answered(third, [], isAll: true)
        #expect(!waiting.areAnyFree())
    }

    @Test("what is queued while the store is asked is asked for again")
    func meanwhile() {
        var waiting = known()
        waiting.queued("a")
        let question = waiting.ask()
        waiting.queued("b")
        waiting.begun("a")
        waiting.answered(question, ["a"], isAll: true)
        #expect(waiting.areAnyFree())
    }

    @Test(
        "an answer that may be a part, and one that failed, leave all that was to be asked", arguments: [true, false])
    func part(isFailed: Bool) {
        var waiting = known()
        waiting.queued("a")
        waiting.queued("b")
        let question = waiting.ask()
        if isFailed {
            waiting.failed(question)
        } else {
            waiting.begun("a")
            waiting.answered(question, ["a"], isAll: false)
        }
        #expect(waiting.areAnyFree())
        var unknown = WaitingWorkflows()
        unknown.failed(unknown.ask())
        #expect(unknown.areAnyFree())
    }

    @Test("a run that is about to end makes room for another of its workflow, and the question knows it")
    func besides() {
        var waiting = known(["w"])
        waiting.queued("w")
        #expect(!waiting.areAnyFree(besides: "v"))
        #expect(waiting.areAnyFree(besides: "w"))
        let question = waiting.ask(besides: "w")
        waiting.answered(question, [], isAll: true)
        waiting.ended("w")
        #expect(!waiting.areAnyFree())
    }
}
