import GantryCore
import GantryStore
import Synchronization

/// Hints that the instant may be another at which time alone changes an alert.
struct AlertTimer: Sendable {
    private let hint = Hint()

    func wake() { hint.set() }

    /// Ends the waiting for good.
    func stop() { hint.finish() }

    /// Calls `body` at once, at each hint, and at the instant that it gave last; until `stop`, or until the task is
    /// cancelled. A clock that is set wakes it, too.
    func run(by clock: any WallClock, _ body: @escaping @Sendable () async -> Instant?) async {
        var due = await body()
        while await hint.wait(until: due, by: clock) { due = await body() }
    }
}

extension Engine {
    /// Changes alerts as their time comes.
    func keepTime() async {
        let last = Mutex(Instant?.none)
        await timer.run(by: clock) { [self] in
            let now = clock.now
            let before = last.withLock { last in
                defer { last = now }
                return last
            }
            do {
                let due = try await store.nextAlertDue()
                // At the start, and when the clock was put back, what lies ahead may have been planned by a wrong clock.
                guard let due, due <= now || before.map({ now < $0 }) ?? true else { return due }
                try await tick()
                storageWorked()
                return try await store.nextAlertDue().map { max($0, now + .milliseconds(1)) }
            } catch {
                if !Task.isCancelled { storageFailed("\(error)") }
                return now + .seconds(5)
            }
        }
    }
}
