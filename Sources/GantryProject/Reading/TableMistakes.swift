import GantryCore
import GantryYAML

/// What is wrong in one table. A wrong format is wrong on every line: the first lines tell it, the others are counted.
final class TableMistakes {
    private static let most = 50

    private let source: SourceText
    private var told: [Diagnostic] = []
    private var next: Diagnostic?
    private var untold = 0
    /// Errors, told or only counted.
    private(set) var errors = 0

    init(in source: SourceText) { self.source = source }

    /// - Parameter range: bytes of the file.
    func add(
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode, _ range: Range<Int>,
        _ message: @autoclosure () -> String, hint: @autoclosure () -> String? = nil
    ) {
        if severity == .error { errors += 1 }
        guard next == nil else {
            untold += 1
            return
        }
        take(Diagnostic(severity, code, in: source, range, message(), hint: hint()))
    }

    func add(_ diagnostic: Diagnostic) {
        if diagnostic.severity == .error { errors += 1 }
        take(diagnostic)
    }

    private func take(_ diagnostic: Diagnostic) {
        if told.count < Self.most {
            told.append(diagnostic)
        } else {
            untold += 1
            next = next ?? diagnostic
        }
    }

    func report(to collector: DiagnosticCollector) {
        collector.add(contentsOf: told)
        guard let next else { return }
        collector.add(
            Diagnostic(
                .error, .wrongCell, at: next.position, "\(untold) more mistakes in this table, from here on",
                hint: "mend those above first", excerpt: next.excerpt))
    }
}
