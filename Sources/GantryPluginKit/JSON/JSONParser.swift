import FoundationEssentials

extension JSONValue {
    /// Reads one JSON value, in UTF-8.
    ///
    /// - Throws: `MessageProblem`, which says at which byte it is no JSON. Numbers that cannot be kept exactly, and
    ///   more than 100 levels, are refused too.
    public init(parsing bytes: [UInt8]) throws(MessageProblem) {
        var parser = JSONParser(bytes)
        self = try parser.wholeValue()
    }
}

/// Reads JSON in one pass. Of equal keys in an object the last stays. Source: RFC 8259
struct JSONParser {
    private static let deepest = 100

    private let bytes: [UInt8]
    private var index = 0
    private var depth = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func wholeValue() throws(MessageProblem) -> JSONValue {
        let value = try value()
        skipSpace()
        guard index == bytes.count else { throw problem("more follows after the value") }
        return value
    }

    private mutating func value() throws(MessageProblem) -> JSONValue {
        skipSpace()
        guard let first = peek else { throw problem("a value is missing, the text ends") }
        switch first {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default: throw problem("this is no value")
        }
    }

    // MARK: Objects and lists

    private mutating func object() throws(MessageProblem) -> JSONValue {
        try enter()
        var members: [String: JSONValue] = [:]
        skipSpace()
        if take(UInt8(ascii: "}")) { return leave(.object(members)) }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw problem("a key in quotes is wanted") }
            let key = try string()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw problem("a colon is wanted after the key '\(key)'") }
            members[key] = try value()
            skipSpace()
            if take(UInt8(ascii: "}")) { return leave(.object(members)) }
            guard take(UInt8(ascii: ",")) else { throw problem("a comma or } is wanted") }
        }
    }

    private mutating func array() throws(MessageProblem) -> JSONValue {
        try enter()
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return leave(.array(elements)) }
        while true {
            elements.append(try value())
            skipSpace()
            if take(UInt8(ascii: "]")) { return leave(.array(elements)) }
            guard take(UInt8(ascii: ",")) else { throw problem("a comma or ] is wanted") }
        }
    }

    private mutating func enter() throws(MessageProblem) {
        depth += 1
        guard depth <= Self.deepest else { throw problem("more than \(Self.deepest) levels") }
        index += 1
    }

    private mutating func leave(_ value: JSONValue) -> JSONValue {
        depth -= 1
        return value
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(MessageProblem) -> JSONValue {
        let end = index + word.utf8CodeUnitCount
        guard end <= bytes.count, word.withUTF8Buffer({ $0.elementsEqual(bytes[index..<end]) }) else {
            throw problem("this is no value")
        }
        index = end
        return value
    }

    // MARK: Strings

    private mutating func string() throws(MessageProblem) -> String {
        index += 1
        let start = index
        while index < bytes.count, bytes[index] != UInt8(ascii: "\""), bytes[index] != UInt8(ascii: "\\") {
            guard bytes[index] >= 0x20 else { throw problem("a control character in a text; write it with \\u") }
            index += 1
        }
        guard peek == UInt8(ascii: "\\") else { return try closed(bytes[start..<index], from: start) }
        var content = Array(bytes[start..<index])
        while let byte = peek, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw problem("a control character in a text; write it with \\u") }
            index += 1
            if byte == UInt8(ascii: "\\") { try escape(into: &content) } else { content.append(byte) }
        }
        return try closed(content[...], from: start)
    }

    private mutating func closed(_ content: ArraySlice<UInt8>, from start: Int) throws(MessageProblem) -> String {
        guard take(UInt8(ascii: "\"")) else { throw problem("a text is not closed", at: start - 1) }
        // Most texts are ASCII, which needs no validation.
        if content.allSatisfy({ $0 < 0x80 }) { return String(decoding: content, as: UTF8.self) }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw problem("a text is not UTF-8", at: start)
        }
        return text
    }

    private mutating func escape(into content: inout [UInt8]) throws(MessageProblem) {
        guard let byte = peek else { throw problem("a text is not closed") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "u"): content += String(Character(try scalar())).utf8
        default: throw problem("this escape is not known", at: index - 2)
        }
    }

    /// What `\u` stands for; a pair of surrogates is one.
    private mutating func scalar() throws(MessageProblem) -> Unicode.Scalar {
        let start = index - 2
        var code = try fourDigits()
        if (0xD800..<0xDC00).contains(code), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
            let low = try fourDigits()
            guard (0xDC00..<0xE000).contains(low) else { throw problem("half of a pair of surrogates", at: start) }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw problem("half of a pair of surrogates", at: start) }
        return scalar
    }

    private mutating func fourDigits() throws(MessageProblem) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw problem("four hexadecimal digits are wanted after \\u")
            }
            code = code << 4 + UInt32(digit)
            index += 1
        }
        return code
    }

    // MARK: Numbers

    private mutating func number() throws(MessageProblem) -> Decimal {
        let start = index
        let isNegative = take(UInt8(ascii: "-"))
        let whole = try digits()
        guard whole.count == 1 || bytes[whole.lowerBound] != UInt8(ascii: "0") else {
            throw problem("a number begins with a zero", at: start)
        }
        var exponent = 0
        var figures = Array(bytes[whole])
        if take(UInt8(ascii: ".")) {
            let fraction = try digits()
            figures += bytes[fraction]
            exponent = -fraction.count
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            let isDown = take(UInt8(ascii: "-"))
            if !isDown { _ = take(UInt8(ascii: "+")) }
            let power = Int(String(decoding: bytes[try digits()], as: UTF8.self)) ?? Int(Int32.max)
            exponent += isDown ? -min(power, 100_000) : min(power, 100_000)
        }
        guard let magnitude = Self.decimal(figures, exponent) else {
            let text = String(decoding: bytes[start..<index].prefix(60), as: UTF8.self)
            throw problem("the number \(text) cannot be kept exactly", at: start)
        }
        return isNegative ? -magnitude : magnitude
    }

    private mutating func digits() throws(MessageProblem) -> Range<Int> {
        let start = index
        while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
        guard index > start else { throw problem("a digit is wanted") }
        return start..<index
    }

    /// `Decimal` has 38 digits at least, and powers of ten from -128 to 127; nil for what needs more.
    private static func decimal(_ figures: [UInt8], _ exponent: Int) -> Decimal? {
        let zero = UInt8(ascii: "0")
        var digits = figures.drop { $0 == zero }
        var power = exponent
        while digits.last == zero, digits.count > 18 || power < 0 {
            digits.removeLast()
            power += 1
        }
        guard !digits.isEmpty else { return .zero }
        guard digits.count <= 38, power >= -128, power + digits.count <= 128 else { return nil }
        let significand: Decimal?
        if digits.count <= 18 {
            significand = Decimal(digits.reduce(0) { $0 * 10 + UInt64($1 - zero) })
        } else {
            significand = Decimal(string: String(decoding: digits, as: UTF8.self))
        }
        guard let significand else { return nil }
        return power == 0 ? significand : Decimal(sign: .plus, exponent: power, significand: significand)
    }

    // MARK: Bytes

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private func problem(_ words: String, at place: Int? = nil) -> MessageProblem {
        MessageProblem("byte \((place ?? index) + 1): \(words)")
    }
}
