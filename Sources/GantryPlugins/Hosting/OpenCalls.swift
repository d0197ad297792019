import GantryCore
import Synchronization

/// Counts the calls that are under way.
final class OpenCalls: Sendable {
    private let count = Mutex(0)
    private let changes = Hint()

    func begin() { count.withLock { $0 += 1 } }

    func end() {
        count.withLock { $0 -= 1 }
        changes.set()
    }

    func untilNone() async {
        if count.withLock({ $0 }) == 0 { return }
        for await _ in changes where count.withLock({ $0 }) == 0 { return }
    }
}
