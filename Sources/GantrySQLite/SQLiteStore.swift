import Dispatch
import GRDB
import GantryCore
public import GantryStore

/// The store on SQLite: a file, WAL, `synchronous=FULL`, one writer. What a call wrote is on disk when it returns.
public final class SQLiteStore: Store {
    private let pool: DatabasePool

    /// Opens or makes the database and brings it to this version's shape.
    ///
    /// - Throws: what SQLite says, as when the file is not a database or comes from a later version.
    public init(path: String) throws {
        var configuration = Configuration()
        configuration.label = "gantry"
        configuration.busyMode = .timeout(10)
        // GRDB asks for threads above the normal priority, which the service's user may not have.
        configuration.qos = .default
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA synchronous = FULL")
        }
        pool = try DatabasePool(path: path, configuration: configuration)
        let migrator = Schema.migrator
        if try pool.read(migrator.hasBeenSuperseded) {
            throw UnreadableRow(
                description: "\(path) was made by a later version of Gantry; install that version again")
        }
        try migrator.migrate(pool)
    }

    /// Writes what is in the log back into the database file and closes it.
    public func close() throws { try pool.close() }

    public func identity() async throws -> String {
        try await read { db in
            try String.fetchOne(db, sql: "SELECT value FROM facts WHERE name = 'identity'") ?? ""
        }
    }

    /// One transaction on the writer. It is not given up when the task is cancelled: what is done must be recorded.
    func write<Content: Sendable>(_ body: @escaping @Sendable (Database) throws -> Content) async throws -> Content {
        try await withCheckedThrowingContinuation { continuation in
            pool.asyncWrite(body) { _, result in continuation.resume(with: result) }
        }
    }

    func read<Content: Sendable>(_ body: @escaping @Sendable (Database) throws -> Content) async throws -> Content {
        try await withCheckedThrowingContinuation { continuation in
            pool.asyncRead { result in
                continuation.resume(with: Result { try body(result.get()) })
            }
        }
    }
}
