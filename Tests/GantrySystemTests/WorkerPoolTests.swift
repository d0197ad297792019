import GantryTestSupport
import Glibc
import Synchronization
import Testing

@testable import GantrySystem

@Suite("The threads that tasks run on", .timeLimit(.minutes(1)))
struct WorkerPoolTests {
    @Test("are started with the first tasks, and are no more than they may be")
    func count() async {
        let pool = WorkerPool(threads: 3)
        #expect(pool.threadCount == 0)
        let seen = Seen()
        await withDiscardingTaskGroup { group in
            for _ in 0..<300 {
                group.addTask(executorPreference: pool) {
                    for _ in 0..<10 {
                        seen.threads.withLock { _ = $0.insert(pthread_self()) }
                        await Task.yield()
                    }
                }
            }
        }
        let threads = seen.threads.withLock { $0.count }
        #expect((1...3).contains(threads))
        #expect((threads...3).contains(pool.threadCount))
    }

    @Test("are two at least, so that one that is held up does not hold up all", arguments: [1, 2])
    func heldUp(threads: Int) async {
        let pool = WorkerPool(threads: threads)
        let gate = ThreadSemaphore()
        await withDiscardingTaskGroup { group in
            group.addTask(executorPreference: pool) { hold(gate) }
            group.addTask(executorPreference: pool) { gate.signal() }
        }
        #expect(pool.threadCount == 2)
    }

    @Test("lose no task, however many hand them over at once")
    func crowd() async {
        let pool = WorkerPool(threads: 2)
        let seen = Seen()
        await withDiscardingTaskGroup { group in
            for _ in 0..<4 {
                group.addTask {
                    await withDiscardingTaskGroup { inner in
                        for _ in 0..<5000 {
                            inner.addTask(executorPreference: pool) { seen.count.add(1, ordering: .relaxed) }
                        }
                    }
                }
            }
        }
        #expect(seen.count.load(ordering: .relaxed) == 20_000)
    }

    @Test("are left by a task that sleeps, and found again")
    func sleeps() async throws {
        let pool = WorkerPool(threads: 2)
        let slept = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<50 {
                group.addTask(executorPreference: pool) {
                    try await Task.sleep(for: .milliseconds(1))
                    return number
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(slept == Set(0..<50))
    }

    @Test("are left at once by a sleep that is cancelled")
    func cancelled() async {
        let pool = WorkerPool(threads: 2)
        let task = Task(executorPreference: pool) { try await Task.sleep(for: .seconds(3600)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}

@Suite("Those who wait for a time", .timeLimit(.minutes(1)))
struct SleepersTests {
    @Test("are woken in the order of their times, whoever came first")
    func order() async {
        let sleepers = Sleepers()
        let (woken, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .unbounded)
        for milliseconds in [60, 20, 40, 20] {
            sleepers.wake(after: .milliseconds(milliseconds)) { continuation.yield(milliseconds) }
        }
        var order: [Int] = []
        for await number in woken.prefix(4) { order.append(number) }
        #expect(order == [20, 20, 40, 60])
    }

    @Test(
        "are woken at once where the time is past, and never where it is too far",
        arguments: [Duration.zero, .seconds(-5)])
    func past(delay: Duration) async {
        let sleepers = Sleepers()
        let (woken, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .unbounded)
        sleepers.wake(after: .seconds(Int64.max)) { continuation.yield(1) }
        sleepers.wake(after: delay) { continuation.yield(2) }
        for await number in woken.prefix(1) { #expect(number == 2) }
    }
}

/// Blocks its thread, which tasks must not; here it is what is tried.
private func hold(_ gate: ThreadSemaphore) { gate.wait() }

/// What tasks have seen, counted by all of them.
private final class Seen: Sendable {
    let threads = Mutex<Set<pthread_t>>([])
    let count = Atomic(0)
}
