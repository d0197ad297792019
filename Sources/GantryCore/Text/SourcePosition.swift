/// A place in a file that a person wrote. Lines and columns count from 1; a column counts Unicode scalars.
public struct SourcePosition: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    /// The path as people know it: relative to the root where the file is under it.
    public let file: String
    public let line: Int
    public let column: Int

    public init(file: String, line: Int, column: Int) {
        (self.file, self.line, self.column) = (file, line, column)
    }

    /// `projects/crm2.yaml:14:5`.
    public var description: String { "\(file):\(line):\(column)" }

    /// `projects/crm2.yaml:14`.
    public var fileAndLine: String { "\(file):\(line)" }

    public static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
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
