/// The types of inputs that are more than JSON: each is written as a text with a form of its own.
///
/// ```swift
/// struct Inputs: Decodable, Sendable {
///     var every: Input.Duration       // 90s
///     var within: Input.WorkingDays   // 3wd
///     var warn: Input.Percent?        // 80%
/// }
/// ```
public enum Input {}

/// What is read from a text of a certain form.
protocol TextInput: Decodable, LosslessStringConvertible {
    /// What is wanted, for messages: `a percentage such as 80%`.
    static var form: String { get }
}

extension TextInput {
    /// Reads the text that Gantry sends.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let value = Self(text) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "is '\(text)', and \(Self.form) is wanted"))
        }
        self = value
    }
}
