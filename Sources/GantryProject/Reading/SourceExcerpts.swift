import GantryCore
import GantryYAML

/// Makes diagnostics about places of files that were read before: shows the line, and underlines the word there.
///
/// What is beyond the number that a collector tells gets neither line nor hint: it will only be counted.
final class SourceExcerpts {
    private static let longestLine = 400

    private let texts: [String: SourceText]
    /// How many were made for each file.
    private var made: [String: [Diagnostic.Severity: Int]] = [:]
    /// How many more words are compared with all others, which takes time for each of them.
    private var suggestions = 50

    init(texts: [String: SourceText]) { self.texts = texts }

    func diagnostic(
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode, at position: SourcePosition,
        _ message: @autoclosure () -> String, hint: @autoclosure () -> String? = nil
    ) -> Diagnostic {
        made[position.file, default: [:]][severity, default: 0] += 1
        guard made[position.file]?[severity] ?? 0 <= DiagnosticCollector.most else {
            return Diagnostic(severity, code, at: position, "")
        }
        return Diagnostic(severity, code, at: position, message(), hint: hint(), excerpt: excerpt(at: position))
    }

    /// The candidate nearest to a word, as long as few were asked for.
    func suggestion(for word: String, among candidates: @autoclosure () -> some Sequence<String>) -> String? {
        guard suggestions > 0 else { return nil }
        suggestions -= 1
        return GantryCore.suggestion(for: word, among: candidates())
    }

    private func excerpt(at position: SourcePosition) -> Diagnostic.Excerpt? {
        guard let text = texts[position.file], position.column <= Self.longestLine else { return nil }
        let line = Array(text.line(position.line).unicodeScalars)
        guard position.column <= line.count + 1 else { return nil }
        let separator = position.file.hasSuffix(".csv") ? Unicode.Scalar(CSVReader.separator(of: text)) : nil
        let length = Self.wordLength(line[(position.column - 1)...], ofTable: separator)
        var shown = String.UnicodeScalarView()
        for scalar in line.prefix(Self.longestLine) {
            shown.append(scalar != "\t" && scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar)
        }
        return .init(
            line: String(shown) + (line.count > Self.longestLine ? "…" : ""),
            length: min(length, Self.longestLine - position.column + 1)
        )
    }

    /// How far the value goes that begins here: to its closing quote, or to what ends a plain one.
    ///
    /// - Parameter separator: what parts the cells; nil where it is no table.
    private static func wordLength(_ rest: ArraySlice<Unicode.Scalar>, ofTable separator: Unicode.Scalar?) -> Int {
        guard let first = rest.first else { return 1 }
        if first == "\"" || first == "'" {
            guard let end = rest.dropFirst().firstIndex(of: first) else { return 1 }
            return end - rest.startIndex + 1
        }
        let ends: Set<Unicode.Scalar> = separator.map { [$0] } ?? [",", "]", "}", " ", ":", "+", "\t"]
        if first == "{" || first == "[" { return 1 }
        let length = rest.firstIndex { ends.contains($0) }.map { $0 - rest.startIndex } ?? rest.count
        return max(1, length + currencyLength(rest.dropFirst(length)))
    }

    /// The space and the currency that belong to an amount.
    private static func currencyLength(_ rest: ArraySlice<Unicode.Scalar>) -> Int {
        let letters = rest.dropFirst().prefix { $0.properties.isAlphabetic }
        return rest.first == " " && Currency(String(String.UnicodeScalarView(letters))) != nil ? 4 : 0
    }
}
