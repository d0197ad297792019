import Glibc

/// The links on the way to files and folders: which they are, where they stand, and where they end.
struct LinkTrail {
    /// Absolute.
    private(set) var links: Set<String> = []
    /// The folders that the links stand in, and those that the files they lead to stand in; absolute.
    private(set) var folders: Set<String> = []
    /// What stands at the end of a link to a file; absolute.
    private(set) var ends: Set<String> = []

    /// As many as the kernel follows.
    private static let limit = 40
    private var known: [String: String] = [:]

    /// - Parameter paths: absolute.
    static func all(of paths: some Sequence<String>) -> LinkTrail {
        var trail = LinkTrail()
        for path in paths { trail.follow(path) }
        return trail
    }

    private mutating func follow(_ path: String) {
        let end = resolve(path, depth: 0)
        guard end != path, let folder = Self.parent(of: end) else { return }
        ends.insert(end)
        folders.insert(folder)
    }

    /// Where a path ends when all links are followed; what is missing ends where it would be.
    private mutating func resolve(_ path: String, depth: Int) -> String {
        if let end = known[path] { return end }
        guard depth < Self.limit, let parent = Self.parent(of: path) else { return path }
        let name = path[path.index(after: path.lastIndex(of: "/") ?? path.startIndex)...]
        let folder = resolve(parent, depth: depth)
        let here = name == ".." ? Self.parent(of: folder) ?? "/" : folder == "/" ? "/\(name)" : "\(folder)/\(name)"
        var end = here
        if let target = FileStore.target(of: here) {
            links.insert(here)
            // As the one who asked knows it, too: watchers say it that way.
            links.insert(path)
            folders.insert(folder)
            end = resolve(
                target.hasPrefix("/") ? Self.plain(target) : Self.plain("\(folder)/\(target)"), depth: depth + 1)
        }
        known[path] = end
        return end
    }

    /// Without `.` and doubled slashes.
    private static func plain(_ path: String) -> String {
        "/" + path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    private static func parent(of path: String) -> String? {
        guard let slash = path.lastIndex(of: "/"), path != "/" else { return nil }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
