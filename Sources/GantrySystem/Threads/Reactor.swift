import CLinux
package import GantryCore
import Glibc
import Synchronization

/// One thread that waits for everything at once: the next deadline, changes of files, the request to stop.
///
/// It sleeps in the kernel until one of them comes; nothing is polled, so idle means no wake-up. What it calls must be
/// quick, as all deadlines wait for it.
package final class Reactor: Sendable {
    /// Why a timer's action is called.
    package enum Wake: Hashable, Sendable {
        case due
        /// The clock was set: the deadline may be past, or far off. The timer is gone; look at the clock and set another.
        case clockSet
        case stopped
    }

    package struct TimerID: Hashable, Sendable { fileprivate let number: UInt64 }
    package struct ReaderID: Hashable, Sendable { fileprivate let tag: UInt64 }

    private struct State {
        var isStarted = false
        var isStopped = false
        /// The clock was seen to be set while a timer was armed: everybody must look again.
        var clockWasSet = false
        var timers = TimerQueue()
        /// What the timer descriptor is armed at.
        var armedAt: Instant?
        var lastNumber: UInt64 = 0
        var wakeUps = 0
        var readers: [UInt64: @Sendable () -> Void] = [:]
    }

    private static let eventTag: UInt64 = 0
    private static let timerTag: UInt64 = 1

    private let state = Mutex(State(lastNumber: Reactor.timerTag))
    private let epoll: Int32
    private let event: Int32
    private let timer: Int32

    /// - Throws: `SystemFailure` where the process has too many descriptors.
    package init() throws(SystemFailure) {
        epoll = try Self.descriptor("create an epoll descriptor", clinux_epoll_create())
        event = try Self.descriptor("create an eventfd", clinux_event_create())
        timer = try Self.descriptor("create a timer", clinux_timer_create())
        _ = try Self.descriptor("wait for an eventfd", clinux_epoll_add(epoll, event, Self.eventTag))
        _ = try Self.descriptor("wait for a timer", clinux_epoll_add(epoll, timer, Self.timerTag))
    }

    deinit { for descriptor in [timer, event, epoll] { close(descriptor) } }

    private static func descriptor(_ attempt: String, _ result: Int32) throws(SystemFailure) -> Int32 {
        guard result >= 0 else { throw SystemFailure(attempt, code: -result) }
        return result
    }

    /// Starts the thread; a second call does nothing.
    ///
    /// - Throws: `SystemFailure` where the thread cannot be started.
    package func start() throws(SystemFailure) {
        let isFirst = state.withLock { state in
            defer { state.isStarted = true }
            return !state.isStarted && !state.isStopped
        }
        guard isFirst else { return }
        try startThread("gantry-reactor") { self.run() }
    }

    /// Ends the thread, after telling all timers; a timer set from now on is told at once.
    package func stop() {
        let actions = state.withLock { state in
            state.isStopped = true
            state.readers = [:]
            return state.timers.takeAll()
        }
        clinux_event_signal(event)
        for action in actions { action(.stopped) }
    }
}

extension Reactor {
    /// How often the thread woke since it started. It does not grow while nothing is due and nothing changes.
    package var wakeUps: Int { state.withLock { $0.wakeUps } }

    var timerCount: Int { state.withLock { $0.timers.count } }
}

// MARK: - Timers

extension Reactor {
    /// Calls `action` once: at the instant, or earlier when the clock is set or the reactor stops. It is called on the
    /// reactor's thread, or on the caller's where the reactor has stopped.
    ///
    /// - Parameter deadline: of the wall clock (CLOCK_REALTIME).
    @discardableResult
    package func schedule(at deadline: Instant, _ action: @escaping @Sendable (Wake) -> Void) -> TimerID {
        let (id, isStopped) = state.withLock { state in
            state.lastNumber += 1
            if !state.isStopped {
                state.timers.insert(state.lastNumber, at: deadline, action)
                arm(&state)
            }
            return (TimerID(number: state.lastNumber), state.isStopped)
        }
        if isStopped { action(.stopped) }
        return id
    }

    /// Takes a timer back; false where its action was called already, or is being called.
    @discardableResult
    package func cancel(_ id: TimerID) -> Bool {
        state.withLock { state in
            defer { arm(&state) }
            return state.timers.remove(id.number)
        }
    }

    /// Calls `body` on the reactor's thread again and again until it stops: the pings of a watchdog. So a reactor that
    /// hangs does not ping. A clock that is set brings one ping early.
    package func every(_ interval: Duration, _ body: @escaping @Sendable () -> Void) {
        schedule(at: WallTime.now + interval) { [weak self] wake in
            guard wake != .stopped else { return }
            body()
            self?.every(interval, body)
        }
    }

    /// Arms the descriptor at the earliest deadline.
    private func arm(_ state: inout State) {
        let earliest = state.timers.earliest
        guard earliest != state.armedAt else { return }
        state.armedAt = earliest
        guard let earliest else {
            clinux_timer_disarm(timer)
            return
        }
        let seconds = earliest.secondsSinceEpoch
        let nanoseconds = earliest.nanosecondsSinceEpoch - seconds * 1_000_000_000
        if clinux_timer_arm(timer, seconds, nanoseconds) == -ECANCELED {
            state.clockWasSet = true
            clinux_event_signal(event)
        }
    }
}

// MARK: - Descriptors

extension Reactor {
    /// Calls `action` on the reactor's thread whenever `descriptor` can be read, until it is removed.
    ///
    /// - Parameter urgently: only when it has something out of its order, as `MountTable.path` says what is new.
    /// - Throws: `SystemFailure` where the system cannot wait for it.
    package func addReader(
        of descriptor: Int32, urgently: Bool = false, _ action: @escaping @Sendable () -> Void
    ) throws(SystemFailure) -> ReaderID {
        let tag = state.withLock { state in
            state.lastNumber += 1
            state.readers[state.lastNumber] = action
            return state.lastNumber
        }
        let result =
            urgently ? clinux_epoll_add_urgent(epoll, descriptor, tag) : clinux_epoll_add(epoll, descriptor, tag)
        guard result >= 0 else {
            _ = state.withLock { $0.readers.removeValue(forKey: tag) }
            throw SystemFailure("wait for a descriptor", code: -result)
        }
        return ReaderID(tag: tag)
    }

    /// To be called before the descriptor is closed.
    package func removeReader(_ id: ReaderID, of descriptor: Int32) {
        clinux_epoll_remove(epoll, descriptor)
        // The action goes outside the lock: what it holds may be the reactor's owner.
        let action = state.withLock { $0.readers.removeValue(forKey: id.tag) }
        withExtendedLifetime(action) {}
    }
}

// MARK: - The thread

extension Reactor {
    private func run() {
        var tags = [UInt64](repeating: 0, count: 64)
        while !state.withLock({ $0.isStopped }) {
            let count = clinux_epoll_wait(epoll, &tags, Int32(tags.count))
            // Waiting on our own open descriptors cannot fail; were it to, a stopped reactor is seen, a busy one is not.
            guard count >= 0 else { return stop() }
            state.withLock { $0.wakeUps += 1 }
            for tag in tags.prefix(Int(count)) { handle(tag) }
        }
    }

    private func handle(_ tag: UInt64) {
        switch tag {
        case Self.eventTag:
            clinux_event_clear(event)
            if state.withLock({ $0.clockWasSet }) { wakeAll() }
        case Self.timerTag:
            if clinux_timer_clear(timer) == -ECANCELED { wakeAll() } else { wakeDue() }
        default:
            state.withLock { $0.readers[tag] }?()
        }
    }

    /// The clock was set: everybody looks at it again.
    func wakeAll() {
        let actions = state.withLock { state in
            defer { arm(&state) }
            state.clockWasSet = false
            return state.timers.takeAll()
        }
        for action in actions { action(.clockSet) }
    }

    private func wakeDue() {
        let actions = state.withLock { state in
            state.armedAt = nil
            let due = state.timers.takeDue(at: WallTime.now)
            arm(&state)
            return due
        }
        for action in actions { action(.due) }
    }
}
