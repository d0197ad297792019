import FoundationEssentials

/// Makes messages from JSON by its tokens.
package struct JSONReading: Decoder {
    let text: JSONText
    fileprivate let index: Int

    /// Where something is, is not told: the answers of a daemon are not a person's to mend.
    package var codingPath: [any CodingKey] { [] }
    package var userInfo: [CodingUserInfoKey: Any] { [:] }

    /// - Throws: `DecodingError` where it is JSON, but no such message.
    package static func read<Message: Decodable>(_ type: Message.Type = Message.self, from text: JSONText) throws
        -> Message
    {
        try JSONReading(text: text, index: 0).value(type)
    }

    package func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard text.tokens[index].kind == .map else { throw mismatch([String: String].self) }
        return KeyedDecodingContainer(JSONMap<Key>(text: text, index: index))
    }

    package func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard text.tokens[index].kind == .list else { throw mismatch([String].self) }
        return JSONList(text: text, index: index)
    }

    package func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

    fileprivate func value<T: Decodable>(_ type: T.Type) throws -> T {
        // Compared, not cast: most values are of these.
        if type == String.self, let value = try string() as? T { return value }
        if type == Bool.self, let value = try bool() as? T { return value }
        if type == Int.self, let value = try integer(Int.self) as? T { return value }
        if type == Decimal.self, let value = try decimal() as? T { return value }
        return try T(from: self)
    }

    fileprivate func string() throws -> String {
        guard text.tokens[index].kind == .text else { throw mismatch(String.self) }
        guard let string = text.string(index) else { throw corrupted("half a character") }
        return string
    }

    fileprivate func bool() throws -> Bool {
        switch text.tokens[index].kind {
        case .yes: true
        case .no: false
        default: throw mismatch(Bool.self)
        }
    }

    fileprivate func integer<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
        guard text.tokens[index].kind == .number else { throw mismatch(type) }
        let written = text.written(index)
        guard let number = T(written) ?? Double(written).flatMap({ T(exactly: $0) }) else {
            throw corrupted("\(written) is no \(type)")
        }
        return number
    }

    fileprivate func decimal() throws -> Decimal {
        guard text.tokens[index].kind == .number else { throw mismatch(Decimal.self) }
        guard let number = Decimal(string: text.written(index)) else { throw corrupted("no number") }
        return number
    }

    fileprivate func floating<T: LosslessStringConvertible>(_ type: T.Type) throws -> T {
        guard text.tokens[index].kind == .number, let number = T(text.written(index)) else { throw mismatch(type) }
        return number
    }

    fileprivate var isNull: Bool { text.tokens[index].kind == .null }

    fileprivate func mismatch(_ type: Any.Type) -> DecodingError {
        .typeMismatch(
            type, .init(codingPath: [], debugDescription: "a \(text.tokens[index].kind) stands where a \(type) belongs")
        )
    }

    fileprivate func corrupted(_ words: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: [], debugDescription: words))
    }
}

extension JSONReading: SingleValueDecodingContainer {
    package func decodeNil() -> Bool { isNull }
    package func decode(_ type: Bool.Type) throws -> Bool { try bool() }
    package func decode(_ type: String.Type) throws -> String { try string() }
    package func decode(_ type: Double.Type) throws -> Double { try floating(type) }
    package func decode(_ type: Float.Type) throws -> Float { try floating(type) }
    package func decode(_ type: Int.Type) throws -> Int { try integer(type) }
    package func decode(_ type: Int8.Type) throws -> Int8 { try integer(type) }
    package func decode(_ type: Int16.Type) throws -> Int16 { try integer(type) }
    package func decode(_ type: Int32.Type) throws -> Int32 { try integer(type) }
    package func decode(_ type: Int64.Type) throws -> Int64 { try integer(type) }
    package func decode(_ type: UInt.Type) throws -> UInt { try integer(type) }
    package func decode(_ type: UInt8.Type) throws -> UInt8 { try integer(type) }
    package func decode(_ type: UInt16.Type) throws -> UInt16 { try integer(type) }
    package func decode(_ type: UInt32.Type) throws -> UInt32 { try integer(type) }
    package func decode(_ type: UInt64.Type) throws -> UInt64 { try integer(type) }
    package func decode<T: Decodable>(_ type: T.Type) throws -> T { try value(type) }
}

/// The members of a map, looked for as they are asked for: there are few, and most are never wanted.
private struct JSONMap<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let text: JSONText
    let index: Int
    var codingPath: [any CodingKey] { [] }

    var allKeys: [Key] { names.compactMap { text.string($0).flatMap(Key.init(stringValue:)) } }

    private var names: [Int] { text.children(of: index).enumerated().filter { $0.offset % 2 == 0 }.map(\.element) }

    func contains(_ key: Key) -> Bool { find(key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { try reading(key).isNull }

    func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try reading(key).bool() }
    func decode(_ type: String.Type, forKey key: Key) throws -> String { try reading(key).string() }
    func decode(_ type: Double.Type, forKey key: Key) throws -> Double { try reading(key).floating(type) }
    func decode(_ type: Float.Type, forKey key: Key) throws -> Float { try reading(key).floating(type) }
    func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try reading(key).integer(type) }
    func decode(_ type: Int8.Type, forKey key: Key) throws -> Int8 { try reading(key).integer(type) }
    func decode(_ type: Int16.Type, forKey key: Key) throws -> Int16 { try reading(key).integer(type) }
    func decode(_ type: Int32.Type, forKey key: Key) throws -> Int32 { try reading(key).integer(type) }
    func decode(_ type: Int64.Type, forKey key: Key) throws -> Int64 { try reading(key).integer(type) }
    func decode(_ type: UInt.Type, forKey key: Key) throws -> UInt { try reading(key).integer(type) }
    func decode(_ type: UInt8.Type, forKey key: Key) throws -> UInt8 { try reading(key).integer(type) }
    func decode(_ type: UInt16.Type, forKey key: Key) throws -> UInt16 { try reading(key).integer(type) }
    func decode(_ type: UInt32.Type, forKey key: Key) throws -> UInt32 { try reading(key).integer(type) }
    func decode(_ type: UInt64.Type, forKey key: Key) throws -> UInt64 { try reading(key).integer(type) }
    func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try reading(key).value(type) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { try reading(key).container(keyedBy: type) }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try reading(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { JSONReading(text: text, index: index) }

    func superDecoder(forKey key: Key) throws -> any Decoder { try reading(key) }

    private func reading(_ key: Key) throws -> JSONReading {
        guard let value = find(key) else {
            throw DecodingError.keyNotFound(key, .init(codingPath: [], debugDescription: "there is no such member"))
        }
        return JSONReading(text: text, index: value)
    }

    /// The token of a member's value.
    private func find(_ key: Key) -> Int? {
        var name = key.stringValue
        return name.withUTF8 { wanted in
            var index = self.index + 1
            let end = Int(text.tokens[self.index].next)
            while index < end {
                if isNamed(index, wanted) { return index + 1 }
                index = Int(text.tokens[index + 1].next)
            }
            return nil
        }
    }

    private func isNamed(_ index: Int, _ wanted: UnsafeBufferPointer<UInt8>) -> Bool {
        let token = text.tokens[index]
        guard token.isPlain else { return text.string(index).map { $0.utf8.elementsEqual(wanted) } ?? false }
        return Int(token.end - token.start) == wanted.count
            && text.bytes[Int(token.start)..<Int(token.end)].elementsEqual(wanted)
    }
}

private struct JSONList: UnkeyedDecodingContainer {
    let text: JSONText
    private let end: Int
    private var next: Int
    private(set) var currentIndex = 0
    var codingPath: [any CodingKey] { [] }

    init(text: JSONText, index: Int) {
        (self.text, next, end) = (text, index + 1, Int(text.tokens[index].next))
    }

    var count: Int? { nil }

    var isAtEnd: Bool { next >= end }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, text.tokens[next].kind == .null else { return false }
        _ = try take()
        return true
    }

    mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try take().value(type) }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> { try take().container(keyedBy: type) }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try take().unkeyedContainer() }

    mutating func superDecoder() throws -> any Decoder { try take() }

    private mutating func take() throws -> JSONReading {
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                Any.self, .init(codingPath: [], debugDescription: "the list has \(currentIndex) elements"))
        }
        let reading = JSONReading(text: text, index: next)
        next = Int(text.tokens[next].next)
        currentIndex += 1
        return reading
    }
}
