import GantryCore
import GantryDefinitions
import GantryStore
import GantrySystem
import Synchronization

/// Keeps in the store what definition files were read from when they were good, and tells by it what has changed.
///
/// Used by one reading at a time.
final class LastGoodKeeper: Sendable {
    let clock: any WallClock
    /// Whether nothing had been kept when it began.
    let wasEmpty: Bool
    private let store: any LastGoodStore
    private let state: Mutex<[String: GoodVersion]>

    /// - Throws: what the store throws.
    init(store: any LastGoodStore, clock: any WallClock) async throws {
        (self.store, self.clock) = (store, clock)
        let versions = try await store.lastGoodVersions().map { ($0.path, GoodVersion(name: $0.name, files: $0.files)) }
        wasEmpty = versions.isEmpty
        state = Mutex(Dictionary(versions, uniquingKeysWith: { $1 }))
    }

    /// By the path of the file, as they are in the store.
    var versions: [String: GoodVersion] { state.withLock { $0 } }

    /// What projects say otherwise than what is kept of them.
    func changes(
        to after: Definitions, _ contents: ReadContents, on thread: BlockingThread
    ) async throws -> (changes: [String: [ProjectChange]], tellsPeople: Bool) {
        let before = versions
        guard !before.isEmpty else { return ([:], false) }
        let comparison = ProjectComparison(from: before, to: after)
        let wanted = comparison.contentsWanted
        guard !wanted.isEmpty else { return ([:], comparison.isPeopleChanged) }
        let known = try await store.lastGoodContents(wanted)
        let changes = await thread.run {
            let missing = wanted.subtracting(known.keys)
            return comparison.changes(known.merging(contents.of(missing)) { known, _ in known })
        }
        return (changes, comparison.isPeopleChanged)
    }

    /// Keeps what is good now, where it is another than before.
    func keep(_ after: Definitions, _ contents: ReadContents, on thread: BlockingThread) async throws {
        let (before, now) = (versions, after.goodVersions)
        let changed = now.filter { before[$0.key] != $0.value }
        let gone = Set(before.keys).subtracting(now.keys)
        guard !changed.isEmpty || !gone.isEmpty else { return }
        let known = Set(before.values.flatMap(\.files.values))
        let wanted = Set(changed.values.flatMap(\.files.values)).subtracting(known)
        let new = await thread.run { contents.of(wanted) }
        try await store.keepLastGood(
            changed.map { LastGoodVersion(path: $0.key, name: $0.value.name, files: $0.value.files) },
            forgetting: gone, contents: new)
        state.withLock { $0 = now }
    }
}
