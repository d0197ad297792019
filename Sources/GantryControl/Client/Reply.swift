import GantryCore

/// An answer as it came, read only as far as somebody wants it.
package struct Reply<Message: Decodable & Sendable>: Sendable {
    private let text: JSONText
    /// What is thrown where it is no such message.
    private let misunderstood: ClientFailure

    /// - Throws: `misunderstood` where the bytes are no JSON.
    init(_ bytes: [UInt8], orElse misunderstood: ClientFailure) throws(ClientFailure) {
        do { text = try JSONText(bytes) } catch { throw misunderstood }
        self.misunderstood = misunderstood
    }

    /// - Throws: `ClientFailure` where it is no such message.
    package func message() throws(ClientFailure) -> Message {
        do { return try JSONReading.read(from: text) } catch { throw misunderstood }
    }

    /// As `--json` prints it, whether or not this `gantry` knows all that is in it.
    package var indented: String { JSONLayout.indented(text) }
}
