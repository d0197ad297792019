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

    /// The id of a text, which is written where it is new.
    mutating func id(of text: String, _ db: Database) throws -> Int64 {
        if let id = ids[text] { return id }
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
        try id(of: JSONDecoder().decode([Finding].self, from: Data(text.utf8)), db)
    }

    /// Texts may have gone.
    mutating func forget() { self = TextBook() }

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
            try JSONDecoder().decode(Finding.self, from: Data(text.utf8))
        }
    }

    /// Removes what no step and no stretch names any more. Lists name findings.
    static func sweep(_ db: Database) throws -> Int {
        try db.run(
            """
            WITH named (id) AS (
                SELECT inputs FROM steps UNION SELECT output FROM steps
                UNION SELECT findings FROM steps WHERE findings IS NOT NULL
                UNION SELECT times FROM ledger WHERE times IS NOT NULL
            )
            DELETE FROM texts WHERE id NOT IN (SELECT id FROM named) AND id NOT IN (
                SELECT value FROM named JOIN texts AS list ON list.id = named.id, json_each(list.body)
                WHERE named.id IN (SELECT findings FROM steps WHERE findings IS NOT NULL))
            """)
        return db.changesCount
    }
}
