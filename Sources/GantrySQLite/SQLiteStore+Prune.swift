import GRDB
import GantryCore
public import GantryStore

/// Pruning goes through each history in the order of its ids, block by block, a transaction each: whoever writes
/// meanwhile waits for one block at most.
extension SQLiteStore {
    private struct History {
        let table: String
        /// The column that says how old a row is.
        let age: String
        /// What holds of a row that nothing needs.
        let isFree: String
        /// What removes a row by its id.
        let removal: [String]
        /// So many rows are looked at in one transaction.
        let block: Int

        static let ledger = History(
            table: "ledger", age: "observed_at",
            isFree: """
                count = 1 AND NOT EXISTS (SELECT 1 FROM queue WHERE queue.id = ledger.run)
                AND (run IS NULL OR run NOT IN (SELECT value FROM json_each(:needed)))
                """,
            removal: ["DELETE FROM ledger WHERE id = ?"], block: 500)
        static let runs = History(
            table: "runs", age: "finished_at",
            isFree: """
                NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.run = runs.id)
                AND id NOT IN (SELECT value FROM json_each(:needed))
                """,
            removal: ["DELETE FROM steps WHERE run = ?", "DELETE FROM runs WHERE id = ?"], block: 250)
        static let deliveries = History(
            table: "deliveries", age: "finished_at",
            isFree: """
                NOT EXISTS (SELECT 1 FROM delivery_alerts JOIN alerts ON alerts.id = delivery_alerts.alert
                    WHERE delivery_alerts.delivery = deliveries.id AND alerts.state <> 'resolved')
                """,
            removal: ["DELETE FROM delivery_alerts WHERE delivery = ?", "DELETE FROM deliveries WHERE id = ?"],
            block: 250)
    }

    /// What came of a block.
    private struct Block {
        var removed = 0
        /// Where the next begins; nil: nothing that is old enough can come any more.
        var last: Int64?
    }

    public func prune(_ keeping: Keeping) async throws -> Int {
        let entries = try await prune(.ledger, before: keeping.occurrences)
        let runs = try await prune(.runs, before: keeping.runs)
        if runs > 0 { try await sweep() }
        return try await entries + runs + prune(.deliveries, before: keeping.deliveries)
    }

    private func prune(_ history: History, before instant: Instant) async throws -> Int {
        var (count, last) = (0, Int64?.some(.min))
        while let place = last, !Task.isCancelled {
            let block = try await write { db, state in
                try Self.prune(history, after: place, before: instant, needed: try Self.runsInNeed(&state, db), db)
            }
            count += block.removed
            last = block.last
        }
        return count
    }

    /// The runs that open alerts name, as JSON.
    private static func runsInNeed(_ state: inout WriterState, _ db: Database) throws -> String {
        let book = try state.book ?? readBook(since: nil, db)
        return "[\(book.runsInNeed.map(String.init).joined(separator: ","))]"
    }

    /// What is old stands before what is young, but for a clock that was set: a block without anything old is the last.
    private static func prune(
        _ history: History, after place: Int64, before instant: Instant, needed: String, _ db: Database
    ) throws -> Block {
        var arguments: StatementArguments = ["place": place, "before": instant, "block": history.block]
        if history.isFree.contains(":needed") { arguments += ["needed": needed] }
        let rows = try db.all(
            """
            SELECT id, \(history.age) < :before AS is_old, \(history.isFree) AS is_free
            FROM \(history.table) WHERE id > :place ORDER BY id LIMIT :block
            """, arguments)
        var block = Block()
        for row in rows where row["is_old"] {
            block.last = rows.last?["id"]
            guard row["is_free"] else { continue }
            for statement in history.removal { try db.run(statement, [row["id"] as Int64]) }
            block.removed += 1
        }
        return block
    }

    // MARK: Texts

    /// So many texts go in one transaction.
    private static var sweptAtOnce: Int { 500 }

    /// Removes the texts that nothing names any more. Which they are is found out beside the writer, which remembers
    /// what is named anew meanwhile.
    private func sweep() async throws {
        guard try await write({ _, state in state.texts.beginSweep() }) else { return }
        do {
            var rest = try await read { try TextBook.unnamed($0) }[...]
            while !rest.isEmpty, !Task.isCancelled {
                let some = Array(rest.prefix(Self.sweptAtOnce))
                rest = rest.dropFirst(some.count)
                try await write { db, state in try state.texts.remove(some, db) }
            }
        } catch {
            try? await write { _, state in state.texts.endSweep() }
            throw error
        }
        try await write { _, state in state.texts.endSweep() }
    }
}
