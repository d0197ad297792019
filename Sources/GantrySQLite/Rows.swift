public import GRDB
public import GantryCore

/// What a row held that this version cannot read.
struct UnreadableRow: Error, CustomStringConvertible {
    let description: String
}

extension Row {
    func instant(_ column: String) -> Instant { Instant(nanosecondsSinceEpoch: self[column]) }

    func optionalInstant(_ column: String) -> Instant? {
        (self[column] as Int64?).map(Instant.init(nanosecondsSinceEpoch:))
    }

    /// A word of an enumeration.
    func word<Word: RawRepresentable<String>>(_ column: String) throws -> Word {
        let text: String = self[column]
        guard let word = Word(rawValue: text) else {
            throw UnreadableRow(description: "'\(text)' in column \(column) is not a \(Word.self)")
        }
        return word
    }

    func json<Content: Decodable>(_ column: String) throws -> Content {
        try JSON.read(from: self[column] as String)
    }

    /// Nil where the column is NULL.
    func optionalJSON<Content: Decodable>(_ column: String) throws -> Content? {
        (self[column] as String?) == nil ? nil : try json(column)
    }
}

/// Statements are compiled once.
extension Database {
    func run(_ sql: String, _ arguments: StatementArguments = []) throws {
        try cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func one(_ sql: String, _ arguments: StatementArguments = []) throws -> Row? {
        try Row.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }

    func all(_ sql: String, _ arguments: StatementArguments = []) throws -> [Row] {
        try Row.fetchAll(cachedStatement(sql: sql), arguments: arguments)
    }

    func integer(_ sql: String, _ arguments: StatementArguments = []) throws -> Int64? {
        try Int64.fetchOne(cachedStatement(sql: sql), arguments: arguments)
    }
}

/// A value as the JSON of a TEXT column.
func json(_ value: some Encodable) throws -> String { try JSON.text(value) }

extension Instant: DatabaseValueConvertible {
    public var databaseValue: DatabaseValue { nanosecondsSinceEpoch.databaseValue }

    public static func fromDatabaseValue(_ value: DatabaseValue) -> Instant? {
        Int64.fromDatabaseValue(value).map(Instant.init(nanosecondsSinceEpoch:))
    }
}
