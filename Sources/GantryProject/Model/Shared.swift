/// A value that its copies share until one of them is changed.
///
/// For what is large and copied often: a copy takes one count of an owner, whatever is in it.
package struct Shared<Value: Sendable>: Sendable {
    /// Changed only by the one who alone has it.
    private final class Storage: @unchecked Sendable {
        var value: Value

        init(_ value: Value) { self.value = value }
    }

    private var storage: Storage

    package init(_ value: Value) { storage = Storage(value) }

    package var value: Value {
        _read { yield storage.value }
        _modify {
            if !isKnownUniquelyReferenced(&storage) { storage = Storage(storage.value) }
            yield &storage.value
        }
    }

    /// Whether both are copies of one, and neither was changed.
    package func isSame(as other: Shared) -> Bool { storage === other.storage }
}

extension Shared: Equatable where Value: Equatable {
    package static func == (left: Shared, right: Shared) -> Bool { left.isSame(as: right) || left.value == right.value }
}

extension Shared: Hashable where Value: Hashable {
    package func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
