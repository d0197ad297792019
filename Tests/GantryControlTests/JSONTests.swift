import FoundationEssentials
import GantryCore
import GantryTestSupport
import Testing

@testable import GantryControl

@Suite("JSON, written and read without Foundation's coders")
struct JSONTests {
    @Test("is the same bytes as Foundation's encoder makes, over any tree", arguments: 0..<200 as Range<UInt64>)
    func sameBytes(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let tree = makeTree(&random, depth: 4)
        #expect(try text(JSONWriting.write(tree)) == text(Array(foundation(tree))))
    }

    @Test("is the same bytes for what the daemon says")
    func sameMessages() throws {
        let alerts = (0..<20).map { AlertMessage(makeAlert(Int64($0), "budget/licences \($0)\u{1F600}\n\"/\\\u{7F}")) }
        let list = AlertList(alerts: alerts)
        #expect(try text(JSONWriting.write(list)) == text(Array(foundation(list))))
        let status = StatusMessage(
            state: .ready, startedAt: .init(secondsSinceEpoch: 1), now: .init(secondsSinceEpoch: 2), root: "/r",
            workflows: 1, projects: 2, openAlerts: 3,
            diagnostics: [Diagnostic(.error, .daemonNotReachable, "no", hint: "yes")])
        #expect(try text(JSONWriting.write(status)) == text(Array(foundation(status))))
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
        #expect(try text(WireJSON.encode(Parts())) == #"{"a":1,"b":[2]}"#)
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

    @Test("reads messages")
    func messages() throws {
        let list = AlertList(alerts: (0..<5).map { AlertMessage(makeAlert($0, "budget/licences")) })
        let bytes = try WireJSON.encode(list)
        let failure = ClientFailure.problem(.invalid("?"))
        #expect(try Reply<AlertList>(bytes, orElse: failure).message() == list)
        #expect(try Reply<AlertRows>(bytes, orElse: failure).message().alerts == list.alerts.map(AlertRow.init))
        #expect(throws: failure) { try Reply<RunList>(bytes, orElse: failure).message() }
        #expect(throws: failure) { try Reply<RunList>(Array("{".utf8), orElse: failure) }
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

    @Test("is laid out for people as values are, over any tree", arguments: 0..<200 as Range<UInt64>)
    func layout(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let tree = makeTree(&random, depth: 4)
        #expect(try WireJSON.indented(tree) == tree.indentedJSON)
    }

    @Test("is laid out with sorted keys and plain numbers, however it came, and nothing in it steers a terminal")
    func arrived() throws {
        let came = #"{"b":1.50,"a":[ ],"c":{"é":1,"z":-0,"\u0061":1e3},"d":"\u001b[2J\u202e"}"#
        let text = JSONLayout.indented(try JSONText(Array(came.utf8)))
        #expect(try text == JSONDecoder().decode(Value.self, from: Data(came.utf8)).indentedJSON)
        #expect(!text.unicodeScalars.contains { $0.isSteering && $0 != "\n" })
    }
}

private func foundation(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
}

private func text(_ bytes: [UInt8]?) -> String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

/// Any value, with texts and keys of all kinds.
private func makeTree(_ random: inout SplitMix, depth: Int) -> Value {
    switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
    case 0: .null
    case 1: .bool(Bool.random(using: &random))
    case 2: .number(Decimal(Int.random(in: -1_000_000...1_000_000, using: &random)))
    case 3: .number(Decimal(Int.random(in: -9999...9999, using: &random)) / 1000)
    case 4: .text(makeText(&random))
    case 5:
        .list((0..<Int.random(in: 0..<6, using: &random)).map { _ in makeTree(&random, depth: depth - 1) })
    default:
        .map(
            Dictionary(
                (0..<Int.random(in: 0..<6, using: &random)).map { _ in
                    (makeText(&random), makeTree(&random, depth: depth - 1))
                }
            ) { $1 })
    }
}

private func makeText(_ random: inout SplitMix) -> String {
    let pieces = [
        "a", "b", "Z", "_", "10", "2", "/", "\"", "\\", "\n", "\t", "\u{1}", "\u{1B}", "\u{7F}", "\u{2028}", "é", "😀",
        " ",
    ]
    return (0..<Int.random(in: 0..<6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
}
