import Synchronization

/// Counts the calls that are under way.
final class OpenCalls: Sendable {
    private let count = Mutex(0)
    private let changes: AsyncStream<Void>
    private let changed: AsyncStream<Void>.Continuation

    init() { (changes, changed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    func begin() { count.withLock { $0 += 1 } }

    func end() {
        count.withLock { $0 -= 1 }
        changed.yield()
    }

    /// For one who waits at a time.
    func untilNone() async {
        if count.withLock({ $0 }) == 0 { return }
        for await _ in changes where count.withLock({ $0 }) == 0 { return }
    }
}
