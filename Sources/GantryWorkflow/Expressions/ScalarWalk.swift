/// Follows a scalar's text through the way it is written: quotes, escapes, folded lines, indentation of blocks.
struct ScalarWalk {
    private enum Style { case plain, single, double, block }

    private let written: ArraySlice<UInt8>
    private let style: Style
    private var byte: Int

    /// - Parameter written: the scalar's bytes in its file, quotes and the header of a block among them.
    init(written: ArraySlice<UInt8>, isPlain: Bool) {
        self.written = written
        byte = written.startIndex
        switch written.first {
        case _ where isPlain: style = .plain
        case UInt8(ascii: "'"): style = .single
        case UInt8(ascii: "\""): style = .double
        case UInt8(ascii: "|"), UInt8(ascii: ">"): style = .block
        default: style = .plain
        }
    }

    /// The byte that each scalar of the text is written at, and the one behind the last.
    mutating func places(of text: [Unicode.Scalar]) -> [Int] {
        var result: [Int] = []
        result.reserveCapacity(text.count + 1)
        begin()
        while result.count < text.count {
            joinEscapedLines()
            if style == .block { alignLine(with: text[result.count...]) }
            if style != .block, let fold = fold() {
                // One line end is written for a space, more of them for one newline less.
                let scalars = min(max(1, fold.breaks - 1), text.count - result.count)
                result += Array(repeating: byte, count: scalars)
                byte = fold.end
            } else {
                result.append(min(byte, written.endIndex))
                consume(text[result.count - 1])
            }
        }
        result.append(min(byte, written.endIndex))
        return result
    }

    private mutating func begin() {
        switch style {
        case .plain: break
        case .single, .double: byte += 1
        case .block:
            // The header, `|-` with a comment perhaps, is a line of its own.
            while let current, !Self.isBreak(current) { byte += 1 }
            skipBreak()
        }
    }

    private var current: UInt8? { written.indices.contains(byte) ? written[byte] : nil }
    private var following: UInt8? { written.indices.contains(byte + 1) ? written[byte + 1] : nil }
    private var rest: ArraySlice<UInt8> { written[min(byte, written.endIndex)...] }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    private static func isBreak(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }

    private mutating func skipBreak() {
        guard let current, Self.isBreak(current) else { return }
        byte += current == UInt8(ascii: "\r") && following == UInt8(ascii: "\n") ? 2 : 1
    }

    /// In double quotes a `\` before the end of a line joins the lines with nothing between.
    private mutating func joinEscapedLines() {
        guard style == .double else { return }
        while current == UInt8(ascii: "\\"), let following, Self.isBreak(following) {
            byte += 1
            byte = rest.firstIndex { !Self.isBlank($0) && !Self.isBreak($0) } ?? written.endIndex
        }
    }

    /// Skips what is written at the start of a block's line but is not in the text: indentation, folded empty lines.
    private mutating func alignLine(with text: ArraySlice<Unicode.Scalar>) {
        let isAtLineStart = byte > written.startIndex && byte <= written.endIndex && Self.isBreak(written[byte - 1])
        guard isAtLineStart, text.first != "\n" else { return }
        let kept = text.prefix { $0 == " " || $0 == "\t" }.count
        while true {
            let indentation = rest.prefix(while: Self.isBlank).count
            let end = byte + indentation
            guard end < written.endIndex, Self.isBreak(written[end]) else {
                byte += max(0, indentation - kept)
                return
            }
            byte = end
            skipBreak()
        }
    }

    /// The end of a stretch of blanks that holds line ends, and how many; nil where there is none here.
    private func fold() -> (end: Int, breaks: Int)? {
        guard let current, Self.isBlank(current) || Self.isBreak(current) else { return nil }
        var (index, breaks) = (byte, 0)
        while index < written.endIndex, Self.isBlank(written[index]) || Self.isBreak(written[index]) {
            let isPair =
                written[index] == UInt8(ascii: "\r") && index + 1 < written.endIndex
                && written[index + 1] == UInt8(ascii: "\n")
            if Self.isBreak(written[index]), !isPair { breaks += 1 }
            index += 1
        }
        return breaks == 0 ? nil : (index, breaks)
    }

    private mutating func consume(_ scalar: Unicode.Scalar) {
        guard let current else { return }
        switch style {
        case .double where current == UInt8(ascii: "\\"):
            let digits: [UInt8: Int] = [UInt8(ascii: "x"): 2, UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8]
            byte += 2 + (following.flatMap { digits[$0] } ?? 0)
        case .single where current == UInt8(ascii: "'"): byte += 2
        case .block where Self.isBreak(current): skipBreak()
        case .block where scalar == "\n":
            // Blanks at the end of a line that only the indentation was written for.
            byte = rest.firstIndex(where: Self.isBreak) ?? written.endIndex
            skipBreak()
        default: byte += UTF8.width(scalar)
        }
    }
}
