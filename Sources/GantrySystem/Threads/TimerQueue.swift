import GantryCore
import HeapModule

/// Timers in the order of their deadlines.
///
/// A heap gives the earliest, but nothing from its middle. So a timer that is taken back stays in it without its
/// action, and goes when it comes to the front, or when such timers are the most.
struct TimerQueue {
    typealias Action = @Sendable (Reactor.Wake) -> Void

    private struct Timer: Comparable {
        let deadline: Instant
        /// Of those that are due at one time, the one that was set first comes first.
        let number: UInt64

        static func < (left: Timer, right: Timer) -> Bool {
            (left.deadline, left.number) < (right.deadline, right.number)
        }
    }

    private var order = Heap<Timer>()
    private var actions: [UInt64: Action] = [:]

    /// How many are set.
    var count: Int { actions.count }

    /// How many are kept, those that were taken back among them.
    var kept: Int { order.count }

    /// The deadline of the next one; nil where there is none.
    var earliest: Instant? { order.min?.deadline }

    mutating func insert(_ number: UInt64, at deadline: Instant, _ action: @escaping Action) {
        actions[number] = action
        order.insert(Timer(deadline: deadline, number: number))
    }

    /// - Returns: false where there is no such timer any more.
    mutating func remove(_ number: UInt64) -> Bool {
        guard actions.removeValue(forKey: number) != nil else { return false }
        if order.count > 2 * actions.count + 16 {
            order = Heap(order.unordered.filter { actions[$0.number] != nil })
        }
        dropTakenBack()
        return true
    }

    /// Those whose deadline is `now` or past, in order.
    mutating func takeDue(at now: Instant) -> [Action] {
        var due: [Action] = []
        while let first = order.min, first.deadline <= now {
            order.removeMin()
            if let action = actions.removeValue(forKey: first.number) { due.append(action) }
        }
        dropTakenBack()
        return due
    }

    mutating func takeAll() -> [Action] {
        var all: [Action] = []
        while let first = order.popMin() {
            if let action = actions.removeValue(forKey: first.number) { all.append(action) }
        }
        return all
    }

    /// The first one is always one that is set.
    private mutating func dropTakenBack() {
        while let first = order.min, actions[first.number] == nil { order.removeMin() }
    }
}
