package import FoundationEssentials
import GantryCore

/// What a client sends as the body of a request.
package protocol RequestMessage: Decodable {
    /// All that it may have; anything else is a mistake, and not passed over.
    static var keys: [String] { get }
}

/// How messages become JSON and back: snake_case keys in a fixed order, no escaped slashes.
package enum WireJSON {
    /// - Throws: `EncodingError`; the messages of this module always encode.
    package static func encode(_ message: some Encodable) throws -> [UInt8] { try JSON.bytes(message) }

    /// The same for people: two spaces for each level, nothing in it that steers a terminal.
    ///
    /// - Throws: `EncodingError`; the messages of this module always encode.
    package static func indented(_ message: some Encodable) throws -> String {
        JSONLayout.indented(try JSONText(try encode(message)))
    }

    /// - Throws: `DecodingError` where the bytes are not such a message.
    package static func decode<Message: Decodable>(_ type: Message.Type, from bytes: Data) throws -> Message {
        try JSONDecoder().decode(type, from: bytes)
    }
}
