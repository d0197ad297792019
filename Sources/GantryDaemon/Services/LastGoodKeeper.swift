import GantryCore
import GantryDefinitions
import GantryStore
import GantrySystem
import Synchronization

/// Keeps in the store what definition files were read from when they were good, and tells by it what has changed.
///
/// Used by one reading at a time.
final class LastGoodKeeper: Sendable {
    private struct Unkept {
        let definitions: Definitions
        let contents: ReadContents
        /// What was read again, where all else is kept as it is.
        let reread: Reread?
    }

    let clock: any WallClock
    /// Whether nothing had been kept when it began.
    let wasEmpty: Bool
    private let store: any LastGoodStore
    private let state: Mutex<[String: GoodVersion]>
    /// Whether what was good could not be kept: then all of it is looked at again.
    private let isBehind = Mutex(true)
    private let unkept = Mutex<Unkept?>(nil)

    /// - Throws: what the store throws.
    init(store: any LastGoodStore, clock: any WallClock) async throws {
        (self.store, self.clock) = (store, clock)
        let versions = try await store.lastGoodVersions().map { ($0.path, GoodVersion(name: $0.name, files: $0.files)) }
        wasEmpty = versions.isEmpty
        state = Mutex(Dictionary(versions, uniquingKeysWith: { $1 }))
    }

    /// By the path of the file, as they are in the store.
    var versions: [String: GoodVersion] { state.withLock { $0 } }

    /// Whether what is kept is what is good now.
    func holds(_ definitions: Definitions) -> Bool {
        let isHeld = !wasEmpty && versions == definitions.goodVersions
        if isHeld { isBehind.withLock { $0 = false } }
        return isHeld
    }

    /// Whether what was read last is kept, or was so before it was read.
    var isUpToDate: Bool { !isBehind.withLock { $0 } && unkept.withLock { $0 == nil } }

    /// What projects say otherwise than what is kept of them.
    func changes(
        to after: Definitions, _ contents: ReadContents, on thread: BlockingThread
    ) async throws -> (changes: [String: [ProjectChange]], tellsPeople: Bool) {
        let before = versions
        guard !before.isEmpty else { return ([:], false) }
        let comparison =
            reread(after).map { ProjectComparison(from: before, to: after, among: $0) }
            ?? ProjectComparison(from: before, to: after)
        let wanted = comparison.contentsWanted
        guard !wanted.isEmpty else { return ([:], comparison.isPeopleChanged) }
        let known = try await store.lastGoodContents(wanted)
        let changes = await thread.run {
            let missing = wanted.subtracting(known.keys)
            return comparison.changes(known.merging(contents.of(missing)) { known, _ in known })
        }
        return (changes, comparison.isPeopleChanged)
    }

    /// What was read again, where all else is kept as it is.
    private func reread(_ after: Definitions) -> Reread? { isBehind.withLock { $0 } ? nil : after.reread }

    /// Notes what is good now, to be kept.
    func note(_ after: Definitions, _ contents: ReadContents) {
        let reread = reread(after)
        isBehind.withLock { $0 = true }
        unkept.withLock { $0 = Unkept(definitions: after, contents: contents, reread: reread) }
    }

    /// Keeps what was noted last, where it is another than before. Reading goes on from there only when it is kept, so
    /// that no version is passed over.
    ///
    /// - Returns: whether all files had been read for it.
    func keep(on thread: BlockingThread) async throws -> Bool {
        guard let unkept = unkept.withLock({ $0.take() }) else { return false }
        let (after, reread) = (unkept.definitions, unkept.reread)
        let now = reread.map { after.goodVersions(ofProjects: $0.paths) } ?? after.goodVersions
        let all = versions
        let before: [String: GoodVersion] =
            reread == nil ? all : now.keys.reduce(into: [:]) { $0[$1] = all[$1] }
        let changed = now.filter { before[$0.key] != $0.value }
        let gone = Set(before.keys).subtracting(now.keys)
        if !changed.isEmpty || !gone.isEmpty {
            let known = Set(before.values.flatMap(\.files.values))
            let wanted = Set(changed.values.flatMap(\.files.values)).subtracting(known)
            let new = await thread.run { unkept.contents.of(wanted) }
            try await store.keepLastGood(
                changed.map { LastGoodVersion(path: $0.key, name: $0.value.name, files: $0.value.files) },
                forgetting: gone, contents: new)
            state.withLock { versions in
                for path in gone { versions[path] = nil }
                versions.merge(changed) { _, new in new }
            }
        }
        isBehind.withLock { $0 = false }
        return reread == nil
    }
}
