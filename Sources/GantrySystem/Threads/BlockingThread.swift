import DequeModule
import Synchronization

/// A thread for work that waits for the disk, so that the cooperative pool never does. One piece of work at a time, in
/// order.
package final class BlockingThread: Sendable {
    private final class Queue: Sendable {
        struct State {
            var work: Deque<@Sendable () -> Void> = []
        }

        let state = Mutex(State())
        /// How many pieces of work wait, and one more once it is closed.
        let count = ThreadSemaphore()

        func run() {
            while true {
                count.wait()
                let next = state.withLock { $0.work.popFirst() }
                guard let next else { return }
                next()
            }
        }
    }

    private let queue = Queue()

    /// - Parameter name: at most 15 bytes, as `top -H` shows it.
    /// - Throws: `SystemFailure` where the thread cannot be started.
    package init(name: String) throws(SystemFailure) {
        try startThread(name) { [queue] in queue.run() }
    }

    /// The thread ends after what is already queued.
    deinit { queue.count.signal() }

    /// Runs `work` on the thread and gives what it gives. It is not interrupted by cancellation.
    package func run<Result: Sendable>(_ work: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            start { continuation.resume(returning: work()) }
        }
    }

    /// Has `work` done on the thread, in its turn.
    package func start(_ work: @escaping @Sendable () -> Void) {
        queue.state.withLock { $0.work.append(work) }
        queue.count.signal()
    }
}
