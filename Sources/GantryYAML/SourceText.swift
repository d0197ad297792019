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

    package var name: String { storage.name.text }
    /// The name, as all places of the file share it.
    package var fileName: SourcePosition.FileName { storage.name }
    package var bytes: [UInt8] { storage.bytes }

    /// Where the text begins: 3 after a byte order mark, else 0.
    package var start: Int { storage.start }

    /// At least 1, also for an empty file.
    package var lineCount: Int { storage.lineCount }

    /// Whether every byte is a character of ASCII.
    package var isASCII: Bool { storage.isASCII }

    /// Where the text stops being UTF-8; nil where it is.
    package var firstInvalidByte: Int? { isASCII ? nil : UTF8Check.firstInvalidByte(in: bytes) }

    /// A line's text without its end; lines count from 1. Empty where there is no such line.
    package func line(_ number: Int) -> String {
        guard let range = lineRange(number) else { return "" }
        return String(decoding: bytes[range], as: UTF8.self)
    }

    /// The bytes of a line without its end; nil where there is no such line.
    func lineRange(_ number: Int) -> Range<Int>? {
        guard (1...lineCount).contains(number) else { return nil }
        let start = storage.start(ofLine: number)
        var end = number < lineCount ? storage.start(ofLine: number + 1) : bytes.count
        if end > start, bytes[end - 1] == UInt8(ascii: "\n") { end -= 1 }
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return start..<end
    }

    /// Line and column of a byte; one past the end is allowed.
    package func position(ofByte byte: Int) -> SourcePosition {
        let (line, start) = storage.line(ofByte: byte)
        let column = storage.character(ofByte: byte) - storage.character(ofByte: start) + 1
        return SourcePosition(in: storage.name, line: line, column: column)
    }

    /// The byte at which a character begins, characters counted from 0 after the byte order mark, as libyaml does.
    func byte(ofCharacter character: Int) -> Int { storage.byte(ofCharacter: character) }

    /// Unicode scalars from the start of the text to a byte.
    func character(ofByte byte: Int) -> Int { storage.character(ofByte: byte) }
}

/// The bytes, and how many lines and characters lie before each block of them. The table takes a sixteenth of the
/// text, whatever the text is made of: 64 MiB of line ends are no more than other files.
private final class Storage: Sendable {
    private struct Checkpoint {
        var lineEnds: UInt32 = 0
        var characters: UInt32 = 0
    }

    private static let stride = 128

    let name: SourcePosition.FileName
    let bytes: [UInt8]
    let start: Int
    let lineCount: Int
    let isASCII: Bool
    /// What lies before each block, and before the end of the text.
    private let checkpoints: [Checkpoint]

    init(name: String, bytes: [UInt8]) {
        (self.name, self.bytes) = (SourcePosition.FileName(name), bytes)
        start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        var checkpoints: [Checkpoint] = []
        checkpoints.reserveCapacity((bytes.count - start) / Self.stride + 2)
        var (sum, isASCII) = (Checkpoint(), true)
        var block = start
        while block < bytes.count {
            checkpoints.append(sum)
            let end = min(block + Self.stride, bytes.count)
            sum.lineEnds += UInt32(bytes.countLineEnds(block..<end))
            if bytes.isASCII(block..<end) {
                sum.characters += UInt32(end - block)
            } else {
                sum.characters += UInt32(bytes.countCharacters(block..<end))
                isASCII = false
            }
            block = end
        }
        checkpoints.append(sum)
        self.checkpoints = checkpoints
        lineCount = Int(sum.lineEnds) + 1
        self.isASCII = isASCII
    }

    /// The line that a byte is in, and the byte it begins at.
    func line(ofByte byte: Int) -> (number: Int, start: Int) {
        let byte = min(max(byte, start), bytes.count)
        let block = (byte - start) / Self.stride
        let blockStart = start + block * Self.stride
        let ends = bytes.countLineEnds(blockStart..<byte)
        let number = Int(checkpoints[block].lineEnds) + ends + 1
        guard ends > 0 else { return (number, start(ofLine: number)) }
        var index = byte
        while !bytes.isLineEnd(index - 1) { index -= 1 }
        return (number, index)
    }

    /// - Parameter number: there is such a line.
    func start(ofLine number: Int) -> Int {
        guard number > 1 else { return start }
        let block = max(0, checkpoints.countOfElements { Int($0.lineEnds) < number - 1 } - 1)
        var missing = number - 1 - Int(checkpoints[block].lineEnds)
        var index = start + block * Self.stride
        while missing > 0, index < bytes.count {
            if bytes.isLineEnd(index) { missing -= 1 }
            index += 1
        }
        return index
    }

    func byte(ofCharacter character: Int) -> Int {
        guard !isASCII else { return min(start + character, bytes.count) }
        let block = max(0, checkpoints.countOfElements { Int($0.characters) <= character } - 1)
        var count = Int(checkpoints[block].characters)
        var index = start + block * Self.stride
        while index < bytes.count {
            if bytes[index] & 0xC0 != 0x80 {
                if count == character { return index }
                count += 1
            }
            index += 1
        }
        return bytes.count
    }

    func character(ofByte byte: Int) -> Int {
        let byte = min(max(byte, start), bytes.count)
        guard !isASCII else { return byte - start }
        let block = (byte - start) / Self.stride
        return Int(checkpoints[block].characters) + bytes.countCharacters((start + block * Self.stride)..<byte)
    }
}

extension [UInt8] {
    /// Whether a line ends with this byte: a newline, or a carriage return without one.
    fileprivate func isLineEnd(_ index: Int) -> Bool {
        self[index] == UInt8(ascii: "\n")
            || (self[index] == UInt8(ascii: "\r")
                && (index + 1 == count || self[index + 1] != UInt8(ascii: "\n")))
    }

    /// - Parameter range: within the array, at most 128 bytes.
    fileprivate func countLineEnds(_ range: Range<Int>) -> Int {
        withUnsafeBufferPointer { bytes in
            var (newlines, returns): (UInt8, UInt8) = (0, 0)
            for byte in bytes[range] {
                newlines &+= byte == UInt8(ascii: "\n") ? 1 : 0
                returns &+= byte == UInt8(ascii: "\r") ? 1 : 0
            }
            // Most files have none.
            guard returns > 0 else { return Int(newlines) }
            return range.count(where: isLineEnd)
        }
    }

    fileprivate func isASCII(_ range: Range<Int>) -> Bool {
        withUnsafeBufferPointer { bytes in
            var bits: UInt8 = 0
            for byte in bytes[range] { bits |= byte }
            return bits < 0x80
        }
    }

    /// Unicode scalars that begin in the range.
    ///
    /// - Parameter range: within the array, at most 128 bytes.
    fileprivate func countCharacters(_ range: Range<Int>) -> Int {
        withUnsafeBufferPointer { bytes in
            var result: UInt8 = 0
            for byte in bytes[range] { result &+= byte & 0xC0 != 0x80 ? 1 : 0 }
            return Int(result)
        }
    }
}

extension Array {
    /// How many elements of a sorted array, from its start, the condition holds for.
    fileprivate func countOfElements(where isBefore: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
