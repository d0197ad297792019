import GantryCore
import Synchronization

/// A hint that there may be something to do. Hints given while nobody waits are kept as one.
final class WakeSignal: Sendable {
    private struct State {
        var isSet = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func set() {
        let waiter = state.withLock { state in
            let waiter = state.waiter.take()
            state.isSet = waiter == nil
            return waiter
        }
        waiter?.resume()
    }

    /// Returns at a hint, at `instant` by the clock, or when the task is cancelled. One caller at a time.
    func wait(until instant: Instant?, by clock: any WallClock) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.wait() }
            if let instant { group.addTask { try? await clock.sleep(until: instant) } }
            await group.next()
            group.cancelAll()
        }
    }

    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mayWait = state.withLock { state in
                    guard !state.isSet, !Task.isCancelled else {
                        state.isSet = false
                        return false
                    }
                    state.waiter = continuation
                    return true
                }
                if !mayWait { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiter.take() }?.resume()
        }
    }
}
