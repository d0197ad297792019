import FoundationEssentials

/// How values become JSON and back, wherever Gantry writes for itself: in the store and on the control socket. Keys
/// sorted, so that equal values are equal texts; slashes not escaped.
///
/// What people or other programs have written is read by Foundation's decoder, which says where a mistake stands.
package enum JSON {
    /// - Throws: `EncodingError`, and whatever the value's own encoding throws.
    package static func bytes(_ value: some Encodable) throws -> [UInt8] {
        if let bytes = try JSONWriting.write(value) { return bytes }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    package static func text(_ value: some Encodable) throws -> String {
        String(decoding: try bytes(value), as: UTF8.self)
    }

    /// - Throws: `DecodingError` where it is JSON, but no such value; else `JSONText.Malformed`.
    package static func read<Content: Decodable>(_ type: Content.Type = Content.self, from text: String) throws
        -> Content
    {
        try JSONReading.read(from: JSONText(Array(text.utf8)))
    }
}
