/// The types of inputs that are more than JSON: each is written as a text with a form of its own.
///
/// ```swift
/// struct Inputs: Decodable, Sendable {
///     var every: Input.Duration       // 90s
///     var within: Input.WorkingDays   // 3wd
///     var warn: Input.Percent?        // 80%
/// }
/// ```
///
/// A type of your own, for a `text` of the manifest, is a ``TextInput``.
public enum Input {}

/// A type of input that Gantry knows, too. It has checked the form already, so that a wrong one is the plugin's mistake:
/// the manifest declares another type than the program.
protocol ManifestInput: TextInput {}

extension ManifestInput {
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
