import Crypto
import FoundationEssentials
import GRDB
import GantryCore
import HashTreeCollections

/// Long texts that come again and again, each kept once: inputs and outputs of steps, and findings.
struct TextBook: Sendable {
    /// So many are known by heart, and no longer ones.
    private static let (most, longest) = (4_096, 512)

    private var ids: TreeDictionary<String, Int64> = [:]
    private var findings: TreeDictionary<Finding, Int64> = [:]
    /// While a sweep is under way: what has been named since it began.
    private var named: Set<Int64>?

    /// The id of a text, which is written where it is new.
    mutating func id(of text: String, _ db: Database) throws -> Int64 {
        let id = try ids[text] ?? store(text, db)
        named?.insert(id)
        return id
    }

    private mutating func store(_ text: String, _ db: Database) throws -> Int64 {
        let hash = Data(SHA256.hash(data: Data(text.utf8)).prefix(16))
        let known = try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT id FROM texts WHERE hash = ?"), arguments: [hash])
        let id: Int64
        if let known {
            id = known
        } else {
            try db.run("INSERT INTO texts (hash, body) VALUES (?, ?)", [hash, text])
            id = db.lastInsertedRowID
        }
        if text.utf8.count <= Self.longest {
            if ids.count >= Self.most { ids = [:] }
            ids[text] = id
        }
        return id
    }

    /// The id of a list of findings; nil for an empty one. Each stands for itself, and the list names them.
    mutating func id(of list: [Finding], _ db: Database) throws -> Int64? {
        guard !list.isEmpty else { return nil }
        var members: [String] = []
        members.reserveCapacity(list.count)
        for finding in list {
            if let id = findings[finding] {
                named?.insert(id)
                members.append("\(id)")
                continue
            }
            let id = try id(of: json(finding), db)
            if findings.count >= Self.most { findings = [:] }
            findings[finding] = id
            members.append("\(id)")
        }
        return try id(of: "[\(members.joined(separator: ","))]", db)
    }

    /// The same for a list as it was kept before.
    mutating func ids(ofList text: String, _ db: Database) throws -> Int64? {
        try id(of: JSON.read([Finding].self, from: text), db)
    }

    static func text(_ id: Int64?, _ db: Database) throws -> String? {
        guard let id else { return nil }
        return try String.fetchOne(db.cachedStatement(sql: "SELECT body FROM texts WHERE id = ?"), arguments: [id])
    }

    /// The findings of a list.
    static func findings(_ id: Int64?, _ db: Database) throws -> [Finding] {
        guard let id else { return [] }
        let sql = """
            SELECT member.body FROM texts AS list, json_each(list.body) JOIN texts AS member ON member.id = value
            WHERE list.id = ? ORDER BY json_each.key
            """
        return try String.fetchAll(db.cachedStatement(sql: sql), arguments: [id]).map { text in
            try JSON.read(Finding.self, from: text)
        }
    }

    // MARK: Sweeping

    /// From now on until the sweep ends it is remembered what is named.
    ///
    /// - Returns: false where a sweep is under way already.
    mutating func beginSweep() -> Bool {
        guard named == nil else { return false }
        named = []
        return true
    }

    mutating func endSweep() { named = nil }

    /// The texts that no step and no stretch names any more. Lists name findings.
    ///
    /// All steps are looked at for it: an index over what they name would cost each run more than that.
    static func unnamed(_ db: Database) throws -> [Int64] {
        try Int64.fetchAll(
            db,
            sql: """
                WITH named (id) AS (
                    SELECT inputs FROM steps UNION SELECT output FROM steps
                    UNION SELECT findings FROM steps WHERE findings IS NOT NULL
                    UNION SELECT times FROM ledger WHERE times IS NOT NULL
                )
                SELECT id FROM texts WHERE id NOT IN (SELECT id FROM named) AND id NOT IN (
                    SELECT value FROM named JOIN texts AS list ON list.id = named.id, json_each(list.body)
                    WHERE named.id IN (SELECT findings FROM steps WHERE findings IS NOT NULL))
                """)
    }

    /// Removes texts, but for those that were named since the sweep began.
    mutating func remove(_ unnamed: [Int64], _ db: Database) throws {
        let gone = Set(unnamed).subtracting(named ?? [])
        for id in gone { try db.run("DELETE FROM texts WHERE id = ?", [id]) }
        ids = ids.filter { !gone.contains($0.value) }
        findings = findings.filter { !gone.contains($0.value) }
    }
}
