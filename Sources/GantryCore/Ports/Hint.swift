import Synchronization

/// A hint that there may be something to do: whoever waits looks for itself at what there is.
///
/// Hints that nobody waits for are kept as one, and each hint wakes all who wait. A loop, `for await _ in hint`, sees
/// every hint however many loops there are, one that was given before it began among them. Callers of `wait` count as
/// one.
public final class Hint: Sendable, AsyncSequence {
    private struct State {
        /// How many hints were given.
        var given: UInt64 = 0
        /// How many of them callers of `wait` know.
        var taken: UInt64 = 0
        var isFinished = false
        var nextWaiter: UInt64 = 0
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]

        /// Nobody waits any more; to be resumed outside the lock.
        mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
            defer { waiters = [:] }
            return Array(waiters.values)
        }
    }

    private let state: Mutex<State>

    /// - Parameter isSet: whether the first who waits is woken at once.
    public init(isSet: Bool = false) { state = Mutex(State(given: isSet ? 1 : 0)) }

    /// Gives a hint. Does not block.
    public func set() {
        let waiters = state.withLock { state in
            if !state.isFinished { state.given += 1 }
            return state.takeWaiters()
        }
        for waiter in waiters { waiter.resume() }
    }

    /// No more hints come: all loops end, those that have not seen the last hint after it.
    public func finish() {
        let waiters = state.withLock { state in
            state.isFinished = true
            return state.takeWaiters()
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Returns at a hint, also one that was given since the last call.
    ///
    /// - Returns: false where no more hints come, or the task is cancelled.
    @discardableResult
    public func wait() async -> Bool {
        let known = state.withLock { $0.taken }
        guard let given = await wait(beyond: known) else { return false }
        state.withLock { $0.taken = Swift.max($0.taken, given) }
        return true
    }

    /// Returns at a hint, at `instant` by the clock, or when the task is cancelled; it may return early where the clock
    /// was set.
    ///
    /// - Parameter instant: nil: however long it takes.
    /// - Returns: false where no more hints come, or the task is cancelled.
    @discardableResult
    public func wait(until instant: Instant?, by clock: some WallClock) async -> Bool {
        guard let instant else { return await wait() }
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.wait() }
            group.addTask { (try? await clock.sleep(until: instant)) != nil }
            let goesOn = await group.next() ?? false
            group.cancelAll()
            return goesOn
        }
    }

    /// - Returns: how many hints have been given, once they are more than `known`; nil where no more come, or the task
    ///   is cancelled.
    fileprivate func wait(beyond known: UInt64) async -> UInt64? {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mayWait = state.withLock { state in
                    // A cancellation that comes later finds the waiter.
                    guard state.given == known, !state.isFinished, !Task.isCancelled else { return false }
                    state.waiters[id] = continuation
                    return true
                }
                if !mayWait { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: id) }?.resume()
        }
        guard !Task.isCancelled else { return nil }
        return state.withLock { $0.given > known ? $0.given : nil }
    }

    public func makeAsyncIterator() -> Iterator { Iterator(hint: self) }

    /// One loop's view of the hints.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let hint: Hint
        private var known: UInt64 = 0

        fileprivate init(hint: Hint) { self.hint = hint }

        /// Nil where no more hints come, or the task is cancelled.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(Never) -> Void? {
            guard let given = await hint.wait(beyond: known) else { return nil }
            known = given
            return ()
        }
    }
}
