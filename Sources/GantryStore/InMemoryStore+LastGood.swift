/// What an `InMemoryStore` keeps of the last good versions.
struct LastGoodMemory {
    var versions: [String: LastGoodVersion] = [:]
    var contents: [String: [UInt8]] = [:]
}

extension InMemoryStore {
    public func lastGoodVersions() -> [LastGoodVersion] { lastGood.versions.values.sorted { $0.path < $1.path } }

    public func lastGoodContents(_ hashes: Set<String>) -> [String: [UInt8]] {
        lastGood.contents.filter { hashes.contains($0.key) }
    }

    public func keepLastGood(
        _ versions: [LastGoodVersion], forgetting gone: Set<String>, contents: [String: [UInt8]]
    ) {
        for path in gone { lastGood.versions[path] = nil }
        for version in versions { lastGood.versions[version.path] = version }
        let needed = Set(lastGood.versions.values.flatMap(\.files.values))
        lastGood.contents = lastGood.contents.merging(contents) { kept, _ in kept }.filter { needed.contains($0.key) }
    }
}
