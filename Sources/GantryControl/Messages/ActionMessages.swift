package import GantryCore

/// One row of `GET /v1/actions`.
package struct ActionMessage: Hashable, Sendable, Codable {
    package struct Input: Hashable, Sendable, Codable {
        package var name: String
        /// `list of working days`.
        package var type: String
        package var required: Bool
        @OrNull package var defaultValue: Value?
        package var summary: String

        package init(_ input: InputDeclaration) {
            (name, type, required, summary) = (input.name, input.type.description, input.isRequired, input.summary)
            defaultValue = input.defaultValue
        }

        enum CodingKeys: String, CodingKey {
            case name, type, required, summary
            case defaultValue = "default"
        }
    }

    package struct Output: Hashable, Sendable, Codable {
        package var name: String
        package var type: String
        package var summary: String

        package init(_ output: OutputDeclaration) {
            (name, type, summary) = (output.name, output.type.description, output.summary)
        }
    }

    package var name: String
    package var summary: String
    package var inputs: [Input]
    package var outputs: [Output]
    /// The rules of its findings.
    package var rules: [String]
    /// A step in YAML, ready to paste.
    package var example: String
    /// Null for a built-in one.
    @OrNull package var plugin: PluginIdentity?

    package init(_ declaration: ActionDeclaration) {
        (name, summary, example) = (declaration.name, declaration.summary, declaration.example)
        inputs = declaration.inputs.map(Input.init)
        outputs = declaration.given.map(Output.init)
        (rules, plugin) = (declaration.rules, declaration.plugin)
    }
}

/// `GET /v1/actions`.
package struct ActionList: Hashable, Sendable, Codable {
    package var actions: [ActionMessage]

    package init(actions: [ActionMessage]) { self.actions = actions }
}
