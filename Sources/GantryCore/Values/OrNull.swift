/// A value that may be missing, whose key is written all the same, as `null`: scripts can count on every key.
@propertyWrapper
public struct OrNull<Wrapped> {
    public var wrappedValue: Wrapped?

    public init(wrappedValue: Wrapped?) { self.wrappedValue = wrappedValue }
}

extension OrNull: Sendable where Wrapped: Sendable {}
extension OrNull: Equatable where Wrapped: Equatable {}
extension OrNull: Hashable where Wrapped: Hashable {}

extension OrNull: Encodable where Wrapped: Encodable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue {
            try container.encode(wrappedValue)
        } else {
            try container.encodeNil()
        }
    }
}

extension OrNull: Decodable where Wrapped: Decodable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        wrappedValue = container.decodeNil() ? nil : try container.decode(Wrapped.self)
    }
}

extension KeyedDecodingContainer {
    /// Takes a key that is not there as null, so that a newer `gantry` understands an older daemon.
    public func decode<Wrapped: Decodable>(_ type: OrNull<Wrapped>.Type, forKey key: Key) throws -> OrNull<Wrapped> {
        try decodeIfPresent(type, forKey: key) ?? OrNull(wrappedValue: nil)
    }
}
