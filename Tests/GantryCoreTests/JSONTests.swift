import FoundationEssentials
import GantryCore
import GantryTestSupport
import Testing

@Suite("JSON, written and read without Foundation's coders")
struct JSONTests {
    @Test("is the same bytes as Foundation's encoder makes, over any tree", arguments: 0..<200 as Range<UInt64>)
    func sameBytes(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let tree = makeTree(&random, depth: 4)
        #expect(try text(JSONWriting.write(tree)) == text(Array(foundation(tree))))
    }

    struct Odd: Encodable {
        var b = 1.5
        var a = 2.0
        var float: Float = -0.25
        var wide = UInt64.max
        var narrow = Int8.min
        var none: String?
        var empty: [String: Int] = [:]
        var list: [[Int]] = [[], [1]]
        var keyed = ["z/": 1, "a": 2, "é": 3, "a10": 4, "a2": 5, "B": 6]
        var decimal = Decimal(string: "-0.10000000000000000001")
    }

    @Test("writes every kind of number, and empty and missing things")
    func odd() throws {
        let written = try #require(try JSONWriting.write(Odd()))
        #expect(try text(written) == text(Array(foundation(Odd()))))
        #expect(throws: EncodingError.self) { try JSONWriting.write([Double.infinity]) }
    }

    struct Parts: Encodable {
        enum Key: CodingKey { case b, a }

        func encode(to encoder: any Encoder) throws {
            var outer = encoder.container(keyedBy: Key.self)
            var inner = outer.nestedUnkeyedContainer(forKey: .b)
            try outer.encode(1, forKey: .a)
            try inner.encode(2)
        }
    }

    @Test("leaves to Foundation what is written in parts by turns, and what has a form of its own there")
    func unfit() throws {
        #expect(try JSONWriting.write(Parts()) == nil)
        #expect(try JSON.text(Parts()) == #"{"a":1,"b":[2]}"#)
        #expect(try JSONWriting.write([Date(timeIntervalSince1970: 0)]) == nil)
    }

    @Test("reads what Foundation's decoder reads", arguments: 0..<200 as Range<UInt64>)
    func sameValues(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let tree = makeTree(&random, depth: 4)
        let bytes = Array(try foundation(tree))
        let read: Value = try JSONReading.read(from: JSONText(bytes))
        #expect(try read == JSONDecoder().decode(Value.self, from: Data(bytes)))
        #expect(read == tree)
    }

    @Test(
        "takes every escape",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
            (#""\ud83d\ude00 \uD83D\uDE00""#, "😀 😀"), ("\"\u{7F}é😀\"", "\u{7F}é😀"), (#""""#, ""),
        ])
    func escapes(written: String, meant: String) throws {
        #expect(try JSONReading.read(String.self, from: JSONText(Array(written.utf8))) == meant)
    }

    @Test(
        "refuses what is no JSON",
        arguments: [
            "", " ", "{", "}", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "[1 2]", "01", "-", "1.",
            ".5", "1e", "+1", "nul", "truee", "\"", "\"\\x\"", "\"\\u12g4\"", "\"\n\"", "[1]]", "1 2", "NaN",
            "\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83dx\"",
        ])
    func malformed(written: String) {
        #expect(throws: (any Error).self) { try JSONReading.read(Value.self, from: JSONText(Array(written.utf8))) }
    }

    @Test("refuses bytes that are no text, and lists that are too deep")
    func hostile() throws {
        #expect(throws: JSONText.Malformed.self) { try JSONText([0x22, 0xFF, 0x22]) }
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: JSONText.Malformed.self) { try JSONText(deep) }
    }
}
