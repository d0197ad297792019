import Dispatch
import Glibc
import Synchronization

/// Work in slices on all of the machine's cores, on threads of its own: never the cooperative pool's.
package enum ParallelWork {
    /// More threads than that take more memory than they save time.
    private static let mostThreads = 4
    /// For fewer pieces a thread is not worth its start.
    private static let fewest = 8

    private static let cores = max(1, min(mostThreads, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    /// What `body` makes of each item, in their order. Blocks until all is done; the calling thread takes its part.
    package static func map<Item: Sendable, Result: Sendable>(
        _ items: [Item], _ body: @escaping @Sendable (Item) -> Result
    ) -> [Result] {
        guard items.count >= fewest, cores > 1 else { return items.map(body) }
        let slices = Slices(items, body)
        var helpers = 0
        for _ in 1..<cores {
            do {
                try startThread("gantry-slices") {
                    slices.work()
                    slices.isDone.signal()
                }
                helpers += 1
            } catch {
                // The others do its part.
                break
            }
        }
        slices.work()
        for _ in 0..<helpers { slices.isDone.wait() }
        return slices.results
    }

    private final class Slices<Item: Sendable, Result: Sendable>: Sendable {
        private let items: [Item]
        private let body: @Sendable (Item) -> Result
        private let size: Int
        private let next = Atomic(0)
        private let made = Mutex<[Int: [Result]]>([:])
        let isDone = DispatchSemaphore(value: 0)

        init(_ items: [Item], _ body: @escaping @Sendable (Item) -> Result) {
            (self.items, self.body) = (items, body)
            // Small enough that none of the threads waits long for the last one.
            size = max(1, min(16, items.count / (4 * cores)))
        }

        func work() {
            while true {
                let start = next.add(size, ordering: .relaxed).oldValue
                guard start < items.count else { return }
                let results = items[start..<min(start + size, items.count)].map(body)
                made.withLock { $0[start] = results }
            }
        }

        var results: [Result] {
            let made = made.withLock { $0 }
            var all: [Result] = []
            all.reserveCapacity(items.count)
            for start in stride(from: 0, to: items.count, by: size) { all += made[start] ?? [] }
            return all
        }
    }
}
