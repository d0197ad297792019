/// An input of your own that is written as a text of a certain form. The manifest declares it as `text`.
///
/// ```swift
/// struct Version: TextInput {
///     static let form = "a version such as 1.2"
///     var major, minor: Int
///
///     init?(_ text: String) {
///         let parts = text.split(separator: ".").compactMap { Int($0) }
///         guard parts.count == 2 else { return nil }
///         (major, minor) = (parts[0], parts[1])
///     }
/// }
/// ```
///
/// A text of another form fails the call in words, with the name of the input: `'inputs.from': 'soon' is not a version
/// such as 1.2`. A type that has more to say is `Decodable` by itself and throws ``PluginFailure`` in `init(from:)`; its
/// words are said the same way.
public protocol TextInput: Decodable, Sendable {
    /// What is wanted, for messages: `a version such as 1.2`.
    static var form: String { get }

    /// Reads it; nil for a text of another form.
    init?(_ text: String)
}

extension TextInput {
    /// Reads the text that Gantry sends.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let value = Self(text) else { throw PluginFailure("'\(text)' is not \(Self.form)") }
        self = value
    }
}
