import GantryCore
import Testing

@testable import GantryTriggers

private func after(_ milliseconds: Int) -> Instant {
    Instant(secondsSinceEpoch: 1_800_000_000) + .milliseconds(milliseconds)
}

@Suite("The machine for changed projects")
struct ProjectsMachineTests {
    private func machine(settle: Int = 500, _ known: [String: String] = ["crm2": "1", "shop": "1"]) -> ProjectsMachine {
        ProjectsMachine(known: known, shared: "s", settle: .milliseconds(settle))
    }

    private func look(
        _ revisions: [String: String], shared: String = "s", changed: Set<String> = [], reshaped: Set<String> = [],
        returned: Set<String> = []
    ) -> ProjectsLook {
        ProjectsLook(revisions: revisions, shared: shared, changed: changed, reshaped: reshaped, returned: returned)
    }

    @Test("it fires once projects have been quiet, for those that changed")
    func settle() {
        var machine = machine()
        #expect(machine.on(.looked(look(["crm2": "2", "shop": "1"], changed: ["crm2"]), at: after(0))) == nil)
        #expect(machine.due == after(500))
        #expect(machine.on(.looked(look(["crm2": "3", "shop": "1"], changed: ["crm2"]), at: after(300))) == nil)
        #expect(machine.on(.tick(at: after(500))) == nil)
        #expect(machine.on(.tick(at: after(800))) == ["crm2"])
        #expect(machine.known == ["crm2": "3", "shop": "1"] && machine.sequence == 1 && machine.due == nil)
        #expect(machine.on(.looked(look(["crm2": "3", "shop": "1"]), at: after(900))) == nil)
    }

    @Test("a look at some of the projects leaves the others as they are")
    func some() {
        var machine = machine(settle: 0)
        let look = ProjectsLook(revisions: ["crm2": "2"], shared: "s", changed: ["crm2"], isWhole: false)
        #expect(machine.on(.looked(look, at: after(0))) == ["crm2"])
        #expect(machine.known == ["crm2": "2", "shop": "1"])
    }

    @Test("projects that never rest fire at the cap")
    func cap() {
        var machine = machine()
        var fired: [Int] = []
        for time in stride(from: 0, through: 12_000, by: 400) {
            let revisions = ["crm2": "at \(time)", "shop": "1"]
            if machine.on(.looked(look(revisions, changed: ["crm2"]), at: after(time))) != nil { fired.append(time) }
        }
        #expect(fired == [10_000])
    }

    @Test("a file that only looks otherwise fires nothing, and is known from then on")
    func reshaped() {
        var machine = machine(settle: 0)
        #expect(machine.on(.looked(look(["crm2": "2", "shop": "1"], reshaped: ["crm2"]), at: after(0))) == nil)
        #expect(machine.known["crm2"] == "2" && machine.due == nil)
    }

    @Test("a change whose meaning nobody knows fires")
    func unknown() {
        var machine = machine(settle: 0)
        #expect(machine.on(.looked(look(["crm2": "2", "shop": "1"]), at: after(0))) == ["crm2"])
    }

    @Test("there and back before it settled fires nothing")
    func back() {
        var machine = machine()
        _ = machine.on(.looked(look(["crm2": "2", "shop": "1"], changed: ["crm2"]), at: after(0)))
        _ = machine.on(.looked(look(["crm2": "1", "shop": "1"], changed: ["crm2"]), at: after(100)))
        #expect(machine.due == nil)
    }

    @Test("a project that was away is looked at, though it says the same; one that is gone is not")
    func away() {
        var machine = machine(settle: 0)
        #expect(machine.on(.looked(look(["crm2": "1", "shop": "1"], returned: ["crm2"]), at: after(0))) == ["crm2"])
        #expect(machine.on(.looked(look(["shop": "1"]), at: after(1))) == nil)
        #expect(machine.known == ["shop": "1"])
        #expect(machine.on(.looked(look(["crm2": "1", "shop": "1"]), at: after(2))) == ["crm2"])
    }

    @Test("what they share concerns those of which it is told, and else all")
    func shared() {
        var machine = machine(settle: 0)
        let same = ["crm2": "1", "shop": "1"]
        #expect(machine.on(.looked(look(same, shared: "t", changed: ["shop"]), at: after(0))) == ["shop"])
        #expect(machine.on(.looked(look(same, shared: "u"), at: after(1))) == ["crm2", "shop"])
        #expect(machine.knownShared == "u")
        #expect(machine.on(.looked(look(same, shared: "u"), at: after(2))) == nil)
    }

    @Test("a new trigger that knows nothing looks at everything")
    func new() {
        var machine = machine(settle: 0, [:])
        #expect(machine.on(.looked(look(["crm2": "1", "shop": "1"]), at: after(0))) == ["crm2", "shop"])
    }

    @Test("a clock that is put back delays nothing beyond the settling time")
    func clockBack() {
        var machine = machine()
        _ = machine.on(.looked(look(["crm2": "2", "shop": "1"], changed: ["crm2"]), at: after(0)))
        #expect(machine.on(.tick(at: after(-3_600_000))) == nil)
        #expect(machine.on(.tick(at: after(-3_600_000 + 500))) == ["crm2"])
    }
}
