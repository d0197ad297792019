package import GantryCore
package import GantryYAML

/// Templates outside of workflows, which know `inputs` and nothing else.
package enum TemplateReading {
    package static func hasExpression(_ text: String) -> Bool { TemplateParser.hasExpression(text) }

    /// Reads a value that may hold `${{ inputs.NAME }}`.
    ///
    /// - Parameter inputs: the names that there are.
    /// - Returns: nil where something is wrong; a diagnostic says what.
    package static func template(
        of node: YAMLNode, inputs: [String], _ collector: DiagnosticCollector
    ) -> InputTemplate? {
        TemplateReader(knowing: ExpressionNames(inputs: inputs), collector).read(node, as: .any)
    }
}
