/// A place in a file that a person wrote. Lines and columns count from 1; a column counts Unicode scalars.
public struct SourcePosition: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// A file's name, which all places in the file share: a project of 100 tasks has some hundred places.
    public final class FileName: Sendable {
        public let text: String

        public init(_ text: String) { self.text = text }
    }

    public let name: FileName
    // Small: a ledger of 100,000 rows has half a million places.
    private let narrowLine: Int32
    private let narrowColumn: Int32

    public var line: Int { Int(narrowLine) }
    public var column: Int { Int(narrowColumn) }

    /// The path as people know it: relative to the root where the file is under it.
    public var file: String { name.text }

    public init(file: String, line: Int, column: Int) {
        self.init(in: FileName(file), line: line, column: column)
    }

    /// One of many places in a file.
    public init(in file: FileName, line: Int, column: Int) {
        name = file
        (narrowLine, narrowColumn) = (Int32(clamping: line), Int32(clamping: column))
    }

    /// `projects/crm2.yaml:14:5`.
    public var description: String { "\(file):\(line):\(column)" }

    /// `projects/crm2.yaml:14`.
    public var fileAndLine: String { "\(file):\(line)" }

    public static func == (left: SourcePosition, right: SourcePosition) -> Bool {
        left.narrowLine == right.narrowLine && left.narrowColumn == right.narrowColumn
            && (left.name === right.name || left.file == right.file)
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(file)
        hasher.combine(narrowLine)
        hasher.combine(narrowColumn)
    }

    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

extension SourcePosition {
    private enum CodingKeys: String, CodingKey {
        case file, line, column
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            file: try values.decode(String.self, forKey: .file), line: try values.decode(Int.self, forKey: .line),
            column: try values.decode(Int.self, forKey: .column))
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(file, forKey: .file)
        try values.encode(line, forKey: .line)
        try values.encode(column, forKey: .column)
    }
}

extension SourcePosition: JSONWritable {
    package func write(to json: inout JSONBytes) {
        json.map { json in
            json.member("column", column)
            json.member("file", file)
            json.member("line", line)
        }
    }
}

/// A value with the place it was written at.
public struct Located<Wrapped> {
    public var value: Wrapped
    public var position: SourcePosition

    public init(_ value: Wrapped, at position: SourcePosition) {
        (self.value, self.position) = (value, position)
    }
}

extension Located: Sendable where Wrapped: Sendable {}
extension Located: Equatable where Wrapped: Equatable {}
extension Located: Hashable where Wrapped: Hashable {}
