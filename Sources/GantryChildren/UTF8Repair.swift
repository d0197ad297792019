/// Turns bytes that come in pieces into text: a character split over two pieces is put together again, and bytes that
/// are not UTF-8 become U+FFFD.
struct UTF8Repair {
    private var pending: [UInt8] = []

    mutating func text(from bytes: some Collection<UInt8>) -> String {
        pending.append(contentsOf: bytes)
        let kept = Self.incompleteSuffix(of: pending)
        let text = String(decoding: pending.dropLast(kept), as: UTF8.self)
        pending.removeFirst(pending.count - kept)
        return text
    }

    /// What the pieces broke off with, as text; empty where they ended on a whole character.
    mutating func rest() -> String {
        defer { pending = [] }
        return String(decoding: pending, as: UTF8.self)
    }

    /// How many bytes at the end, 0...3, begin a character that they do not finish. Source: RFC 3629, section 3.
    private static func incompleteSuffix(of bytes: [UInt8]) -> Int {
        for length in 1...3 where length <= bytes.count {
            let byte = bytes[bytes.count - length]
            let needed =
                switch byte {
                case 0xC2...0xDF: 2
                case 0xE0...0xEF: 3
                case 0xF0...0xF4: 4
                default: 0
                }
            if needed > 0 { return needed > length ? length : 0 }
            guard (0x80...0xBF).contains(byte) else { return 0 }
        }
        return 0
    }
}
