public import GantryCore

public enum FilesEvent: Hashable, Sendable {
    /// A file of the trigger was looked at; nil: it is not there. Paths are relative to the root.
    case observed(path: String, fingerprint: FileFingerprint?, at: Instant)
    /// All files of the trigger were looked at: what is not here is not there.
    case rescanned([String: FileFingerprint], at: Instant)
    /// Files that were away are there again: they are to be acted on, though their content is the same.
    case returned(Set<String>, at: Instant)
    /// An instant that was armed has come, or the clock was set.
    case tick(at: Instant)
}

public enum FilesEffect: Hashable, Sendable {
    /// Send a tick then. It replaces the one that was armed before.
    case arm(Instant)
    /// The changes are settled. The baseline to store is `FilesMachine.known`, the count `FilesMachine.sequence`.
    case fire(FileSet)
}

/// Decides when a files trigger fires: after its files have been quiet for a while, or have been busy for too long, and
/// only for contents that differ from those it fired with last.
public struct FilesMachine: Hashable, Sendable {
    /// What the trigger fired with last, or found when it was new.
    public private(set) var known: [String: FileFingerprint]
    /// How often it fired.
    public private(set) var sequence: Int
    /// Files whose content differs from `known`; nil: gone.
    private var pending: [String: FileFingerprint?] = [:]
    private var firstChange: Instant?
    private var lastChange: Instant?
    private let settle: Duration
    private let cap: Duration

    /// - Parameters:
    ///   - known: the stored baseline; for a new trigger the files as they are, which do not fire it.
    ///   - sequence: the stored count; 0 for a new trigger.
    ///   - settle: how long files must be quiet; zero fires at each change.
    ///   - cap: after this time it fires though files are still changing.
    public init(
        known: [String: FileFingerprint], sequence: Int = 0, settle: Duration = .milliseconds(500),
        cap: Duration = .seconds(10)
    ) {
        (self.known, self.sequence, self.settle, self.cap) = (known, sequence, settle, max(cap, settle))
    }

    /// When it fires if nothing more changes; nil where nothing has changed.
    public var due: Instant? {
        guard let firstChange, let lastChange else { return nil }
        return min(lastChange + settle, firstChange + cap)
    }

    public mutating func on(_ event: FilesEvent) -> [FilesEffect] {
        let before = due
        let now: Instant
        switch event {
        case .observed(let path, let fingerprint, let at):
            now = at
            observe(path, fingerprint, at)
        case .rescanned(let files, let at):
            now = at
            for path in Set(known.keys).union(pending.keys).union(files.keys) { observe(path, files[path], at) }
        case .returned(let paths, let at):
            now = at
            for path in paths where pending[path] == nil {
                guard let fingerprint = known[path] else { continue }
                pending[path] = .some(fingerprint)
                (firstChange, lastChange) = (firstChange ?? at, at)
            }
        case .tick(let at):
            now = at
        }
        // The clock was put back: what lies in the future now is counted from now.
        if let last = lastChange, last > now { (firstChange, lastChange) = (now, now) }
        guard let due else { return [] }
        if due <= now { return [fire()] }
        if case .tick = event { return [.arm(due)] }
        return due == before ? [] : [.arm(due)]
    }

    private mutating func observe(_ path: String, _ seen: FileFingerprint?, _ now: Instant) {
        let latest = pending[path] ?? known[path]
        guard seen != latest else { return }
        if let seen, let baseline = known[path], seen.hasContent(of: baseline) {
            // Written again with what it held: nothing to act on, and next time its status tells that.
            known[path] = seen
            pending[path] = nil
        } else if seen == nil, known[path] == nil {
            // Came and went.
            pending[path] = nil
        } else {
            pending[path] = .some(seen)
        }
        guard !pending.isEmpty else {
            (firstChange, lastChange) = (nil, nil)
            return
        }
        (firstChange, lastChange) = (firstChange ?? now, now)
    }

    private mutating func fire() -> FilesEffect {
        let changes = pending.map { path, fingerprint in
            let kind: FileSet.Change.Kind = fingerprint == nil ? .deleted : known[path] == nil ? .created : .modified
            return FileSet.Change(path: path, kind: kind, hash: fingerprint?.hash)
        }
        for (path, fingerprint) in pending { known[path] = fingerprint }
        sequence += 1
        (pending, firstChange, lastChange) = ([:], nil, nil)
        return .fire(FileSet(changes: changes, sequence: sequence))
    }
}
