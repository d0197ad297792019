public import GantryCore

/// What one reading of the definitions tells of all projects.
public struct ProjectsLook: Hashable, Sendable {
    /// One word for what each project is made of, by its id.
    public let revisions: [String: String]
    /// One word for what all projects share.
    public let shared: String
    /// Projects that say something else than before.
    public let changed: Set<String>
    /// Projects whose files are others, and say the same.
    public let reshaped: Set<String>
    /// Projects that were away and are there again.
    public let returned: Set<String>
    /// Whether it is known which projects a change of `shared` concerns: those that are `changed`, perhaps none.
    public let isSharedTold: Bool
    /// Whether `revisions` has all projects; false: those that it has not are as they were.
    public let isWhole: Bool

    public init(
        revisions: [String: String], shared: String, changed: Set<String> = [], reshaped: Set<String> = [],
        returned: Set<String> = [], isSharedTold: Bool = false, isWhole: Bool = true
    ) {
        (self.isSharedTold, self.isWhole) = (isSharedTold, isWhole)
        (self.revisions, self.shared, self.changed) = (revisions, shared, changed)
        (self.reshaped, self.returned) = (reshaped, returned)
    }
}

public enum ProjectsEvent: Hashable, Sendable {
    case looked(ProjectsLook, at: Instant)
    /// An instant that was armed has come, or the clock was set.
    case tick(at: Instant)
}

/// Decides when a trigger on changed projects fires, and for which: after they have been quiet for a while, or have
/// been busy for too long, and only for those that say something else than when it fired last.
public struct ProjectsMachine: Hashable, Sendable {
    /// The revisions that the trigger fired with last, or found when it was new.
    public private(set) var known: [String: String]
    /// The same for what all projects share.
    public private(set) var knownShared: String
    /// How often it fired.
    public private(set) var sequence: Int
    private var latest: [String: String]
    private var latestShared: String
    private var pending: Set<String> = []
    /// Those of `pending` that are to be looked at whatever they say.
    private var forced: Set<String> = []
    private var firstChange: Instant?
    private var lastChange: Instant?
    private let settle: Duration
    private let cap: Duration

    /// - Parameters:
    ///   - known: the stored revisions; for a new trigger those that are not to fire it.
    ///   - settle: how long projects must be quiet; zero fires at each change.
    ///   - cap: after this time it fires though projects are still changing.
    public init(
        known: [String: String], shared: String, sequence: Int = 0, settle: Duration = .milliseconds(500),
        cap: Duration = .seconds(10)
    ) {
        (self.known, knownShared, self.sequence) = (known, shared, sequence)
        (latest, latestShared) = (known, shared)
        (self.settle, self.cap) = (settle, max(cap, settle))
    }

    /// When it fires if nothing more changes; nil where nothing has changed.
    public var due: Instant? {
        guard let firstChange, let lastChange else { return nil }
        return min(lastChange + settle, firstChange + cap)
    }

    /// - Returns: the ids of the projects that it fires for; nil where it does not.
    public mutating func on(_ event: ProjectsEvent) -> Set<String>? {
        let now: Instant
        switch event {
        case .looked(let look, let at):
            now = at
            take(look, at)
        case .tick(let at):
            now = at
        }
        // The clock was put back: what lies in the future now is counted from now.
        if let last = lastChange, last > now { (firstChange, lastChange) = (now, now) }
        guard let due, due <= now else { return nil }
        return fire()
    }

    private mutating func take(_ look: ProjectsLook, _ now: Instant) {
        let before = pending
        var isTouched = false
        for (id, revision) in look.revisions where latest[id] != revision {
            latest[id] = revision
            if look.reshaped.contains(id), !pending.contains(id) {
                known[id] = revision
            } else if revision == known[id], !forced.contains(id) {
                pending.remove(id)
            } else {
                pending.insert(id)
                isTouched = true
            }
        }
        if look.isWhole {
            for id in latest.keys where look.revisions[id] == nil { forget(id) }
        }
        // What they share has changed: it is told which of them that concerns, or else it concerns all.
        if look.shared != latestShared {
            latestShared = look.shared
            let isTold = look.isSharedTold || !look.changed.isEmpty
            let concerned = isTold ? look.changed.intersection(look.revisions.keys) : Set(look.revisions.keys)
            pending.formUnion(concerned)
            isTouched = isTouched || !concerned.isEmpty
        }
        let returned = look.returned.intersection(look.revisions.keys)
        forced.formUnion(returned)
        pending.formUnion(returned)
        guard !pending.isEmpty else {
            knownShared = latestShared
            (firstChange, lastChange) = (nil, nil)
            return
        }
        if isTouched || !returned.isEmpty || !pending.isSubset(of: before) {
            (firstChange, lastChange) = (firstChange ?? now, now)
        }
    }

    /// A project that is gone fires nothing: nobody could look at it.
    private mutating func forget(_ id: String) {
        (latest[id], known[id]) = (nil, nil)
        pending.remove(id)
        forced.remove(id)
    }

    private mutating func fire() -> Set<String> {
        let fired = pending
        for id in fired { known[id] = latest[id] }
        knownShared = latestShared
        sequence += 1
        (pending, forced, firstChange, lastChange) = ([], [], nil, nil)
        return fired
    }
}
