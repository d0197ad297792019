import GantryCore
import GantryYAML

/// Makes diagnostics about places of files that were read before: shows the line, and underlines the word there.
struct SourceExcerpts {
    private static let longestLine = 400

    let texts: [String: SourceText]

    func diagnostic(
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode, at position: SourcePosition, _ message: String,
        hint: String? = nil
    ) -> Diagnostic {
        Diagnostic(severity, code, at: position, message, hint: hint, excerpt: excerpt(at: position))
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
