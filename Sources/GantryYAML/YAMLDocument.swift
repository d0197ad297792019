import GantryCore

/// Reads a file's text into nodes.
package enum YAMLDocument {
    /// 1 MiB.
    package static let maximumBytes = 1_048_576
    package static let maximumDepth = 64
    /// Keys, values and collections, those behind aliases counted each time.
    package static let maximumNodes = 100_000

    /// The one document of a file; a null node for an empty file.
    ///
    /// Mistakes that leave the rest readable, such as a key that stands twice, are added and reading goes on: ask
    /// the collector whether there were errors before the node is used for good.
    ///
    /// - Returns: nil where the text could not be read; a diagnostic says why.
    package static func parse(_ source: SourceText, _ collector: DiagnosticCollector) -> YAMLNode? {
        guard source.bytes.count <= maximumBytes else {
            let place = SourcePosition(file: source.name, line: 1, column: 1)
            let message = "the file has \(source.bytes.count) bytes; 1,048,576 (1 MiB) is the most"
            collector.add(
                Diagnostic(.error, .tooLarge, at: place, message, hint: "split it: a section can be a file of its own"))
            return nil
        }
        if let byte = source.firstInvalidByte {
            collector.add(UTF8Check.diagnostic(in: source, byte: byte))
            return nil
        }
        var builder = NodeBuilder(source, collector)
        return try? builder.document()
    }
}

/// Says where a text stops being UTF-8.
enum UTF8Check {
    /// Source: RFC 3629, section 4.
    static func firstInvalidByte(in bytes: [UInt8]) -> Int? {
        var index = 0
        while index < bytes.count {
            let length: Int
            // The second byte's range rules out overlong forms, surrogates and what is beyond U+10FFFF.
            let second: ClosedRange<UInt8>
            switch bytes[index] {
            case 0x00...0x7F:
                index += 1
                continue
            case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            default: return index
            }
            guard index + length <= bytes.count, second.contains(bytes[index + 1]),
                bytes[(index + 2)..<(index + length)].allSatisfy({ $0 & 0xC0 == 0x80 })
            else { return index }
            index += length
        }
        return nil
    }

    static func diagnostic(in source: SourceText, byte: Int) -> Diagnostic {
        let bytes = source.bytes
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            let place = SourcePosition(file: source.name, line: 1, column: 1)
            return Diagnostic(.error, .notUTF8, at: place, "the file is UTF-16", hint: "save it as UTF-8")
        }
        let code = String(bytes[byte], radix: 16, uppercase: true)
        return Diagnostic(
            .error, .notUTF8, in: source, byte..<(byte + 1), "the file is not UTF-8: a byte \(code) stands here",
            hint: "save it as UTF-8"
        )
    }
}
