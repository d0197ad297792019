/// Typed text as a scalar of a YAML file, in quotes where it would read back as something else.
package enum YAMLScalar {
    /// For a value or a key on a line of its own.
    package static func block(_ text: String) -> String { YAMLOutput.scalar(text, inFlow: false) }

    /// For an element between brackets.
    package static func flow(_ text: String) -> String { YAMLOutput.scalar(text) }
}
