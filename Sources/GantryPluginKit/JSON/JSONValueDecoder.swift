import FoundationEssentials

/// Where a value is inside of the one that is decoded.
final class JSONPath: Sendable {
    let parent: JSONPath?
    let key: any CodingKey

    init(_ parent: JSONPath?, _ key: any CodingKey) { (self.parent, self.key) = (parent, key) }

    var keys: [any CodingKey] { (parent?.keys ?? []) + [key] }
}

/// The number of an element in a list.
struct JSONIndex: CodingKey {
    let index: Int

    init(_ index: Int) { self.index = index }
    init?(intValue: Int) { index = intValue }
    init?(stringValue: String) { return nil }

    var intValue: Int? { index }
    var stringValue: String { "[\(index)]" }
}

/// Reads types out of a value that is parsed already.
struct JSONValueDecoder: Decoder {
    let value: JSONValue
    let path: JSONPath?

    init(_ value: JSONValue, at path: JSONPath?) { (self.value, self.path) = (value, path) }

    var codingPath: [any CodingKey] { path?.keys ?? [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .object(let members) = value else { throw mismatch(JSONValue.self, "an object") }
        return KeyedDecodingContainer(JSONMembers<Key>(members: members, decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .array(let elements) = value else { throw mismatch(JSONValue.self, "a list") }
        return JSONElements(elements: elements, decoder: self)
    }

    func singleValueContainer() -> any SingleValueDecodingContainer { self }

    func mismatch(_ type: Any.Type, _ wanted: String) -> DecodingError {
        .typeMismatch(
            type, .init(codingPath: codingPath, debugDescription: "is \(value.kind), and \(wanted) is wanted"))
    }
}

extension JSONValueDecoder: SingleValueDecodingContainer {
    func decodeNil() -> Bool { value == .null }

    func decode<Content: Decodable>(_ type: Content.Type) throws -> Content {
        if let known = try knownType(type) as? Content { return known }
        do {
            return try Content(from: self)
        } catch let failure as PluginFailure {
            // Where it is belongs to what is wrong.
            throw DecodingError.dataCorrupted(
                .init(codingPath: codingPath, debugDescription: failure.message, underlyingError: failure))
        }
    }

    /// What has a form of its own in JSON; nil for all other types.
    private func knownType(_ type: any Decodable.Type) throws -> Any? {
        // Types are compared, which costs less than casts.
        if type == String.self {
            guard case .string(let text) = value else { throw mismatch(type, "a text") }
            return text
        }
        if type == Bool.self {
            guard case .bool(let bool) = value else { throw mismatch(type, "true or false") }
            return bool
        }
        if type == JSONValue.self { return value }
        if type == [String: JSONValue].self {
            guard case .object(let members) = value else { throw mismatch(type, "an object") }
            return members
        }
        if type == Decimal.self { return try number(type) }
        if type == Double.self { return Double("\(try number(type))") }
        if type == Float.self { return Float("\(try number(type))") }
        if type == URL.self {
            guard case .string(let text) = value, let url = URL(string: text) else {
                throw mismatch(type, "an address")
            }
            return url
        }
        if let type = type as? any FixedWidthInteger.Type { return try whole(type) }
        return nil
    }

    private func number(_ type: Any.Type) throws -> Decimal {
        guard case .number(let number) = value else { throw mismatch(type, "a number") }
        return number
    }

    private func whole<Number: FixedWidthInteger>(_ type: Number.Type) throws -> Number {
        let number = try number(type)
        guard let whole = Number("\(number)") else {
            let words = "is \(number), and a whole number from \(Number.min) to \(Number.max) is wanted"
            throw DecodingError.dataCorrupted(.init(codingPath: codingPath, debugDescription: words))
        }
        return whole
    }
}

private struct JSONMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let members: [String: JSONValue]
    let decoder: JSONValueDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { members.keys.compactMap(Key.init) }

    func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }
    func decodeNil(forKey key: Key) throws -> Bool { try member(key).decodeNil() }

    func decode<Content: Decodable>(_ type: Content.Type, forKey key: Key) throws -> Content {
        try member(key).decode(type)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try member(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try member(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { decoder }
    func superDecoder(forKey key: Key) throws -> any Decoder { try member(key) }

    private func member(_ key: Key) throws -> JSONValueDecoder {
        guard let value = members[key.stringValue] else {
            throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "is missing"))
        }
        return JSONValueDecoder(value, at: JSONPath(decoder.path, key))
    }
}

private struct JSONElements: UnkeyedDecodingContainer {
    let elements: [JSONValue]
    let decoder: JSONValueDecoder
    var currentIndex = 0

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, elements[currentIndex] == .null else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Content: Decodable>(_ type: Content.Type) throws -> Content { try next().decode(type) }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
    mutating func superDecoder() throws -> any Decoder { try next() }

    private mutating func next() throws -> JSONValueDecoder {
        let path = JSONPath(decoder.path, JSONIndex(currentIndex))
        guard !isAtEnd else {
            throw DecodingError.valueNotFound(
                JSONValue.self, .init(codingPath: path.keys, debugDescription: "is missing"))
        }
        defer { currentIndex += 1 }
        return JSONValueDecoder(elements[currentIndex], at: path)
    }
}
