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
        try await writeAlong { db, _ in
            var former: Set<String> = []
            for path in gone.union(versions.map(\.path)) {
                for row in try db.all("SELECT hash FROM last_good_files WHERE path = ?", [path]) {
                    former.insert(row["hash"])
                }
                try db.run("DELETE FROM last_good_files WHERE path = ?", [path])
                try db.run("DELETE FROM last_good WHERE path = ?", [path])
            }
            for version in versions { try Self.put(version, db) }
            for (hash, bytes) in contents {
                try db.run(
                    "INSERT INTO contents (hash, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING", [hash, Data(bytes)])
            }
            for hash in former.union(contents.keys) {
                try db.run(
                    """
                    DELETE FROM contents WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM last_good_files WHERE hash = ?1)
                    """, [hash])
            }
        }
    }

    private static func put(_ version: LastGoodVersion, _ db: Database) throws {
        try db.run("INSERT INTO last_good (path, name) VALUES (?, ?)", [version.path, version.name])
        for (file, hash) in version.files {
            try db.run(
                "INSERT INTO last_good_files (path, file, hash) VALUES (?, ?, ?)", [version.path, file, hash])
        }
    }
}
