import GantryCore
import Glibc
import HeapModule
import Synchronization

/// Calls back when a time has passed, on a thread that is started with the first who waits.
final class Sleepers: Sendable {
    private struct Sleeper: Comparable {
        /// Nanoseconds of CLOCK_MONOTONIC.
        let deadline: Int64
        /// Of those that are due at one time, the one that came first is first.
        let number: UInt64
        let action: @Sendable () -> Void

        static func < (left: Sleeper, right: Sleeper) -> Bool {
            (left.deadline, left.number) < (right.deadline, right.number)
        }

        static func == (left: Sleeper, right: Sleeper) -> Bool { left.number == right.number }
    }

    private struct State {
        var waiting = Heap<Sleeper>()
        var lastNumber: UInt64 = 0
        var isStarted = false
    }

    private let state = Mutex(State())
    private let changes = ThreadSemaphore()

    /// - Parameter action: is to be quick, as all others wait for it. Called at once where there is no thread to wait on.
    func wake(after delay: Duration, _ action: @escaping @Sendable () -> Void) {
        let nanoseconds = min(max(0, delay.wholeNanoseconds), .max / 2)
        let (isFirst, isEarliest) = state.withLock { state in
            state.lastNumber += 1
            let sleeper = Sleeper(deadline: Self.now + nanoseconds, number: state.lastNumber, action: action)
            let isEarliest = state.waiting.min.map { sleeper < $0 } ?? true
            state.waiting.insert(sleeper)
            defer { state.isStarted = true }
            return (!state.isStarted, isEarliest)
        }
        if isFirst { start() } else if isEarliest { changes.signal() }
    }

    private func start() {
        do {
            try startThread("gantry-sleepers") { self.run() }
        } catch {
            let waiting = state.withLock { state in
                defer { (state.waiting, state.isStarted) = (Heap(), false) }
                return state.waiting.unordered
            }
            for sleeper in waiting { sleeper.action() }
        }
    }

    private func run() {
        while true {
            let (due, next) = state.withLock { state in
                var due: [Sleeper] = []
                let now = Self.now
                while let first = state.waiting.min, first.deadline <= now { due.append(state.waiting.removeMin()) }
                return (due, state.waiting.min?.deadline)
            }
            for sleeper in due { sleeper.action() }
            guard due.isEmpty else { continue }
            if let next { changes.wait(until: next) } else { changes.wait() }
        }
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
