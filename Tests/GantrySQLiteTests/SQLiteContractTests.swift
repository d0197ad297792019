import GantrySQLite
import StoreContract
import Testing

@Suite("The store on SQLite keeps the contract")
struct SQLiteContractTests {
    @Test("of every store", arguments: StoreContract.rules)
    func keeps(rule: StoreRule) async throws {
        try await rule.holds { try SQLiteStore(path: temporaryFolder() + "/gantry.sqlite") }
    }
}
