package import GantryCore

/// A file's text, by the name people know it under (relative to the root).
///
/// Copies share the text. Offsets are bytes from the start of the file; a leading byte order mark belongs to no line.
package struct SourceText: Sendable {
    private let storage: Storage

    /// - Parameter name: the path as people know it: relative to the root where the file is under it.
    package init(name: String, bytes: [UInt8]) {
        storage = Storage(name: name, bytes: bytes)
    }

    package init(name: String, text: String) {
        self.init(name: name, bytes: Array(text.utf8))
    }

    package var name: String { storage.name }
    package var bytes: [UInt8] { storage.bytes }

    /// Where the text begins: 3 after a byte order mark, else 0.
    package var start: Int { storage.start }

    /// At least 1, also for an empty file.
    package var lineCount: Int { storage.lineStarts.count }

    /// A line's text without its end; lines count from 1. Empty where there is no such line.
    package func line(_ number: Int) -> String {
        guard let range = lineRange(number) else { return "" }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// The bytes of a line without its end; nil where there is no such line.
    func lineRange(_ number: Int) -> Range<Int>? {
        guard (1...lineCount).contains(number) else { return nil }
        let start = storage.lineStarts[number - 1]
        var end = number < lineCount ? storage.lineStarts[number] : bytes.count
        if end > start, bytes[end - 1] == UInt8(ascii: "\n") { end -= 1 }
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return start..<end
    }

    /// Line and column of a byte; one past the end is allowed.
    package func position(ofByte byte: Int) -> SourcePosition {
        let line = storage.line(ofByte: byte)
        let column = storage.character(ofByte: byte) - storage.character(ofByte: storage.lineStarts[line - 1]) + 1
        return SourcePosition(file: name, line: line, column: column)
    }

    /// The byte at which a character begins, characters counted from 0 after the byte order mark, as libyaml does.
    func byte(ofCharacter character: Int) -> Int { storage.byte(ofCharacter: character) }

    /// Unicode scalars from the start of the text to a byte.
    func character(ofByte byte: Int) -> Int { storage.character(ofByte: byte) }
}

private final class Storage: Sendable {
    private static let stride = 128

    let name: String
    let bytes: [UInt8]
    let start: Int
    let lineStarts: [Int]
    /// How many scalars begin before each 128th byte; empty where every byte is a scalar.
    private let checkpoints: [Int]

    init(name: String, bytes: [UInt8]) {
        (self.name, self.bytes) = (name, bytes)
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var lineStarts = [start]
        var checkpoints: [Int] = []
        var characters = 0
        for index in start..<bytes.count {
            if (index - start) % Self.stride == 0 { checkpoints.append(characters) }
            let byte = bytes[index]
            if byte & 0xC0 != 0x80 { characters += 1 }
            let endsLine =
                byte == UInt8(ascii: "\n")
                || (byte == UInt8(ascii: "\r") && (index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "\n")))
            if endsLine { lineStarts.append(index + 1) }
        }
        (self.start, self.lineStarts) = (start, lineStarts)
        self.checkpoints = characters == bytes.count - start ? [] : checkpoints
    }

    func line(ofByte byte: Int) -> Int {
        max(1, lineStarts.countOfElements { $0 <= byte })
    }

    func byte(ofCharacter character: Int) -> Int {
        guard !checkpoints.isEmpty else { return min(start + character, bytes.count) }
        let checkpoint = max(0, checkpoints.countOfElements { $0 <= character } - 1)
        var count = checkpoints[checkpoint]
        for index in (start + checkpoint * Self.stride)..<bytes.count where bytes[index] & 0xC0 != 0x80 {
            if count == character { return index }
            count += 1
        }
        return bytes.count
    }

    func character(ofByte byte: Int) -> Int {
        let byte = min(max(byte, start), bytes.count)
        guard !checkpoints.isEmpty else { return byte - start }
        let checkpoint = min((byte - start) / Self.stride, checkpoints.count - 1)
        let from = start + checkpoint * Self.stride
        return checkpoints[checkpoint] + bytes[from..<byte].count { $0 & 0xC0 != 0x80 }
    }
}

extension [Int] {
    /// How many elements of a sorted array, from its start, the condition holds for.
    fileprivate func countOfElements(where isBefore: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
