/// What a watcher saw since it was last asked. All of it is a hint: look at the files themselves.
public struct WatchReport: Hashable, Sendable {
    /// Absolute paths of files, and of folders that came or went.
    public private(set) var paths: Set<String>
    /// More changed than the paths tell: everything is to be looked at again.
    public private(set) var rescan: Bool

    public init(paths: Set<String> = [], rescan: Bool = false) {
        (self.paths, self.rescan) = (paths, rescan)
    }

    public var isEmpty: Bool { paths.isEmpty && !rescan }

    /// Beyond so many paths looking through the folders is cheaper, and memory stays bounded.
    static let pathLimit = 50_000

    mutating func add(_ other: WatchReport) {
        rescan = rescan || other.rescan
        paths.formUnion(other.paths)
        if paths.count > Self.pathLimit { self = WatchReport(rescan: true) }
    }
}
