import GantryControl
import GantrySystem
import Synchronization

/// Where reports are summed up, one after the other, on a thread of its own: the pool's threads are too few for what
/// takes a second. Who has gone is not summed up for, and no more may wait than are answered before they give up.
package final class SumQueue: Sendable {
    /// How many may wait, the one that is being made among them.
    package static let most = 16

    /// Told from any thread that nobody wants the sum any more.
    private final class Cancellation: Sendable {
        private let flag = Atomic(false)

        var isSet: Bool { flag.load(ordering: .relaxed) }

        func set() { flag.store(true, ordering: .relaxed) }
    }

    private let thread: BlockingThread
    private let waiting = Mutex(0)

    /// - Parameter name: of the thread; at most 15 bytes.
    /// - Throws: `SystemFailure` where the thread cannot be started.
    package init(name: String) throws { thread = try BlockingThread(name: name) }

    /// Runs `work` on the thread and gives what it gives.
    ///
    /// - Parameter work: gets a way to ask whether its asker has gone.
    /// - Throws: `ControlProblem` where too many wait already, `CancellationError`.
    package func run<Sum: Sendable>(
        _ work: @escaping @Sendable (_ isCancelled: @escaping @Sendable () -> Bool) -> Sum
    ) async throws -> Sum {
        try admit()
        defer { waiting.withLock { $0 -= 1 } }
        let cancellation = Cancellation()
        let sum = await withTaskCancellationHandler {
            await thread.run { cancellation.isSet ? nil : work { cancellation.isSet } }
        } onCancel: {
            cancellation.set()
        }
        guard let sum, !cancellation.isSet else { throw CancellationError() }
        return sum
    }

    private func admit() throws(ControlProblem) {
        let isAdmitted = waiting.withLock { count in
            guard count < Self.most else { return false }
            count += 1
            return true
        }
        guard isAdmitted else {
            throw .unavailable("too many sums are being made", hint: "ask again in a moment")
        }
    }
}
