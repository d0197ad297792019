import DequeModule
import Glibc
import Synchronization
@_spi(ExperimentalCustomExecutors) package import _Concurrency

/// The process's first thread, as what is to be done on it comes in: Dispatch's main queue does not run then.
package final class MainThread: MainExecutor {
    private struct State {
        var jobs: Deque<UnownedJob> = []
        var isStopped = false
    }

    private let state = Mutex(State())
    private let changes = ThreadSemaphore()
    private let thread = pthread_self()

    /// To be made on the first thread.
    package init() {}

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
        changes.signal()
    }

    package func run() throws { work { false } }

    package func runUntil(_ condition: () -> Bool) throws { work(until: condition) }

    package func stop() {
        state.withLock { $0.isStopped = true }
        changes.signal()
    }

    package func checkIsolated() {
        precondition(pthread_equal(pthread_self(), thread) != 0, "this belongs on the main thread")
    }

    fileprivate func work(until isEnough: () -> Bool) {
        while !isEnough() {
            changes.wait()
            let (job, isStopped) = state.withLock { state in
                let isStopped = state.isStopped
                state.isStopped = false
                return (isStopped ? nil : state.jobs.popFirst(), isStopped)
            }
            if isStopped { return }
            job?.runSynchronously(on: asUnownedSerialExecutor())
        }
    }
}

/// What Swift's tasks run on in Gantry's programs: threads that sleep while there is nothing to do.
package struct GantryExecutors: ExecutorFactory {
    private static let first = MainThread()

    package static var mainExecutor: any MainExecutor { first }
    package static let defaultExecutor: any TaskExecutor = WorkerPool()

    /// Runs a program, from its first thread, and ends the process when it returns.
    ///
    /// It stands in the place of an `async` main function: that would have begun on Dispatch's threads before the first
    /// line of it.
    package static func run(_ program: @escaping @Sendable () async -> Void) -> Never {
        // All other threads leave signals alone, and whoever started this process may have held them back.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        _createExecutors(factory: Self.self)
        // The first task of the process: there is none yet that it could belong to.
        Task {
            await program()
            exit(0)
        }
        while true { first.work { false } }
    }
}
