import FoundationEssentials

/// Makes a value of what encodes.
enum JSONValueEncoder {
    static func encode(_ value: some Encodable) throws -> JSONValue {
        let node = JSONNode()
        try JSONNodeEncoder(node: node).encode(value)
        return node.finished
    }
}

/// A value that is being put together.
private final class JSONNode {
    var value = JSONValue.null
    var members: [String: JSONNode]?
    var elements: [JSONNode]?

    var finished: JSONValue {
        if let members { return .object(members.mapValues(\.finished)) }
        if let elements { return .array(elements.map(\.finished)) }
        return value
    }

    func member(_ key: String) -> JSONNode {
        let node = JSONNode()
        members?[key] = node
        return node
    }

    func element() -> JSONNode {
        let node = JSONNode()
        elements?.append(node)
        return node
    }
}

private struct JSONNodeEncoder: Encoder, SingleValueEncodingContainer {
    let node: JSONNode

    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if node.members == nil { node.members = [:] }
        return KeyedEncodingContainer(JSONMemberWriter<Key>(node: node))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if node.elements == nil { node.elements = [] }
        return JSONElementWriter(node: node)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    func encodeNil() { node.value = .null }

    func encode(_ value: some Encodable) throws {
        if let known = try Self.known(value) { node.value = known } else { try value.encode(to: self) }
    }

    /// What has a form of its own in JSON; nil for all other types.
    private static func known(_ value: any Encodable) throws -> JSONValue? {
        switch value {
        case let text as String: .string(text)
        case let bool as Bool: .bool(bool)
        case let value as JSONValue: value
        case let members as [String: JSONValue]: .object(members)
        case let number as Decimal: .number(number)
        case let number as any BinaryInteger: try exact("\(number)", value)
        // The shortest decimal that reads back as the same number, which is what people expect of 0.1.
        case let number as Double: try exact("\(number)", value)
        case let number as Float: try exact("\(number)", value)
        case let url as URL: .string(url.absoluteString)
        default: nil
        }
    }

    private static func exact(_ text: String, _ value: any Encodable) throws -> JSONValue {
        do {
            return try JSONValue(parsing: Array(text.utf8))
        } catch {
            let words = "\(text) is no number that JSON can hold exactly"
            throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: words))
        }
    }
}

private struct JSONMemberWriter<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let node: JSONNode

    var codingPath: [any CodingKey] { [] }

    func encodeNil(forKey key: Key) { _ = node.member(key.stringValue) }

    func encode(_ value: some Encodable, forKey key: Key) throws {
        try JSONNodeEncoder(node: node.member(key.stringValue)).encode(value)
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        JSONNodeEncoder(node: node.member(key.stringValue)).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        JSONNodeEncoder(node: node.member(key.stringValue)).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { JSONNodeEncoder(node: node.member("super")) }
    func superEncoder(forKey key: Key) -> any Encoder { JSONNodeEncoder(node: node.member(key.stringValue)) }
}

private struct JSONElementWriter: UnkeyedEncodingContainer {
    let node: JSONNode

    var codingPath: [any CodingKey] { [] }
    var count: Int { node.elements?.count ?? 0 }

    func encodeNil() { _ = node.element() }
    func encode(_ value: some Encodable) throws { try JSONNodeEncoder(node: node.element()).encode(value) }

    func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type) -> KeyedEncodingContainer<Nested> {
        JSONNodeEncoder(node: node.element()).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        JSONNodeEncoder(node: node.element()).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { JSONNodeEncoder(node: node.element()) }
}
