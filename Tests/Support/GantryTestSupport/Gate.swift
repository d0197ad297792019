import Synchronization

/// Holds whoever comes until it is opened: a test stops the work at a place, looks, and lets it go on.
package final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var lastHeld = 0
        var held: [Int: CheckedContinuation<Void, Never>] = [:]
        var arrivals: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let heedsCancellation: Bool

    /// - Parameter heedsCancellation: whether who is held may go when its task is cancelled.
    package init(heedsCancellation: Bool = false) { self.heedsCancellation = heedsCancellation }

    /// Returns once the gate is open.
    ///
    /// - Throws: `CancellationError`, where the gate heeds it.
    package func pass() async throws {
        let number = state.withLock { state in
            state.lastHeld += 1
            return state.lastHeld
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let (mayGo, arrivals) = state.withLock { state in
                    if state.isOpen || (heedsCancellation && Task.isCancelled) { return (true, state.arrivals.take()) }
                    state.held[number] = continuation
                    return (false, state.arrivals.take())
                }
                for arrival in arrivals { arrival.resume() }
                if mayGo { continuation.resume() }
            }
        } onCancel: {
            if heedsCancellation { state.withLock { $0.held.removeValue(forKey: number) }?.resume() }
        }
        if heedsCancellation { try Task.checkCancellation() }
    }

    /// Returns once somebody is held, or was let through.
    package func arrival() async {
        await withCheckedContinuation { continuation in
            let isHeld = state.withLock { state in
                if state.held.isEmpty { state.arrivals.append(continuation) }
                return !state.held.isEmpty
            }
            if isHeld { continuation.resume() }
        }
    }

    /// Lets all go who are held, and whoever comes.
    package func open() {
        let held = state.withLock { state in
            state.isOpen = true
            defer { state.held = [:] }
            return state.held.values
        }
        for continuation in held { continuation.resume() }
    }
}

extension [CheckedContinuation<Void, Never>] {
    fileprivate mutating func take() -> Self {
        defer { self = [] }
        return self
    }
}
