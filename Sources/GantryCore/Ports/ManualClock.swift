import Synchronization

/// A clock that moves only when told, for tests and `simulate`.
public final class ManualClock: WallClock {
    private struct State {
        var now: Instant
        var leaps = false
        var nextID = 0
        var sleepers: [Int: Sleeper] = [:]
    }

    private struct Sleeper {
        let until: Instant
        let continuation: CheckedContinuation<Void, any Error>
    }

    private let state: Mutex<State>

    public init(_ now: Instant) {
        state = Mutex(State(now: now))
    }

    public var now: Instant { state.withLock { $0.now } }

    /// The earliest instant that anybody sleeps until; nil where nobody does.
    public var nextWake: Instant? { state.withLock { $0.sleepers.values.map(\.until).min() } }

    /// Whether the time moves on by itself to whatever anybody sleeps until, so that no sleep lasts.
    public var leaps: Bool {
        get { state.withLock { $0.leaps } }
        set {
            let last = state.withLock { state in
                state.leaps = newValue
                return newValue ? state.sleepers.values.map(\.until).max() : nil
            }
            if let last { set(last) }
        }
    }

    /// Moves the time and wakes whoever is due. The time may also go back, as a clock that is set does.
    public func set(_ now: Instant) {
        let due = state.withLock { state in
            state.now = now
            let due = state.sleepers.filter { $0.value.until <= now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.sorted { $0.until < $1.until }
        }
        for sleeper in due { sleeper.continuation.resume() }
    }

    public func advance(by duration: Duration) { set(now + duration) }

    public func sleep(until instant: Instant) async throws {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isDue = state.withLock { state in
                    guard !Task.isCancelled else { return nil as Bool? }
                    if state.leaps { state.now = max(state.now, instant) }
                    if instant <= state.now { return true }
                    state.sleepers[id] = Sleeper(until: instant, continuation: continuation)
                    return false
                }
                switch isDue {
                case nil: continuation.resume(throwing: CancellationError())
                case true?: continuation.resume()
                case false?: break
                }
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
