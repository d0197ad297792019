import GRDB
import GantryCore
import HashTreeCollections

/// The numbers of workflows and triggers, whose names stand once.
struct NameBook: Sendable {
    private struct Key: Hashable { let workflow, trigger: String }

    // Trees share what their copies have in common: before each job there is a copy.
    private var workflows: TreeDictionary<String, Int64> = [:]
    private var triggers: TreeDictionary<Key, Int64> = [:]

    /// - Returns: nil where nothing was ever written of it.
    static func workflow(_ name: String, _ db: Database) throws -> Int64? {
        try db.integer("SELECT id FROM workflows WHERE name = ?", [name])
    }

    mutating func workflow(_ name: String, _ db: Database) throws -> Int64 {
        if let id = workflows[name] { return id }
        let id: Int64
        if let known = try Self.workflow(name, db) {
            id = known
        } else {
            try db.run("INSERT INTO workflows (name) VALUES (?)", [name])
            id = db.lastInsertedRowID
        }
        workflows[name] = id
        return id
    }

    /// - Parameter now: since when it is known, where it is new.
    mutating func trigger(_ name: String, of workflow: String, at now: Instant, _ db: Database) throws -> Int64 {
        let key = Key(workflow: workflow, trigger: name)
        if let id = triggers[key] { return id }
        let owner = try self.workflow(workflow, db)
        let id: Int64
        if let known = try db.integer("SELECT id FROM triggers WHERE workflow = ? AND name = ?", [owner, name]) {
            id = known
        } else {
            try db.run("INSERT INTO triggers (workflow, name, since) VALUES (?, ?, ?)", [owner, name, now])
            id = db.lastInsertedRowID
        }
        triggers[key] = id
        return id
    }
}
