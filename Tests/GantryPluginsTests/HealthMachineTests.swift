import GantryCore
import Testing

@testable import GantryPlugins

private let noon = Instant(secondsSinceEpoch: 1_794_823_200)

@Suite("How a plugin behaves")
struct HealthMachineTests {
    private func failed(_ times: Int, at now: Instant = noon) -> HealthMachine {
        var machine = HealthMachine()
        for _ in 0..<times { _ = machine.on(.misbehaved("it crashed"), at: now) }
        return machine
    }

    @Test("may fail four times in a row")
    func fourTimes() {
        #expect(failed(4).quarantine == nil)
    }

    @Test("is left alone for ten minutes after the fifth time")
    func fifthTime() throws {
        var machine = failed(4)
        let effects = machine.on(.misbehaved("it hangs"), at: noon)
        let quarantine = Quarantine(since: noon, until: noon + .seconds(600), failures: 5, reason: "it hangs")
        #expect(effects == [.quarantine(quarantine)])
        #expect(machine.obstacle(at: noon + .seconds(599)) == quarantine)
        #expect(machine.obstacle(at: noon + .seconds(600)) == nil)
    }

    @Test("begins anew with one good answer in between")
    func goodAnswer() {
        var machine = failed(4)
        #expect(machine.on(.behaved, at: noon).isEmpty)
        #expect(machine.on(.misbehaved("it crashed"), at: noon).isEmpty)
    }

    @Test("is released by the first try that goes well")
    func released() {
        var machine = failed(5)
        #expect(machine.on(.behaved, at: noon + .seconds(601)) == [.release])
        #expect(machine.quarantine == nil)
    }

    @Test(
        "waits twice as long after each try that goes wrong, up to an hour",
        arguments: [(1, 1200), (2, 2400), (3, 3600), (4, 3600)])
    func longer(tries: Int, seconds: Int) throws {
        var machine = failed(5)
        var now = noon
        for _ in 0..<tries {
            now = try #require(machine.quarantine).until
            _ = machine.on(.misbehaved("it crashed"), at: now)
        }
        let quarantine = try #require(machine.quarantine)
        #expect(quarantine.until - now == .seconds(seconds))
        #expect(quarantine.since == noon)
        #expect(quarantine.failures == 5 + tries)
    }

    @Test("says nothing new for a call that was under way when the quarantine began")
    func underWay() {
        var machine = failed(5)
        #expect(machine.on(.misbehaved("it crashed"), at: noon + .seconds(1)).isEmpty)
        #expect(machine.quarantine?.until == noon + .seconds(600))
    }

    @Test("is tried at once when somebody asks")
    func asked() {
        var machine = failed(5)
        _ = machine.on(.asked, at: noon + .seconds(5))
        #expect(machine.obstacle(at: noon + .seconds(5)) == nil)
        #expect(machine.quarantine != nil)
    }
}
