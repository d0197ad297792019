package import GantryCore

/// Collects diagnostics while a file is read. One reader at a time uses it.
///
/// Of each file it tells the first `most` of each severity and counts the rest: a file that is wrong in every line
/// takes no longer to read than one that is right, and whoever reads what is wrong is not drowned in it. So messages and
/// hints are made only where they are told.
package final class DiagnosticCollector {
    /// How many diagnostics of one severity are told of one file.
    package static let most = 100

    private struct Place: Hashable {
        let file: String
        let severity: Diagnostic.Severity
    }

    private struct Count {
        var told = 0
        var untold = 0
        /// Where the first one is that is not told.
        var next: SourcePosition?
    }

    private var told: [Diagnostic] = []
    private var counts: [Place: Count] = [:]
    private var errors: [DiagnosticCode: Int] = [:]

    package init() {}

    /// What is told, and how many more there are in each file.
    package var diagnostics: [Diagnostic] {
        let crowded = counts.filter { $0.value.untold > 0 }
        guard !crowded.isEmpty else { return told }
        return told
            + crowded.map { place, count in .more(count.untold, place.severity, from: count.next) }
            .sortedByPlace()
    }

    package var hasErrors: Bool { !errors.isEmpty }

    /// Errors, told or only counted.
    package var errorCount: Int { errors.values.reduce(0, +) }

    /// Errors, told or only counted, of other codes than these.
    package func errorCount(without codes: Set<DiagnosticCode>) -> Int {
        errors.reduce(0) { codes.contains($1.key) ? $0 : $0 + $1.value }
    }

    /// Whether another diagnostic of a file would be told; where not, nobody needs to look for its hint.
    package func hasRoom(for severity: Diagnostic.Severity, in file: String) -> Bool {
        (counts[Place(file: file, severity: severity)]?.told ?? 0) < Self.most
    }

    package func add(_ diagnostic: Diagnostic) {
        let file = diagnostic.position?.file ?? ""
        let isTold = note(diagnostic.severity, diagnostic.code, in: file) { diagnostic.position }
        if isTold { told.append(diagnostic) }
    }

    package func add(contentsOf others: some Sequence<Diagnostic>) {
        for other in others { add(other) }
    }

    /// Takes over what another one has told and counted.
    package func add(contentsOf other: DiagnosticCollector) {
        for diagnostic in other.told { add(diagnostic) }
        for (place, count) in other.counts where count.untold > 0 {
            var own = counts[place] ?? Count()
            own.untold += count.untold
            own.next = own.next ?? count.next
            counts[place] = own
        }
        // Those that were told are counted already.
        for (code, count) in other.errors {
            errors[code, default: 0] += count - other.told.count { $0.severity == .error && $0.code == code }
        }
    }

    package func error(
        _ code: DiagnosticCode, at node: YAMLNode, _ message: @autoclosure () -> String,
        hint: @autoclosure () -> String? = nil
    ) {
        add(.error, code, in: node.file, node.markedRange, message(), hint: hint())
    }

    package func warning(
        _ code: DiagnosticCode, at node: YAMLNode, _ message: @autoclosure () -> String,
        hint: @autoclosure () -> String? = nil
    ) {
        add(.warning, code, in: node.file, node.markedRange, message(), hint: hint())
    }

    /// Adds the error for a node of another type than is wanted.
    ///
    /// - Parameter name: with its article: `a list`.
    /// - Returns: nil, so that a reader can return it.
    package func refuse<T>(_ node: YAMLNode, wanted name: String, hint: @autoclosure () -> String? = nil) -> T? {
        error(.wrongForm, at: node, "\(node.spoken) stands here, and \(name) is wanted", hint: hint())
        return nil
    }

    /// An error about a part of a scalar.
    ///
    /// - Parameters:
    ///   - offset: Unicode scalars from the start of the scalar's text, quotes and escapes resolved.
    ///   - length: Unicode scalars of the text that are meant; 0 marks one place.
    package func error(
        _ code: DiagnosticCode, at node: YAMLNode, offset: Int, length: Int, _ message: @autoclosure () -> String,
        hint: @autoclosure () -> String? = nil
    ) {
        add(.error, code, in: node.file, node.byteRange(ofText: offset..<(offset + length)), message(), hint: hint())
    }

    /// A warning about a part of a scalar; see `error(_:at:offset:length:_:hint:)`.
    package func warning(
        _ code: DiagnosticCode, at node: YAMLNode, offset: Int, length: Int, _ message: @autoclosure () -> String,
        hint: @autoclosure () -> String? = nil
    ) {
        add(.warning, code, in: node.file, node.byteRange(ofText: offset..<(offset + length)), message(), hint: hint())
    }

    /// About a stretch of a file.
    package func add(
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode, in file: SourceText,
        _ range: @autoclosure () -> Range<Int>, _ message: @autoclosure () -> String,
        hint: @autoclosure () -> String? = nil
    ) {
        let isTold = note(severity, code, in: file.name) { file.position(ofByte: range().lowerBound) }
        guard isTold else { return }
        told.append(Diagnostic(severity, code, in: file, range(), message(), hint: hint()))
    }

    /// Counts a diagnostic; returns whether it is to be told.
    private func note(
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode, in file: String, _ position: () -> SourcePosition?
    ) -> Bool {
        if severity == .error { errors[code, default: 0] += 1 }
        let place = Place(file: file, severity: severity)
        var count = counts.removeValue(forKey: place) ?? Count()
        defer { counts[place] = count }
        guard count.told >= Self.most else {
            count.told += 1
            return true
        }
        count.untold += 1
        count.next = count.next ?? position()
        return false
    }
}

extension Diagnostic {
    /// Says how many more there are that are not told one by one.
    ///
    /// - Parameter position: of the first of them.
    fileprivate static func more(_ count: Int, _ severity: Severity, from position: SourcePosition?) -> Diagnostic {
        let noun = severity == .note ? "note" : severity == .warning ? "warning" : "mistake"
        return Diagnostic(
            severity, .moreDiagnostics, at: position,
            "\(count.grouped) more \(noun)\(count == 1 ? "" : "s") in this file",
            hint: "mend those above first")
    }
}

extension Diagnostic {
    /// About a value, as a collector tells of it.
    package init(_ severity: Severity, _ code: DiagnosticCode, at node: YAMLNode, _ message: String) {
        self.init(severity, code, in: node.file, node.markedRange, message)
    }

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
        let length = file.character(ofByte: end) - file.character(ofByte: range.lowerBound)
        if lineRange.count <= Self.longestLine, file.bytes[lineRange].allSatisfy({ (0x20..<0x7F).contains($0) }) {
            self.init(
                line: String(decoding: file.bytes[lineRange], as: UTF8.self),
                length: min(length, Self.longestLine - column + 1))
            return
        }
        let scalars = String(decoding: file.bytes[lineRange], as: UTF8.self).unicodeScalars
        let isLong = scalars.count > Self.longestLine
        var text = String.UnicodeScalarView()
        for scalar in scalars.prefix(Self.longestLine) {
            // What could move the cursor of a terminal is shown as a replacement character.
            text.append(scalar.isSteering && scalar != "\t" ? "\u{FFFD}" : scalar)
        }
        self.init(
            line: String(text) + (isLong ? "…" : ""),
            length: min(length, Self.longestLine - column + 1)
        )
    }
}
