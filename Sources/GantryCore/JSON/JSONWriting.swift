import FoundationEssentials

/// Makes JSON of values: keys sorted, slashes not escaped, the same bytes that Foundation's encoder makes. That one
/// makes a tree of values first, and takes ten times as long.
package final class JSONWriting {
    /// A member of a map that is being written, with the comma after it.
    private struct Member {
        let key: String
        let start: Int
    }

    /// What a value has made of itself so far.
    private struct Frame {
        enum Kind { case nothing, scalar, list, map }

        var kind = Kind.nothing
        var start: Int
        /// The first of its members, in `members`.
        var firstMember: Int
        var count = 0
    }

    private var json = JSONBytes()
    private var members: [Member] = []
    private var frame = Frame(start: 0, firstMember: 0)
    /// Whether it asked for what is not made here.
    private var isUnfit = false

    private init() {}

    /// - Returns: nil where the value has something that only Foundation's encoder knows how to write.
    /// - Throws: whatever the value's own encoding throws.
    package static func write(_ message: some Encodable) throws -> [UInt8]? {
        let writing = JSONWriting()
        try writing.write(message)
        return writing.isUnfit ? nil : writing.json.bytes
    }

    // MARK: Values

    fileprivate func write<T: Encodable>(_ value: T) throws {
        // Compared, not cast: most values are of these.
        if T.self == String.self, let value = value as? String { return write(text: value) }
        if T.self == Bool.self, let value = value as? Bool { return write(word: value ? "true" : "false") }
        if T.self == Int.self, let value = value as? Int { return write(word: String(value)) }
        if T.self == Decimal.self, let value = value as? Decimal { return write(word: value.description) }
        if T.self == Date.self || T.self == Data.self || T.self == URL.self { isUnfit = true }
        if let value = value as? any JSONWritable { return value.write(to: &json) }
        let outer = frame
        frame = Frame(start: json.bytes.count, firstMember: members.count)
        try value.encode(to: JSONEncoding(writing: self))
        close()
        frame = outer
    }

    fileprivate func write(word: some StringProtocol) { json.bytes += word.utf8 }

    /// - Throws: `EncodingError` for what JSON has no numbers for.
    fileprivate func write(floating value: some BinaryFloatingPoint & LosslessStringConvertible & Encodable) throws {
        guard value.isFinite else {
            throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "\(value) is no number"))
        }
        let text = value.description
        write(word: text.hasSuffix(".0") ? text.dropLast(2) : text[...])
    }

    fileprivate func write(text: String) { json.text(text) }

    // MARK: Lists and maps

    fileprivate var count: Int { frame.count }

    fileprivate func beginScalar() { frame.kind = .scalar }

    fileprivate func begin(_ isMap: Bool) {
        guard frame.kind == .nothing else { return }
        frame.kind = isMap ? .map : .list
        json.bytes.append(UInt8(ascii: isMap ? "{" : "["))
    }

    fileprivate func beginMember(_ key: String) {
        members.append(Member(key: key, start: json.bytes.count))
        write(text: key)
        json.bytes.append(UInt8(ascii: ":"))
    }

    fileprivate func endElement() {
        frame.count += 1
        json.bytes.append(UInt8(ascii: ","))
    }

    fileprivate func giveUp() { isUnfit = true }

    private func close() {
        switch frame.kind {
        case .nothing: json.bytes += "{}".utf8
        case .scalar: break
        case .list: close(with: "]")
        case .map:
            sortMembers()
            members.removeSubrange(frame.firstMember...)
            close(with: "}")
        }
    }

    /// In the place of the last comma.
    private func close(with end: Unicode.Scalar) {
        if json.bytes.count > frame.start + 1 { json.bytes.removeLast() }
        json.bytes.append(UInt8(ascii: end))
    }

    /// Brings the members into the order of their keys. Of two with one key the later stays.
    private func sortMembers() {
        let own = members[frame.firstMember...]
        guard zip(own, own.dropFirst()).contains(where: { $0.key >= $1.key }) else { return }
        let order = own.indices.sorted { (own[$0].key, $0) < (own[$1].key, $1) }
        var sorted: [UInt8] = []
        sorted.reserveCapacity(json.bytes.count - frame.start)
        for (place, index) in order.enumerated() {
            if place + 1 < order.count, own[order[place + 1]].key == own[index].key { continue }
            let end = index + 1 < own.endIndex ? own[index + 1].start : json.bytes.count
            sorted += json.bytes[own[index].start..<end]
        }
        json.bytes.replaceSubrange((frame.start + 1)..., with: sorted)
    }
}

private struct JSONEncoding: Encoder {
    let writing: JSONWriting
    var codingPath: [any CodingKey] { [] }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        writing.begin(true)
        return KeyedEncodingContainer(JSONMembers<Key>(writing: writing))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        writing.begin(false)
        return JSONElements(writing: writing)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer {
        writing.beginScalar()
        return JSONScalar(writing: writing)
    }
}

private struct JSONMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let writing: JSONWriting
    var codingPath: [any CodingKey] { [] }

    private func member(_ key: Key, _ write: () throws -> Void) rethrows {
        writing.beginMember(key.stringValue)
        try write()
        writing.endElement()
    }

    func encodeNil(forKey key: Key) { member(key) { writing.write(word: "null") } }
    func encode(_ value: String, forKey key: Key) { member(key) { writing.write(text: value) } }
    func encode(_ value: Bool, forKey key: Key) { member(key) { writing.write(word: value ? "true" : "false") } }
    func encode(_ value: Int, forKey key: Key) { member(key) { writing.write(word: String(value)) } }
    func encode(_ value: some Encodable, forKey key: Key) throws { try member(key) { try writing.write(value) } }

    // Parts that are written by turns with others have no one place in the text.
    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        writing.giveUp()
        return KeyedEncodingContainer(JSONMembers<Nested>(writing: writing))
    }

    func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        writing.giveUp()
        return JSONElements(writing: writing)
    }

    func superEncoder() -> any Encoder {
        writing.giveUp()
        return JSONEncoding(writing: writing)
    }

    func superEncoder(forKey key: Key) -> any Encoder { superEncoder() }
}

private struct JSONElements: UnkeyedEncodingContainer {
    let writing: JSONWriting
    var codingPath: [any CodingKey] { [] }
    var count: Int { writing.count }

    func encodeNil() {
        writing.write(word: "null")
        writing.endElement()
    }

    func encode(_ value: some Encodable) throws {
        try writing.write(value)
        writing.endElement()
    }

    func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
        writing.giveUp()
        return KeyedEncodingContainer(JSONMembers<Nested>(writing: writing))
    }

    func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        writing.giveUp()
        return self
    }

    func superEncoder() -> any Encoder {
        writing.giveUp()
        return JSONEncoding(writing: writing)
    }
}

private struct JSONScalar: SingleValueEncodingContainer {
    let writing: JSONWriting
    var codingPath: [any CodingKey] { [] }

    func encodeNil() { writing.write(word: "null") }
    func encode(_ value: Bool) { writing.write(word: value ? "true" : "false") }
    func encode(_ value: String) { writing.write(text: value) }
    func encode(_ value: Double) throws { try writing.write(floating: value) }
    func encode(_ value: Float) throws { try writing.write(floating: value) }
    func encode(_ value: Int) { writing.write(word: String(value)) }
    func encode(_ value: Int8) { writing.write(word: String(value)) }
    func encode(_ value: Int16) { writing.write(word: String(value)) }
    func encode(_ value: Int32) { writing.write(word: String(value)) }
    func encode(_ value: Int64) { writing.write(word: String(value)) }
    func encode(_ value: UInt) { writing.write(word: String(value)) }
    func encode(_ value: UInt8) { writing.write(word: String(value)) }
    func encode(_ value: UInt16) { writing.write(word: String(value)) }
    func encode(_ value: UInt32) { writing.write(word: String(value)) }
    func encode(_ value: UInt64) { writing.write(word: String(value)) }
    func encode(_ value: some Encodable) throws { try writing.write(value) }
}
