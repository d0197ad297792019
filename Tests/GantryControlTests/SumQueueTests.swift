import GantryControl
import GantryDaemon
import GantryTestSupport
import Synchronization
import Testing

@Suite("The queue of sums", .timeLimit(.minutes(1)))
struct SumQueueTests {
    /// Work that ends when it is told to, or when its asker has gone.
    private final class Long: Sendable {
        let isOver = Atomic(false)
        let begun = Atomic(0)

        func work(_ isCancelled: () -> Bool) -> Bool {
            begun.add(1, ordering: .relaxed)
            while !isOver.load(ordering: .relaxed), !isCancelled() {}
            return isCancelled()
        }
    }

    @Test("gives what the work gives")
    func sum() async throws {
        #expect(try await SumQueue(name: "test-sums").run { _ in 6 * 7 } == 42)
    }

    @Test("a sum whose asker has gone is given up, and one that waits behind it is made")
    func cancelled() async throws {
        let queue = try SumQueue(name: "test-sums")
        let long = Long()
        let asker = Task { try await queue.run { long.work($0) } }
        await until { long.begun.load(ordering: .relaxed) == 1 }
        let next = Task { try await queue.run { _ in 1 } }
        asker.cancel()
        await #expect(throws: CancellationError.self) { try await asker.value }
        #expect(try await next.value == 1)
    }

    @Test("no more than sixteen wait, and there is room again when they are done")
    func full() async throws {
        let queue = try SumQueue(name: "test-sums")
        let long = Long()
        let refused = await withTaskGroup(of: ControlProblem?.self) { askers in
            for _ in 0...SumQueue.most {
                askers.addTask {
                    do {
                        _ = try await queue.run { long.work($0) }
                        return nil
                    } catch {
                        return error as? ControlProblem
                    }
                }
            }
            // The one too many is answered first, for nobody else is before the end.
            let first = await askers.next() ?? nil
            long.isOver.store(true, ordering: .relaxed)
            for await problem in askers { #expect(problem == nil) }
            return first
        }
        #expect(refused == .unavailable("too many sums are being made", hint: "ask again in a moment"))
        #expect(try await queue.run { _ in 1 } == 1)
    }
}
