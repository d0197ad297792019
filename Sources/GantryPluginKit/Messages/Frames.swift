/// Puts messages into frames: a header with the length, an empty line, the content.
public enum FrameWriter {
    public static func frame(_ content: [UInt8]) -> [UInt8] {
        Array("Content-Length: \(content.count)\r\n\r\n".utf8) + content
    }
}

/// Takes frames out of bytes, however these are cut into pieces.
///
/// Garbage is told at the end of its first line, so that what a program prints by mistake is named, not waited on.
public struct FrameReader: Sendable {
    /// Of all header lines of a frame together, in bytes.
    private static let longestHeader = 8192

    private let limit: Int
    private var buffer: [UInt8] = []
    /// Where in `buffer` what is not taken yet begins, and how far it was searched for a line end.
    private var (start, searched) = (0, 0)
    private var headerLength = 0
    /// What the header lines of the frame have said so far.
    private var length: Int?
    private var isContent = false

    /// - Parameter limit: the longest content that is taken, in bytes.
    public init(limit: Int) { self.limit = limit }

    /// The contents of the frames that are whole now.
    ///
    /// - Throws: `MessageProblem` for what is no frame, or is too long. Nothing can be read after that.
    public mutating func frames(from bytes: some Sequence<UInt8>) throws(MessageProblem) -> [[UInt8]] {
        // As one piece of memory where it is one: this is generic code, which takes bytes one by one otherwise.
        if bytes.withContiguousStorageIfAvailable({ buffer.append(contentsOf: $0) }) == nil {
            buffer.append(contentsOf: bytes)
        }
        defer { dropTaken() }
        var frames: [[UInt8]] = []
        while true {
            if isContent, let length {
                guard buffer.count - start >= length else { return frames }
                frames.append(Array(buffer[start..<start + length]))
                start += length
                searched = start
                (self.length, isContent, headerLength) = (nil, false, 0)
            } else {
                guard let line = try headerLine() else { return frames }
                try take(line)
            }
        }
    }

    /// There are no more bytes.
    ///
    /// - Throws: `MessageProblem` where they ended within a frame.
    public func finish() throws(MessageProblem) {
        if isContent, let length {
            throw MessageProblem("it ended within a frame, after \(buffer.count - start) of \(length) bytes")
        }
        if headerLength > 0 || start < buffer.count { throw MessageProblem("it ended within the header of a frame") }
    }

    // MARK: Header

    /// The next line without its end; nil while it is not whole.
    private mutating func headerLine() throws(MessageProblem) -> ArraySlice<UInt8>? {
        let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n"))
        searched = end ?? buffer.count
        guard headerLength + searched - start < Self.longestHeader else {
            throw MessageProblem("'\(Self.shown(buffer[start...]))' is longer than the header of a frame can be")
        }
        guard let end else { return nil }
        guard end > start, buffer[end - 1] == UInt8(ascii: "\r") else {
            throw MessageProblem("'\(Self.shown(buffer[start..<end]))' is not the header of a frame")
        }
        let line = buffer[start..<(end - 1)]
        headerLength += end + 1 - start
        start = end + 1
        searched = start
        return line
    }

    private mutating func take(_ line: ArraySlice<UInt8>) throws(MessageProblem) {
        if line.isEmpty {
            guard length != nil else { throw MessageProblem("a frame has no Content-Length") }
            isContent = true
            return
        }
        let words = Self.shown(line)
        let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].allSatisfy(Self.isNameByte) else {
            throw MessageProblem("'\(words)' is not the header of a frame")
        }
        guard String(decoding: parts[0], as: UTF8.self).lowercased() == "content-length" else { return }
        guard length == nil else { throw MessageProblem("a frame has two lengths") }
        let digits = String(decoding: parts[1], as: UTF8.self).filter { $0 != " " }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(digits) else {
            throw MessageProblem("'\(words)' is not the length of a frame")
        }
        guard length <= limit else {
            throw MessageProblem("a frame has \(length) bytes, and at most \(limit) are taken")
        }
        self.length = length
    }

    /// Source: RFC 9110, section 5.6.2, of which this is what real headers use.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte | 0x20) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "_")
    }

    /// The beginning of it, fit to be printed.
    private static func shown(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes.prefix(60), as: UTF8.self).trimmingSuffix { $0 == "\r" }
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
    }

    /// What was taken is dropped once for each piece, so that many small frames cost no more than a large one.
    private mutating func dropTaken() {
        guard start > 0 else { return }
        buffer.removeFirst(start)
        searched -= start
        start = 0
    }
}

extension StringProtocol {
    fileprivate func trimmingSuffix(while condition: (Character) -> Bool) -> String {
        guard let last = lastIndex(where: { !condition($0) }) else { return "" }
        return String(self[...last])
    }
}
