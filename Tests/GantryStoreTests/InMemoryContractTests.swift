import GantryStore
import StoreContract
import Testing

@Suite("The store in memory keeps the contract")
struct InMemoryContractTests {
    @Test("of every store", arguments: StoreContract.rules)
    func keeps(rule: StoreRule) async throws { try await rule.holds { InMemoryStore() } }
}
