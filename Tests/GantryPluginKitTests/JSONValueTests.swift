import FoundationEssentials
import GantryPluginKit
import Testing

@Suite("JSON values")
struct JSONValueTests {
    static let texts: [(String, JSONValue)] = [
        ("null", nil), ("true", true), (" false ", false), ("0", 0), ("-17", -17),
        ("1.50", .number(Decimal(sign: .plus, exponent: -1, significand: 15))),
        ("12e2", 1200), ("5E-1", .number(Decimal(sign: .plus, exponent: -1, significand: 5))),
        ("\"a\\\"b\\\\c\\/d\\n\\t\\r\\b\\f\"", "a\"b\\c/d\n\t\r\u{8}\u{C}"),
        ("\"\\u00e9 \\uD83D\\uDE00 é\"", "é 😀 é"),
        ("[]", []), ("{}", [:]), ("[1, [\"x\"], {\"a\": null}]", [1, ["x"], ["a": nil]]),
        ("{\"a\": 1, \"a\": 2}", ["a": 2]),
    ]

    @Test("reads what JSON can say", arguments: texts)
    func reads(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)) == value)
    }

    @Test("writes what it reads, and reads what it writes", arguments: texts)
    func roundTrip(_ text: String, _ value: JSONValue) throws {
        #expect(try JSONValue(parsing: value.encoded) == value)
    }

    @Test(
        "keeps every digit of a number",
        arguments: [
            "0.1", "-0.30", "12345678901234567890.123456789", "99999999999999999999999999999999999999",
            "123456789012345678", "1234567890123456789", "0.00000000000000000000000000000000000001",
            "100000000000000000000000000000000000000000",
        ])
    func exactNumbers(_ text: String) throws {
        guard case .number(let number) = try JSONValue(parsing: Array(text.utf8)) else {
            Issue.record("no number")
            return
        }
        #expect(number == Decimal(string: text))
        #expect(try JSONValue(parsing: Array("\(number)".utf8)) == .number(number))
    }

    @Test(
        "says where a text is no JSON",
        arguments: [
            ("", "byte 1: a value is missing, the text ends"),
            ("{\"a\" 1}", "byte 6: a colon is wanted after the key 'a'"),
            ("[1 2]", "byte 4: a comma or ] is wanted"), ("{\"a\":1", "byte 7: a comma or } is wanted"),
            ("{a: 1}", "byte 2: a key in quotes is wanted"), ("tru", "byte 1: this is no value"),
            ("nan", "byte 1: this is no value"), ("1 2", "byte 3: more follows after the value"),
            ("01", "byte 1: a number begins with a zero"), ("1.", "byte 3: a digit is wanted"),
            ("-", "byte 2: a digit is wanted"), ("\"abc", "byte 1: a text is not closed"),
            ("\"a\nb\"", "byte 3: a control character in a text; write it with \\u"),
            ("\"\\x\"", "byte 2: this escape is not known"), ("\"\\uD83D\"", "byte 2: half of a pair of surrogates"),
            ("\"\\u12\"", "byte 6: four hexadecimal digits are wanted after \\u"),
            ("1e400", "byte 1: the number 1e400 cannot be kept exactly"),
            (
                "123456789012345678901234567890123456789",
                "byte 1: the number 123456789012345678901234567890123456789 cannot be kept exactly"
            ),
        ])
    func mistakes(_ text: String, _ words: String) {
        #expect(throws: MessageProblem(words)) { try JSONValue(parsing: Array(text.utf8)) }
    }

    @Test("refuses bytes that are not UTF-8")
    func notUTF8() {
        #expect(throws: MessageProblem("byte 2: a text is not UTF-8")) { try JSONValue(parsing: [0x22, 0xFF, 0x22]) }
    }

    @Test("refuses more than 100 levels, and takes 100")
    func depth() throws {
        func nested(_ levels: Int) -> [UInt8] {
            Array((String(repeating: "[", count: levels) + String(repeating: "]", count: levels)).utf8)
        }
        #expect(throws: Never.self) { try JSONValue(parsing: nested(100)) }
        #expect(throws: MessageProblem.self) { try JSONValue(parsing: nested(101)) }
        #expect(throws: MessageProblem.self) { try JSONValue(parsing: Array(repeating: 0x5B, count: 1_000_000)) }
    }

    @Test("reads any bytes without a crash, whatever is cut off or changed")
    func hostile() {
        let whole = Array(#"{"a":[1.5e3,"é\u00e9\ud83d\ude00",null,true],"b":{"c":-0.1}}"#.utf8)
        var taken = 0
        for end in whole.indices {
            if (try? JSONValue(parsing: Array(whole[..<end]))) != nil { taken += 1 }
            for byte in [0x00, 0x22, 0x5C, 0x5D, 0x7D, 0xFF] as [UInt8] {
                var changed = whole
                changed[end] = byte
                _ = try? JSONValue(parsing: changed)
            }
        }
        #expect(taken == 0)
    }

    // MARK: Types of one's own

    struct Everything: Codable, Equatable {
        enum Colour: String, Codable { case red, green }
        struct Part: Codable, Equatable { var name: String; var sizes: [Int] }

        var text: String
        var flag: Bool
        var small: UInt8
        var amount: Decimal
        var ratio: Double
        var colour: Colour
        var parts: [Part]
        var named: [String: Part]
        var missing: String?
        var any: JSONValue
        var address: URL
    }

    static let everything = Everything(
        text: "x", flag: true, small: 255, amount: Decimal(string: "12345678901234567.89") ?? 0, ratio: 0.1,
        colour: .green,
        parts: [.init(name: "a", sizes: [1, 2]), .init(name: "b", sizes: [])],
        named: ["k": .init(name: "c", sizes: [3])],
        missing: nil, any: ["deep": [nil, 1]],
        address: URL(string: "https://crm.example.org/x?y=1") ?? URL(filePath: "/"))

    @Test("encodes and decodes types of one's own, as the standard coder does")
    func codable() throws {
        let value = try JSONValue(encoding: Self.everything)
        #expect(try value.decode(Everything.self) == Self.everything)
        let standard = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(Self.everything))
        #expect(value["amount"] == .number(Self.everything.amount))
        #expect(value == standard)
        #expect(try JSONDecoder().decode(Everything.self, from: Data(value.encoded)) == Self.everything)
    }

    @Test("refuses a number that JSON does not have", arguments: [Double.nan, .infinity, 1e300])
    func noNumber(_ number: Double) {
        #expect(throws: EncodingError.self) { try JSONValue(encoding: ["x": number]) }
    }

    static let wrongMembers: [(String, JSONValue, String)] = [
        ("parts", ["x"], "'inputs.parts[0]' is a text, and an object is wanted"),
        ("parts", [["name": "a", "sizes": [1, "2"]]], "'inputs.parts[0].sizes[1]' is a text, and a number is wanted"),
        ("parts", [["name": "a"]], "'inputs.parts[0].sizes' is missing"),
        ("flag", 1, "'inputs.flag' is a number, and true or false is wanted"),
        ("small", 256, "'inputs.small' is 256, and a whole number from 0 to 255 is wanted"),
        ("text", nil, "'inputs.text' is null, and a text is wanted"),
        ("address", [], "'inputs.address' is a list, and an address is wanted"),
    ]

    @Test("says in words which key is wrong", arguments: wrongMembers)
    func words(_ key: String, _ wrong: JSONValue, _ words: String) throws {
        guard case .object(var members) = try JSONValue(encoding: Self.everything) else { return }
        members[key] = wrong
        do {
            _ = try JSONValue.object(members).decode(Everything.self)
            Issue.record("it was decoded")
        } catch {
            #expect(MessageProblem(error, below: "inputs").description == words)
        }
    }
}
