import CLinux
public import GantryCore
import Synchronization

/// The system's own clocks.
package enum WallTime {
    /// CLOCK_REALTIME.
    package static var now: Instant { reading.now }

    package static var reading: ClockReading {
        var (wall, boot): (Int64, Int64) = (0, 0)
        clinux_clocks(&wall, &boot)
        return ClockReading(now: Instant(nanosecondsSinceEpoch: wall), uptime: .nanoseconds(boot))
    }
}

/// What the wall clock shows, with how long the machine has been up: together they tell a clock that was set from time
/// that passed.
public struct ClockReading: Hashable, Sendable {
    public let now: Instant
    /// Elapsed time since boot, sleep included; nil for a clock that is never set, as in `simulate`.
    public let uptime: Duration?

    public init(now: Instant, uptime: Duration?) {
        (self.now, self.uptime) = (now, uptime)
    }
}

/// The wall clock of this machine, or one that goes beside it by a fixed offset.
public final class SystemClock: WallClock {
    private let reactor: Reactor
    /// What it shows more than the machine's clock.
    private let offset: Duration

    /// - Parameter offset: for `--as-of`: the instant that it is to be, less the machine's `now`.
    package init(reactor: Reactor, offset: Duration = .zero) {
        (self.reactor, self.offset) = (reactor, offset)
    }

    /// A clock that shows `instant` now and goes on from there.
    package convenience init(reactor: Reactor, startingAt instant: Instant) {
        self.init(reactor: reactor, offset: instant - WallTime.now)
    }

    public var now: Instant { WallTime.now + offset }

    public var uptime: Duration { WallTime.reading.uptime ?? .zero }

    /// The time with the time since boot, read as one.
    public var reading: ClockReading {
        let reading = WallTime.reading
        return ClockReading(now: reading.now + offset, uptime: reading.uptime)
    }

    /// Wakes early when the machine's clock is set, and with `CancellationError` when the reactor stops.
    public func sleep(until instant: Instant) async throws {
        try Task.checkCancellation()
        guard instant > now else { return }
        let sleeper = Sleeper()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                sleeper.begin(continuation)
                let timer = reactor.schedule(at: instant - offset) { wake in
                    sleeper.end(wake == .stopped ? .failure(CancellationError()) : .success(()))
                }
                if !sleeper.keep(timer) { reactor.cancel(timer) }
            }
        } onCancel: {
            if let timer = sleeper.end(.failure(CancellationError())) { reactor.cancel(timer) }
        }
    }
}

/// One sleep: whoever comes first, the timer or the cancellation, ends it.
private final class Sleeper: Sendable {
    private struct State {
        var continuation: CheckedContinuation<Void, any Error>?
        var timer: Reactor.TimerID?
        var outcome: Result<Void, any Error>?
    }

    private let state = Mutex(State())

    func begin(_ continuation: CheckedContinuation<Void, any Error>) {
        let outcome = state.withLock { state in
            if state.outcome == nil { state.continuation = continuation }
            return state.outcome
        }
        if let outcome { continuation.resume(with: outcome) }
    }

    /// False where the sleep is over already.
    func keep(_ timer: Reactor.TimerID) -> Bool {
        state.withLock { state in
            state.timer = timer
            return state.outcome == nil
        }
    }

    /// Gives the timer, if there is one by now.
    @discardableResult
    func end(_ outcome: Result<Void, any Error>) -> Reactor.TimerID? {
        let (continuation, timer) = state.withLock { state in
            guard state.outcome == nil else {
                return (nil, nil) as (CheckedContinuation<Void, any Error>?, Reactor.TimerID?)
            }
            state.outcome = outcome
            defer { state.continuation = nil }
            return (state.continuation, state.timer)
        }
        continuation?.resume(with: outcome)
        return timer
    }
}
