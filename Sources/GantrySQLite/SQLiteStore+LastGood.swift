import FoundationEssentials
import GRDB
import GantryCore
public import GantryStore

extension SQLiteStore {
    public func lastGoodVersions() async throws -> [LastGoodVersion] {
        try await read { db in
            var files: [String: [String: String]] = [:]
            for row in try Row.fetchAll(db, sql: "SELECT path, file, hash FROM last_good_files") {
                files[row["path"], default: [:]][row["file"]] = row["hash"]
            }
            return try Row.fetchAll(db, sql: "SELECT path, name FROM last_good ORDER BY path").map { row in
                LastGoodVersion(path: row["path"], name: row["name"], files: files[row["path"]] ?? [:])
            }
        }
    }

    public func lastGoodContents(_ hashes: Set<String>) async throws -> [String: [UInt8]] {
        guard !hashes.isEmpty else { return [:] }
        return try await read { db in
            var result: [String: [UInt8]] = [:]
            let statement = try db.cachedStatement(sql: "SELECT bytes FROM contents WHERE hash = ?")
            for hash in hashes {
                guard let bytes = try Data.fetchOne(statement, arguments: [hash]) else { continue }
                result[hash] = Array(bytes)
            }
            return result
        }
    }

    public func keepLastGood(
        _ versions: [LastGoodVersion], forgetting gone: Set<String>, contents: [String: [UInt8]]
    ) async throws {
        try await write { db, _ in
            for path in gone.union(versions.map(\.path)) {
                try db.execute(sql: "DELETE FROM last_good_files WHERE path = ?", arguments: [path])
                try db.execute(sql: "DELETE FROM last_good WHERE path = ?", arguments: [path])
            }
            for version in versions { try Self.put(version, db) }
            for (hash, bytes) in contents {
                try db.execute(
                    sql: "INSERT INTO contents (hash, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    arguments: [hash, Data(bytes)])
            }
            try db.execute(sql: "DELETE FROM contents WHERE hash NOT IN (SELECT hash FROM last_good_files)")
        }
    }

    private static func put(_ version: LastGoodVersion, _ db: Database) throws {
        try db.execute(
            sql: "INSERT INTO last_good (path, name) VALUES (?, ?)", arguments: [version.path, version.name])
        for (file, hash) in version.files {
            try db.execute(
                sql: "INSERT INTO last_good_files (path, file, hash) VALUES (?, ?, ?)",
                arguments: [version.path, file, hash])
        }
    }
}
