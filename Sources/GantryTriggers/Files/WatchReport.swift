/// What a watcher saw since it was last asked. All of it is a hint: look at the files themselves.
public struct WatchReport: Hashable, Sendable {
    /// Absolute paths of files, and of folders that came or went.
    public private(set) var paths: Set<String>
    /// Those of `paths` that were found by looking: nobody said that they are whole.
    public private(set) var found: Set<String>
    /// More changed than the paths tell: everything is to be looked at again.
    public private(set) var rescan: Bool

    public init(paths: Set<String> = [], found: Set<String> = [], rescan: Bool = false) {
        (self.paths, self.found, self.rescan) = (paths.union(found), found, rescan)
    }

    /// Whether a file was closed by who wrote it, or put there whole.
    public func isWhole(_ path: String) -> Bool { paths.contains(path) && !found.contains(path) }

    public var isEmpty: Bool { paths.isEmpty && !rescan }

    /// Beyond so many paths looking through the folders is cheaper, and memory stays bounded.
    static let pathLimit = 50_000

    mutating func add(_ other: WatchReport) {
        rescan = rescan || other.rescan
        // Whatever was said last of a file holds.
        found = found.subtracting(other.paths).union(other.found)
        paths.formUnion(other.paths)
        if paths.count > Self.pathLimit { self = WatchReport(rescan: true) }
    }
}
