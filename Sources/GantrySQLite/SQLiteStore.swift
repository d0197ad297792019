import Dispatch
import GRDB
import GantryCore
public import GantryStore
import Synchronization

/// The store on SQLite: a file, WAL, `synchronous=FULL`, one writer. What a call wrote is on disk when it returns.
public final class SQLiteStore: Store {
    private let pool: DatabasePool
    let queue: CommitQueue<WriterState>
    /// The episodes that are alive, as they are on the disk; nil: not read yet.
    let published: Published

    /// Opens or makes the database and brings it to this version's shape.
    ///
    /// - Throws: `StoreFailure`, as when the file is not a database, is damaged, or comes from a later version.
    public convenience init(path: String) throws(StoreFailure) { try self.init(path: path, tracing: nil) }

    /// - Parameters:
    ///   - trace: gets the SQL of every statement that runs.
    ///   - patience: how long what is to go along waits for another change.
    init(
        path: String, tracing trace: (@Sendable (String) -> Void)?,
        patience: Duration = CommitQueue<WriterState>.standardPatience
    ) throws(StoreFailure) {
        do {
            let (pool, published) = (try Self.open(path, trace), Published())
            (self.pool, self.published) = (pool, published)
            queue = try CommitQueue(pool, WriterState(), patience: patience) { state in published.set(state.book) }
        } catch let failure as StoreFailure {
            throw failure
        } catch {
            throw StoreFailure(error)
        }
    }

    private static func open(_ path: String, _ trace: (@Sendable (String) -> Void)?) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "gantry"
        configuration.busyMode = .timeout(10)
        // GRDB asks for threads above the normal priority, which the service's user may not have.
        configuration.qos = .default
        if let trace {
            configuration.prepareDatabase { db in
                db.trace { event in
                    if case .statement(let statement) = event { trace(statement.sql) }
                }
            }
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            // Only now: the pool sets NORMAL when it opens, under which a power cut takes the last commits along.
            try db.execute(sql: "PRAGMA synchronous = FULL")
            guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else {
                throw StoreFailure(.other, "SQLite does not write through to the disk (synchronous is not FULL)")
            }
        }
        try check(pool, path)
        try Schema.migrator.migrate(pool)
        // What the file is must not stand in its log alone.
        try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.full) }
        return pool
    }

    /// Makes sure that the file is whole, and ours.
    private static func check(_ pool: DatabasePool, _ path: String) throws {
        try pool.read { db in
            let complaints = try String.fetchAll(db, sql: "PRAGMA quick_check(3)")
            guard complaints == ["ok"] else {
                throw StoreFailure(.damaged, "the database \(path) is damaged: \(complaints.joined(separator: "; "))")
            }
            if try Schema.migrator.hasBeenSuperseded(db) {
                throw StoreFailure(.laterVersion, "\(path) was made by a later version of Gantry")
            }
            let tables = try String.fetchSet(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
            guard tables.isEmpty || tables.contains("grdb_migrations") else {
                throw StoreFailure(.foreign, "\(path) is a database of another program")
            }
        }
    }

    /// Reads all that the daemon goes on with, so that what cannot be read is known before anybody relies on it.
    ///
    /// - Throws: `StoreFailure`.
    public func verify() async throws {
        do {
            _ = try await unfinishedRuns()
            _ = try await alerts(AlertFilter())
            _ = try await deliveries(DeliveryFilter(states: [.pending, .sending], limit: .max))
            guard try await !identity().isEmpty else { throw StoreFailure(.damaged, "the database has no identity") }
        } catch let failure as StoreFailure where failure.kind != .other {
            throw failure
        } catch {
            throw StoreFailure(.damaged, "what is in the database cannot be read: \(error)")
        }
    }

    /// Writes what is in the log back into the database file and closes it: afterwards the file is all there is.
    public func close() throws {
        try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
        try pool.close()
    }

    public func identity() async throws -> String {
        try await read { db in
            try String.fetchOne(db, sql: "SELECT value FROM facts WHERE name = 'identity'") ?? ""
        }
    }

    /// One change, on the disk when this returns.
    func write<Content: Sendable>(_ body: @escaping CommitQueue<WriterState>.Body<Content>) async throws -> Content {
        do {
            return try await queue.write(body)
        } catch {
            throw StoreFailure(error)
        }
    }

    func writeAlong<Content: Sendable>(
        _ body: @escaping CommitQueue<WriterState>.Body<Content>
    ) async throws -> Content {
        do {
            return try await queue.writeAlong(body)
        } catch {
            throw StoreFailure(error)
        }
    }

    func read<Content: Sendable>(_ body: @escaping @Sendable (Database) throws -> Content) async throws -> Content {
        try await withCheckedThrowingContinuation { continuation in
            pool.asyncRead { result in
                continuation.resume(
                    with: Result { try body(result.get()) }.mapError { StoreFailure($0) as any Error })
            }
        }
    }
}

/// What the writer knows besides the database.
struct WriterState: Sendable {
    var names = NameBook()
    var texts = TextBook()
    /// Nil: not read yet.
    var book: AlertBook?
}

/// The episodes that are alive, for whoever reads.
final class Published: Sendable {
    private let book = Mutex<AlertBook?>(nil)

    func withLock<Content: Sendable>(_ body: (AlertBook?) -> Content) -> Content { book.withLock { body($0) } }

    func set(_ book: AlertBook?) { self.book.withLock { $0 = book } }
}

extension StoreFailure {
    /// What SQLite says, in words for people.
    init(_ error: any Error) {
        switch error {
        case let failure as StoreFailure: self = failure
        case let error as DatabaseError: self = Self.said(error)
        case let row as UnreadableRow: self.init(.damaged, "what is in the database cannot be read: \(row)")
        case is DecodingError: self.init(.damaged, "what is in the database cannot be read")
        default: self.init(.other, "\(error)")
        }
    }

    private static func said(_ error: DatabaseError) -> StoreFailure {
        switch error.resultCode {
        case .SQLITE_FULL: StoreFailure(.full, "the disk of the database is full")
        case .SQLITE_READONLY: StoreFailure(.readOnly, "the database cannot be written: it is read-only")
        case .SQLITE_CANTOPEN:
            StoreFailure(.broken, "the database cannot be opened: \(error.message ?? "no reason known")")
        case .SQLITE_IOERR:
            StoreFailure(.broken, "the disk of the database does not work: \(error.message ?? "no reason known")")
        case .SQLITE_CORRUPT: StoreFailure(.damaged, "the database is damaged")
        case .SQLITE_NOTADB: StoreFailure(.damaged, "the file is not a database")
        case .SQLITE_BUSY, .SQLITE_LOCKED: StoreFailure(.other, "another program holds the database")
        default: StoreFailure(.other, error.message ?? "SQLite's error \(error.resultCode.rawValue)")
        }
    }
}
