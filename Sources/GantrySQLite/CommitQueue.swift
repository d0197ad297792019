import GRDB
import GantrySystem
import Synchronization

/// The one writer. Those that wait together share a transaction, a savepoint each: the disk is waited for once, and
/// each is answered after that.
final class CommitQueue<State: Sendable>: Sendable {
    typealias Body<Content> = @Sendable (Database, inout State) throws -> Content

    private struct Job: Sendable {
        let run: @Sendable (Database, inout State) throws -> Void
        let end: @Sendable ((any Error)?) -> Void
    }

    private struct Line {
        var jobs: [Job] = []
        /// Whether somebody waits for one of them.
        var isDue = false
        var isServed = false
    }

    static var standardPatience: Duration { .milliseconds(20) }
    /// So many share a transaction at most.
    private static var most: Int { 256 }

    private let pool: DatabasePool
    /// Its own, kept: one of Dispatch's would have to be found for each commit.
    private let thread: BlockingThread
    private let patience: Duration
    private let line = Mutex(Line())
    /// What the writer knows besides the database. It is as it was before where a job fails.
    private let state: Mutex<State>
    private let committed: @Sendable (State) -> Void

    /// - Parameters:
    ///   - patience: how long a write that is to go along waits for another.
    ///   - committed: gets what the writer knows, each time that something is on the disk.
    /// - Throws: `SystemFailure` where the thread cannot be started.
    init(
        _ pool: DatabasePool, _ state: State, patience: Duration = standardPatience,
        committed: @escaping @Sendable (State) -> Void
    ) throws(SystemFailure) {
        (self.pool, self.patience) = (pool, patience)
        thread = try BlockingThread(name: "gantry-writer")
        self.state = Mutex(state)
        self.committed = committed
    }

    /// A change, on the disk when this returns. It is not given up when the task is cancelled: what is done must be
    /// recorded.
    func write<Content: Sendable>(_ body: @escaping Body<Content>) async throws -> Content {
        try await stand(body) { self.start() }
    }

    /// The same for what nobody waits for: it goes with the next that is written, and alone where nothing is for a
    /// moment. It is on the disk no later than what is asked for after it.
    func writeAlong<Content: Sendable>(_ body: @escaping Body<Content>) async throws -> Content {
        async let _ = startLater()
        return try await stand(body) {}
    }

    private func stand<Content: Sendable>(
        _ body: @escaping Body<Content>, _ then: () -> Void
    ) async throws -> Content {
        try await withCheckedThrowingContinuation { continuation in
            let content = Kept<Content>()
            let job = Job(
                run: { db, state in
                    let result = try body(db, &state)
                    content.value.withLock { $0 = result }
                },
                end: { failure in
                    if let failure { return continuation.resume(throwing: failure) }
                    guard let result = content.value.withLock({ $0 }) else {
                        return continuation.resume(throwing: CancellationError())
                    }
                    continuation.resume(returning: result)
                })
            line.withLock { $0.jobs.append(job) }
            then()
        }
    }

    private func startLater() async {
        try? await Task.sleep(for: patience)
        start()
    }

    private func start() {
        let isFirst = line.withLock { line in
            line.isDue = !line.jobs.isEmpty
            guard line.isDue, !line.isServed else { return false }
            line.isServed = true
            return true
        }
        if isFirst { thread.start { [self] in pool.writeWithoutTransaction { serve($0) } } }
    }

    /// How many stand in line.
    var waitingCount: Int { line.withLock { $0.jobs.count } }

    private func serve(_ db: Database) {
        while let jobs = next() {
            let failures = commit(jobs, db)
            for (job, failure) in zip(jobs, failures) { job.end(failure) }
        }
    }

    private func next() -> [Job]? {
        line.withLock { line in
            guard line.isDue else {
                line.isServed = false
                return nil
            }
            defer {
                line.jobs.removeFirst(min(Self.most, line.jobs.count))
                line.isDue = !line.jobs.isEmpty
            }
            return Array(line.jobs.prefix(Self.most))
        }
    }

    /// - Returns: for each job why it failed; nil: it is on the disk.
    private func commit(_ jobs: [Job], _ db: Database) -> [(any Error)?] {
        state.withLock { state in
            let before = state
            var failures = [(any Error)?](repeating: nil, count: jobs.count)
            do {
                try db.beginTransaction(.immediate)
                for (index, job) in jobs.enumerated() {
                    failures[index] = run(job, isAlone: jobs.count == 1, &state, db)
                    // Some failures end the whole transaction.
                    if let failure = failures[index], jobs.count == 1 || !db.isInsideTransaction { throw failure }
                }
                try db.commit()
                committed(state)
            } catch {
                if db.isInsideTransaction { try? db.rollback() }
                state = before
                failures = failures.map { $0 ?? error }
            }
            return failures
        }
    }

    private func run(_ job: Job, isAlone: Bool, _ state: inout State, _ db: Database) -> (any Error)? {
        let before = state
        do {
            if isAlone {
                try job.run(db, &state)
            } else {
                try db.inSavepoint {
                    try job.run(db, &state)
                    return .commit
                }
            }
            return nil
        } catch {
            state = before
            return error
        }
    }
}

/// What a job gave, until its transaction is on the disk.
private final class Kept<Content: Sendable>: Sendable {
    let value = Mutex<Content?>(nil)
}
