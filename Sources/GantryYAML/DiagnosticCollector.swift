package import GantryCore

/// Collects diagnostics while a file is read. One reader at a time uses it.
package final class DiagnosticCollector {
    package private(set) var diagnostics: [Diagnostic] = []

    package init() {}

    package var hasErrors: Bool { diagnostics.hasErrors }

    package func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    package func add(contentsOf others: some Sequence<Diagnostic>) { diagnostics.append(contentsOf: others) }

    package func error(_ code: DiagnosticCode, at node: YAMLNode, _ message: String, hint: String? = nil) {
        add(.init(.error, code, in: node.file, node.markedRange, message, hint: hint))
    }

    package func warning(_ code: DiagnosticCode, at node: YAMLNode, _ message: String, hint: String? = nil) {
        add(.init(.warning, code, in: node.file, node.markedRange, message, hint: hint))
    }

    /// Adds the error for a node of another type than is wanted.
    ///
    /// - Parameter name: with its article: `a list`.
    /// - Returns: nil, so that a reader can return it.
    package func refuse<T>(_ node: YAMLNode, wanted name: String, hint: String? = nil) -> T? {
        error(.wrongForm, at: node, "\(node.spoken) stands here, and \(name) is wanted", hint: hint)
        return nil
    }

    /// An error about a part of a scalar.
    ///
    /// - Parameters:
    ///   - offset: Unicode scalars from the start of the scalar's text, quotes and escapes resolved.
    ///   - length: Unicode scalars of the text that are meant; 0 marks one place.
    package func error(
        _ code: DiagnosticCode, at node: YAMLNode, offset: Int, length: Int, _ message: String, hint: String? = nil
    ) {
        add(.init(.error, code, in: node.file, node.byteRange(ofText: offset..<(offset + length)), message, hint: hint))
    }

    /// A warning about a part of a scalar; see `error(_:at:offset:length:_:hint:)`.
    package func warning(
        _ code: DiagnosticCode, at node: YAMLNode, offset: Int, length: Int, _ message: String, hint: String? = nil
    ) {
        add(
            .init(
                .warning, code, in: node.file, node.byteRange(ofText: offset..<(offset + length)), message, hint: hint))
    }
}

extension Diagnostic {
    /// About a stretch of a file: its place, and the line with the part that is meant.
    package init(
        _ severity: Severity, _ code: DiagnosticCode, in file: SourceText, _ range: Range<Int>, _ message: String,
        hint: String? = nil
    ) {
        let position = file.position(ofByte: range.lowerBound)
        self.init(
            severity, code, at: position, message, hint: hint,
            excerpt: Excerpt(of: file, range, line: position.line, column: position.column)
        )
    }
}

extension Diagnostic.Excerpt {
    /// Lines beyond this are cut, and left out where the place itself lies beyond.
    private static let longestLine = 400

    fileprivate init?(of file: SourceText, _ range: Range<Int>, line: Int, column: Int) {
        guard column <= Self.longestLine, let lineRange = file.lineRange(line) else { return nil }
        let end = min(range.upperBound, lineRange.upperBound)
        let scalars = String(decoding: file.bytes[lineRange], as: UTF8.self).unicodeScalars
        let isLong = scalars.count > Self.longestLine
        var text = String.UnicodeScalarView()
        for scalar in scalars.prefix(Self.longestLine) {
            // What could move the cursor of a terminal is shown as a replacement character.
            text.append(scalar.isSteering && scalar != "\t" ? "\u{FFFD}" : scalar)
        }
        let length = file.character(ofByte: end) - file.character(ofByte: range.lowerBound)
        self.init(
            line: String(text) + (isLong ? "…" : ""),
            length: min(length, Self.longestLine - column + 1)
        )
    }
}
