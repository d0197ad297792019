import GantryCore
import Testing

@testable import GantryChildren

@Suite("Bytes and text")
struct TextTests {
    @Test("UTF-8 cut anywhere comes out whole", arguments: ["aé€😀z", "\u{10FFFF}", "e\u{301}", ""])
    func cuts(text: String) {
        let bytes = Array(text.utf8)
        for size in 1...5 {
            var repair = UTF8Repair()
            var result = ""
            for start in stride(from: 0, to: bytes.count, by: size) {
                result += repair.text(from: bytes[start..<min(bytes.count, start + size)])
            }
            #expect(result + repair.rest() == text)
        }
    }

    @Test(
        "what is not UTF-8 is replaced, and held back no longer than it may become a character",
        arguments: [
            ([0xFF], "\u{FFFD}", ""), ([0x41, 0xC3], "A", "\u{FFFD}"), ([0xC3, 0x41], "\u{FFFD}A", ""),
            ([0x80, 0x80, 0x80, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}", ""), ([0xF0, 0x9F, 0x98], "", "\u{FFFD}"),
            ([0xC0], "\u{FFFD}", ""), ([0xF5], "\u{FFFD}", ""),
        ] as [([UInt8], String, String)])
    func invalid(bytes: [UInt8], text: String, rest: String) {
        var repair = UTF8Repair()
        #expect(repair.text(from: bytes) == text)
        #expect(repair.rest() == rest)
    }

    @Test(
        "sizes are read and written",
        arguments: [
            ("4096", 4096, "4 KiB"), ("64KiB", 65_536, "64 KiB"), ("1 MiB", 1_048_576, "1 MiB"),
            ("1MB", 1_000_000, "1000000 bytes"),
            ("2gib", 2_147_483_648, "2 GiB"), ("0", 0, "0 bytes"), ("1B", 1, "1 byte"),
        ])
    func sizes(text: String, bytes: Int, written: String) {
        #expect(ByteCount(text)?.bytes == bytes)
        #expect(ByteCount(bytes).description == written)
    }

    @Test("what is no size is refused", arguments: ["", "MiB", "-1", "1.5MiB", "1 TiB", "9999999999GiB", "1e3", "٣"])
    func noSizes(text: String) {
        #expect(ByteCount(text) == nil)
    }
}
