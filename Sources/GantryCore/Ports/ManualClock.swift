import Synchronization

/// A clock that moves only when told, for tests and `simulate`.
public final class ManualClock: WallClock {
    private struct State {
        var now: Instant
        var uptime = Duration.zero
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

    public var uptime: Duration { state.withLock { $0.uptime } }

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

    /// Lets time pass until an instant, and wakes whoever is due. One that lies behind is a clock that is put back.
    public func set(_ now: Instant) { move(to: now, passing: max(.zero, now - self.now)) }

    /// Sets the clock while no time passes, and wakes everybody to look at it again.
    public func step(by duration: Duration) {
        move(to: now + duration, passing: .zero)
        let sleepers = state.withLock { state in
            defer { state.sleepers = [:] }
            return state.sleepers.values.sorted { $0.until < $1.until }
        }
        for sleeper in sleepers { sleeper.continuation.resume() }
    }

    private func move(to now: Instant, passing duration: Duration) {
        let due = state.withLock { state in
            state.now = now
            state.uptime += duration
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
                    if state.leaps, instant > state.now {
                        state.uptime += instant - state.now
                        state.now = instant
                    }
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
