import DequeModule
import Glibc
import Synchronization
@_spi(ExperimentalScheduling) package import _Concurrency

/// The threads that tasks run on, in the place of Dispatch's: as many as the machine has processors, started when they
/// are needed and kept. Threads that have nothing to do sleep in the kernel until there is something.
///
/// Dispatch looks after its pool once a second for as long as the process lives, so that it would never be idle.
package final class WorkerPool: TaskExecutor, SchedulingExecutor {
    private struct State {
        var jobs: Deque<UnownedJob> = []
        var threads = 0
        /// Threads that wait and were not woken yet.
        var idle = 0
    }

    private enum Need {
        case nothing, wake, thread
    }

    private let state = Mutex(State())
    private let wakes = ThreadSemaphore()
    private let sleepers = Sleepers()
    private let limit: Int

    /// - Parameter threads: at most so many; two at least, as one that is held up must not hold up all.
    package init(threads: Int = sysconf(Int32(_SC_NPROCESSORS_ONLN))) { limit = max(2, threads) }

    /// How many threads were started.
    package var threadCount: Int { state.withLock(\.threads) }

    package func enqueue(_ job: consuming ExecutorJob) { take(UnownedJob(job)) }

    package func enqueue<C: Clock>(
        _ job: consuming ExecutorJob, after delay: C.Duration, tolerance: C.Duration?, clock: C
    ) {
        // Only of Swift's own clocks, whose durations these are: any other sleeps by itself.
        let delay = delay as? Duration ?? .zero
        let job = UnownedJob(job)
        sleepers.wake(after: delay) { self.take(job) }
    }

    private func take(_ job: UnownedJob) {
        let need = state.withLock { state -> Need in
            state.jobs.append(job)
            if state.idle > 0 {
                state.idle -= 1
                return .wake
            }
            guard state.threads < limit else { return .nothing }
            state.threads += 1
            return .thread
        }
        switch need {
        case .nothing: break
        case .wake: wakes.signal()
        case .thread: start()
        }
    }

    private func start() {
        do {
            try startThread("gantry-worker") { self.work() }
        } catch {
            let left = state.withLock { state in
                state.threads -= 1
                return state.threads
            }
            // Those that run take the job, too. With none of them nothing would ever happen again, nor be said.
            if left == 0 { endProcess(for: error) }
        }
    }

    private func work() {
        while true {
            let job = state.withLock { state in
                let job = state.jobs.popFirst()
                if job == nil { state.idle += 1 }
                return job
            }
            if let job { job.runSynchronously(on: asUnownedTaskExecutor()) } else { wakes.wait() }
        }
    }
}

/// Where nothing can go on for want of a thread.
private func endProcess(for failure: SystemFailure) -> Never {
    let line = Array("error: \(failure)\n".utf8)
    _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    _exit(71)
}
