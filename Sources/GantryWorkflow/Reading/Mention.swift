package import GantryCore
import GantryYAML

/// A name that stands somewhere in a file and can be checked only once all files are read.
package struct Mention: Hashable, Sendable {
    package let text: String
    package let position: SourcePosition
    private let excerpt: Diagnostic.Excerpt?

    private init(_ text: String, as diagnostic: Diagnostic, elseAt position: SourcePosition) {
        (self.text, self.position) = (text, diagnostic.position ?? position)
        excerpt = diagnostic.excerpt
    }

    /// A scalar.
    init(_ text: String, at node: YAMLNode) {
        let diagnostic = Diagnostic(.error, .unknownName, at: node, "")
        self.init(text, as: diagnostic, elseAt: node.position)
    }

    /// A name in an expression.
    init(_ text: String, at position: SourcePosition, length: Int, in placed: PlacedText) {
        let problem = ExpressionProblem(.unknownName, at: position, length: length, "")
        let diagnostic = placed.diagnostics(for: [problem]).first ?? Diagnostic(.error, .unknownName, at: position, "")
        self.init(text, as: diagnostic, elseAt: position)
    }

    /// What is wrong with it.
    package func diagnostic(
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode, _ message: String, hint: String? = nil
    ) -> Diagnostic {
        Diagnostic(severity, code, at: position, message, hint: hint, excerpt: excerpt)
    }
}
