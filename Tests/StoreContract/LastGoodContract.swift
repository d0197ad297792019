// Without tests there is no Testing, and nothing that needs this.
#if canImport(Testing)
import GantryStore
import Testing

/// The last good versions of definition files.
enum LastGoodContract {
    static let rules = [
        StoreRule("are given back as they were kept, by path", kept),
        StoreRule("replace those of before, and contents stay as long as one names them", replaced),
        StoreRule("take in a content that is there already, and one that nothing names is not kept", again),
    ]

    private static let crm = LastGoodVersion(
        path: "projects/crm2.yaml", name: "crm2", files: ["projects/crm2.yaml": "a1", "books/erp.csv": "b1"])
    private static let shop = LastGoodVersion(
        path: "projects/shop.yaml", name: "shop", files: ["projects/shop.yaml": "c1", "books/erp.csv": "b1"])

    private static func kept(kind: StoreKind) async throws {
        let store = try await kind.make()
        #expect(try await store.lastGoodVersions() == [])
        try await store.keepLastGood(
            [shop, crm], forgetting: [], contents: ["a1": [1], "b1": [0, 255], "c1": []])
        #expect(try await store.lastGoodVersions() == [crm, shop])
        #expect(
            try await store.lastGoodContents(["a1", "b1", "c1", "none"]) == ["a1": [1], "b1": [0, 255], "c1": []])
    }

    private static func replaced(kind: StoreKind) async throws {
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

    private static func again(kind: StoreKind) async throws {
        let store = try await kind.make()
        try await store.keepLastGood([crm], forgetting: [], contents: ["a1": [1], "b1": [2], "z": [9]])
        try await store.keepLastGood([crm], forgetting: [], contents: ["a1": [1], "b1": [2]])
        #expect(try await store.lastGoodVersions() == [crm])
        #expect(try await store.lastGoodContents(["a1", "b1", "z"]) == ["a1": [1], "b1": [2]])
    }
}
#endif
