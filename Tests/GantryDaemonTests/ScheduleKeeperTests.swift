import GantryCore
import GantryStore
import GantrySystem
import GantryTime
import GantryTriggers
import Testing

@testable import GantryDaemon

@Suite("The schedules of all workflows")
struct ScheduleKeeperTests {
    private static let begin = Instant(secondsSinceEpoch: 1_794_812_400)

    private func plans(_ isThere: Bool, isGone: Bool = true) throws -> ScheduleKeeper.Plans {
        let entry = ScheduleEntry(
            key: TriggerKey(workflow: "w", trigger: "t"), timetable: try Timetable(Schedule("daily 08:00"), in: .utc))
        return ScheduleKeeper.Plans(
            entries: isThere ? [entry] : [], modes: isThere ? ["w": .queue] : [:], isGone: { _ in isGone },
            trouble: { _ in nil })
    }

    private func reading(_ seconds: Int) -> ClockReading {
        ClockReading(now: Self.begin + .seconds(seconds), uptime: .seconds(1000 + seconds))
    }

    @Test("a workflow that is away is gone after ten minutes")
    func gone() throws {
        var keeper = ScheduleKeeper(down: nil)
        _ = keeper.start(try plans(true), [], waiting: [], reading(0))
        _ = keeper.reload(try plans(false), reading(1))
        #expect(keeper.due == Self.begin + .seconds(601))
        #expect(keeper.letGo(try plans(false), reading(600)) == nil)
        let settled = try #require(keeper.letGo(try plans(false), reading(601)))
        #expect(settled.gone == ["w"])
        #expect(settled.firings.map(\.gone) == [["t"]])
        #expect(keeper.due == nil)
    }

    @Test("where a file that has become wrong may have it, nothing is due, and it is not gone")
    func notSure() throws {
        var keeper = ScheduleKeeper(down: nil)
        _ = keeper.start(try plans(true), [], waiting: [], reading(0))
        _ = keeper.reload(try plans(false), reading(1))
        #expect(keeper.letGo(try plans(false, isGone: false), reading(700)) == nil)
        #expect(keeper.due == nil)
    }
}
