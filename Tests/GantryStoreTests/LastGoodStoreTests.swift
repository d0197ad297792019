import GantrySQLite
import GantryStore
import Testing

@Suite("The last good versions in every store")
struct LastGoodStoreTests {
    private let crm = LastGoodVersion(
        path: "projects/crm2.yaml", name: "crm2", files: ["projects/crm2.yaml": "a1", "books/erp.csv": "b1"])
    private let shop = LastGoodVersion(
        path: "projects/shop.yaml", name: "shop", files: ["projects/shop.yaml": "c1", "books/erp.csv": "b1"])

    @Test("are given back as they were kept, by path", arguments: StoreKind.allCases)
    func kept(kind: StoreKind) async throws {
        let store = try await kind.make()
        #expect(try await store.lastGoodVersions() == [])
        try await store.keepLastGood(
            [shop, crm], forgetting: [], contents: ["a1": [1], "b1": [0, 255], "c1": []])
        #expect(try await store.lastGoodVersions() == [crm, shop])
        #expect(
            try await store.lastGoodContents(["a1", "b1", "c1", "none"]) == ["a1": [1], "b1": [0, 255], "c1": []])
    }

    @Test("replace those of before, and contents stay as long as one names them", arguments: StoreKind.allCases)
    func replaced(kind: StoreKind) async throws {
        let store = try await kind.make()
        try await store.keepLastGood([shop, crm], forgetting: [], contents: ["a1": [1], "b1": [2], "c1": [3]])
        let later = LastGoodVersion(path: crm.path, name: "crm2", files: [crm.path: "a2"])
        try await store.keepLastGood([later], forgetting: [], contents: ["a2": [4]])
        #expect(try await store.lastGoodVersions() == [later, shop])
        #expect(try await store.lastGoodContents(["a1", "a2", "b1", "c1"]) == ["a2": [4], "b1": [2], "c1": [3]])
        try await store.keepLastGood([], forgetting: [shop.path, "projects/never.yaml"], contents: [:])
        #expect(try await store.lastGoodVersions() == [later])
        #expect(try await store.lastGoodContents(["a2", "b1", "c1"]) == ["a2": [4]])
    }

    @Test(
        "take in a content that is there already, and one that nothing names is not kept", arguments: StoreKind.allCases
    )
    func again(kind: StoreKind) async throws {
        let store = try await kind.make()
        try await store.keepLastGood([crm], forgetting: [], contents: ["a1": [1], "b1": [2], "z": [9]])
        try await store.keepLastGood([crm], forgetting: [], contents: ["a1": [1], "b1": [2]])
        #expect(try await store.lastGoodVersions() == [crm])
        #expect(try await store.lastGoodContents(["a1", "b1", "z"]) == ["a1": [1], "b1": [2]])
    }

    @Test("outlive the store on SQLite")
    func durable() async throws {
        let path = try temporaryFolder() + "/gantry.sqlite"
        let first = try SQLiteStore(path: path)
        try await first.keepLastGood([crm], forgetting: [], contents: ["a1": [1], "b1": [2]])
        try first.close()
        let second = try SQLiteStore(path: path)
        #expect(try await second.lastGoodVersions() == [crm])
        #expect(try await second.lastGoodContents(["a1"]) == ["a1": [1]])
        try second.close()
    }
}
