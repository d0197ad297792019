import Glibc

/// The lines in which two versions of a table may differ: a row more in a table of a million is compared as one line.
struct TableWindow {
    /// Bytes of the two versions, whole lines.
    let old: Range<Int>
    let new: Range<Int>
    /// The number of its first line, in both.
    let firstLine: Int

    private static let newline = UInt8(ascii: "\n")

    init(from old: [UInt8], to new: [UInt8]) {
        let both = min(old.count, new.count)
        // A lone carriage return ends a line as well; of such files all lines are compared.
        guard !Self.hasLoneReturn(old), !Self.hasLoneReturn(new) else {
            (self.old, self.new, firstLine) = (0..<old.count, 0..<new.count, 1)
            return
        }
        var start = 0
        while start < both, old[start] == new[start] { start += 1 }
        while start > 0, old[start - 1] != Self.newline { start -= 1 }
        var rest = 0
        while rest < both - start, old[old.count - 1 - rest] == new[new.count - 1 - rest] { rest += 1 }
        // It begins with a line, in both.
        while rest > 0, !Self.beginsLine(old, old.count - rest) || !Self.beginsLine(new, new.count - rest) { rest -= 1 }
        (self.old, self.new) = (start..<(old.count - rest), start..<(new.count - rest))
        firstLine = 1 + old[..<start].count { $0 == Self.newline }
    }

    private static func beginsLine(_ bytes: [UInt8], _ index: Int) -> Bool {
        index == 0 || bytes[index - 1] == newline
    }

    private static func hasLoneReturn(_ bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return false }
            var index = 0
            while index < buffer.count,
                let found = memchr(start + index, Int32(UInt8(ascii: "\r")), buffer.count - index)
            {
                let place = UnsafeRawPointer(found) - start
                guard place + 1 < buffer.count, buffer[place + 1] == newline else { return true }
                index = place + 1
            }
            return false
        }
    }
}
