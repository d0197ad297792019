import FoundationEssentials
import GantryCore

/// Makes a value of what can be encoded, as its JSON would be, without writing and reading the JSON.
enum ValueEncoder {
    /// - Throws: whatever the value's own encoding throws.
    static func encode(_ value: some Encodable) throws -> Value {
        let slot = Slot()
        try slot.fill(value, codingPath: [])
        return slot.value
    }
}

/// A place that is filled while something is encoded into it.
private final class Slot {
    private var scalar: Value = .null
    private var elements: [Slot]?
    private var members: [(key: String, slot: Slot)]?

    var value: Value {
        if let members { return .map(Dictionary(members.map { ($0.key, $0.slot.value) }) { _, last in last }) }
        return elements.map { .list($0.map(\.value)) } ?? scalar
    }

    var count: Int { elements?.count ?? 0 }

    func beginMap() { if members == nil { members = [] } }

    func beginList() { if elements == nil { elements = [] } }

    func member(_ key: String) -> Slot {
        let slot = Slot()
        members?.append((key, slot))
        return slot
    }

    func element() -> Slot {
        let slot = Slot()
        elements?.append(slot)
        return slot
    }

    func set(_ value: Value) { scalar = value }

    func fill(_ value: some Encodable, codingPath: [any CodingKey]) throws {
        switch value {
        case let value as Value: scalar = value
        case let number as Decimal: scalar = .number(number)
        case let text as String: scalar = .text(text)
        case let bool as Bool: scalar = .bool(bool)
        case let number as Int: scalar = .number(Decimal(number))
        case let number as any BinaryInteger & Encodable: scalar = .number(Decimal(string: "\(number)") ?? 0)
        case let number as Double: scalar = .number(Decimal(string: "\(number)") ?? 0)
        default: try value.encode(to: SlotEncoder(slot: self, codingPath: codingPath))
        }
    }
}

private struct SlotEncoder: Encoder {
    let slot: Slot
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        slot.beginMap()
        return KeyedEncodingContainer(SlotMap<Key>(slot: slot, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.beginList()
        return SlotList(slot: slot, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { SlotScalar(slot: slot, codingPath: codingPath) }
}

private struct SlotMap<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let slot: Slot
    let codingPath: [any CodingKey]

    func encodeNil(forKey key: Key) { slot.member(key.stringValue).set(.null) }

    func encode(_ value: some Encodable, forKey key: Key) throws {
        try slot.member(key.stringValue).fill(value, codingPath: codingPath + [key])
    }

    // Most members are of these; the general way asks each for its type.
    func encode(_ value: String, forKey key: Key) { slot.member(key.stringValue).set(.text(value)) }
    func encode(_ value: Bool, forKey key: Key) { slot.member(key.stringValue).set(.bool(value)) }
    func encode(_ value: Int, forKey key: Key) { slot.member(key.stringValue).set(.number(Decimal(value))) }

    func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        encoder(key).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder(key).unkeyedContainer() }

    func superEncoder() -> any Encoder {
        SlotEncoder(slot: slot.member("super"), codingPath: codingPath)
    }

    func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }

    private func encoder(_ key: Key) -> SlotEncoder {
        SlotEncoder(slot: slot.member(key.stringValue), codingPath: codingPath + [key])
    }
}

private struct SlotList: UnkeyedEncodingContainer {
    let slot: Slot
    let codingPath: [any CodingKey]
    var count: Int { slot.count }

    func encodeNil() { slot.element().set(.null) }

    func encode(_ value: some Encodable) throws { try slot.element().fill(value, codingPath: codingPath) }

    func nestedContainer<Nested: CodingKey>(keyedBy keyType: Nested.Type) -> KeyedEncodingContainer<Nested> {
        SlotEncoder(slot: slot.element(), codingPath: codingPath).container(keyedBy: keyType)
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        SlotEncoder(slot: slot.element(), codingPath: codingPath).unkeyedContainer()
    }

    func superEncoder() -> any Encoder { SlotEncoder(slot: slot.element(), codingPath: codingPath) }
}

private struct SlotScalar: SingleValueEncodingContainer {
    let slot: Slot
    let codingPath: [any CodingKey]

    func encodeNil() { slot.set(.null) }

    func encode(_ value: some Encodable) throws { try slot.fill(value, codingPath: codingPath) }
}
