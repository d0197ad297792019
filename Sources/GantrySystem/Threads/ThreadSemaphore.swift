import CLinux
import Glibc

/// Counts what threads wait for.
final class ThreadSemaphore: Sendable {
    nonisolated(unsafe) private let count: UnsafeMutablePointer<sem_t>

    init() {
        count = .allocate(capacity: 1)
        sem_init(count, 0, 0)
    }

    deinit {
        sem_destroy(count)
        count.deallocate()
    }

    func signal() { sem_post(count) }

    /// Blocks the thread until somebody signals.
    func wait() {
        while sem_wait(count) != 0 {}
    }

    /// Blocks the thread until somebody signals, or until then.
    ///
    /// - Parameter deadline: nanoseconds of CLOCK_MONOTONIC.
    func wait(until deadline: Int64) {
        clinux_semaphore_wait(count, deadline)
    }
}
