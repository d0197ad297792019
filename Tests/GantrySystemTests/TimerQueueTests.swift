import GantryCore
import Synchronization
import Testing

@testable import GantrySystem

@Suite("The queue of timers")
struct TimerQueueTests {
    private let start = Instant(secondsSinceEpoch: 1_794_812_400)

    @Test("gives what is due in the order of deadlines, and of being set where those are the same")
    func order() {
        let said = Box()
        var queue = TimerQueue()
        for (number, second) in [30, 10, 20, 10, 40, 20].enumerated() {
            queue.insert(UInt64(number), at: start + .seconds(second)) { _ in said.add(number) }
        }
        #expect(queue.earliest == start + .seconds(10))
        let none = queue.takeDue(at: start + .seconds(9))
        #expect(said.words(none) == [])
        let due = queue.takeDue(at: start + .seconds(20))
        #expect(said.words(due) == [1, 3, 2, 5])
        #expect(queue.earliest == start + .seconds(30))
        let rest = queue.takeAll()
        #expect(said.words(rest) == [0, 4])
        #expect(queue.earliest == nil)
        #expect(queue.count == 0)
    }

    @Test("forgets a timer that is taken back, wherever it stands")
    func takenBack() {
        let said = Box()
        var queue = TimerQueue()
        for number in 0..<6 {
            queue.insert(UInt64(number), at: start + .seconds(number)) { _ in said.add(number) }
        }
        let removed = [0, 3, 5, 3].map { queue.remove($0) }
        #expect(removed == [true, true, true, false])
        #expect(queue.count == 3)
        #expect(queue.earliest == start + .seconds(1))
        let due = queue.takeDue(at: start + .seconds(100))
        #expect(said.words(due) == [1, 2, 4])
    }

    @Test("stays small where many far timers are set and taken back")
    func small() {
        var queue = TimerQueue()
        queue.insert(0, at: start) { _ in }
        for number: UInt64 in 1...10_000 {
            queue.insert(number, at: start + .seconds(3600)) { _ in }
            _ = queue.remove(number)
        }
        #expect(queue.count == 1)
        #expect(queue.kept < 50)
        #expect(queue.earliest == start)
    }

    @Test("agrees with a sorted list over any order of setting and taking back", arguments: 0..<50 as Range<UInt64>)
    func agrees(seed: UInt64) {
        var random = Steps(state: seed)
        let said = Box()
        var queue = TimerQueue()
        var list: [(second: Int, number: Int)] = []
        for number in 0..<200 {
            switch random.next() % 4 {
            case 0, 1:
                let second = Int(random.next() % 50)
                queue.insert(UInt64(number), at: start + .seconds(second)) { _ in said.add(number) }
                list.append((second, number))
            case 2:
                guard !list.isEmpty else { continue }
                let taken = list.remove(at: Int(random.next() % UInt64(list.count)))
                let isRemoved = queue.remove(UInt64(taken.number))
                #expect(isRemoved)
            default:
                let second = Int(random.next() % 50)
                let due = list.filter { $0.second <= second }.sorted { ($0.second, $0.number) < ($1.second, $1.number) }
                list.removeAll { $0.second <= second }
                let taken = queue.takeDue(at: start + .seconds(second))
                #expect(said.words(taken) == due.map(\.number))
            }
            #expect(queue.earliest == list.map(\.second).min().map { start + .seconds($0) })
            #expect(queue.count == list.count)
        }
    }
}

/// What actions said.
private final class Box: Sendable {
    private let said = Mutex<[Int]>([])

    func add(_ number: Int) { said.withLock { $0.append(number) } }

    /// Calls the actions, and gives what they say.
    func words(_ actions: [TimerQueue.Action]) -> [Int] {
        for action in actions { action(.due) }
        return said.withLock { said in
            defer { said = [] }
            return said
        }
    }
}

/// Numbers that are the same for the same seed. Source: SplitMix64.
private struct Steps {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
