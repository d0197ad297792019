// Without tests there is no Testing, and nothing that needs this.
#if canImport(Testing)
package import GantryStore

/// What every store keeps, as rules that can be tried on any of them.
///
/// A new store has a test target that tries them all, which is one line beside the target's own: see
/// `GantrySQLiteTests`.
package enum StoreContract {
    package static let rules =
        LedgerContract.rules + RunContract.rules + OwnershipContract.rules + AlertContract.rules
        + OutboxContract.rules + PruneContract.rules + LastGoodContract.rules
}

/// Something that holds of every store, as a sentence about it.
package struct StoreRule: Sendable, CustomStringConvertible {
    package let description: String
    private let check: @Sendable (StoreKind) async throws -> Void

    init(_ description: String, _ check: @escaping @Sendable (StoreKind) async throws -> Void) {
        (self.description, self.check) = (description, check)
    }

    /// Tries it; where it does not hold, the test that asks has failed.
    ///
    /// - Parameter open: gives a new, empty store each time.
    package func holds(in open: @escaping @Sendable () async throws -> any Store) async throws {
        try await check(StoreKind(open: open))
    }
}

/// What the rules are tried on.
struct StoreKind: Sendable {
    fileprivate let open: @Sendable () async throws -> any Store

    /// A new, empty store that a node has joined.
    func make() async throws -> any Store {
        let store = try await open()
        _ = try await store.join(node, at: start)
        return store
    }
}
#endif
