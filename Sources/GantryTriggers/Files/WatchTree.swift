import CLinux
import GantryCore
import GantrySystem
import Glibc

/// Which folders are watched, and what their events mean.
///
/// A wanted folder that is missing is waited for: the nearest folder above it that exists is watched until it comes.
struct WatchTree: Sendable {
    private let calls: any WatchCalls
    /// The folders asked for, and whether what is in them is watched too.
    private var wanted: [String: Bool] = [:]
    /// By the number of the watch; several where links lead to the same folder.
    private var paths: [Int32: Set<String>] = [:]
    private var numbers: [String: Int32] = [:]
    /// Wanted folders that are missing, by the folder that is watched in their stead.
    private var awaited: [String: Set<String>] = [:]
    /// Wanted folders that cannot be watched, or not wholly.
    private(set) var problems: [String: Diagnostic] = [:]
    /// Links to folders that stand in watched folders.
    private var links: Set<String> = []
    /// Files that somebody has written to and not closed yet, and when they were written to last.
    private var writing: [String: ContinuousClock.Instant] = [:]
    /// Collected while events are taken.
    private var report = WatchReport()

    init(calls: any WatchCalls) { self.calls = calls }

    /// Watches these folders and no others.
    ///
    /// - Returns: a rescan where a folder is watched that was not before: its files may have changed until now.
    mutating func watch(_ folders: [String: Bool]) -> WatchReport {
        if folders == wanted, problems.isEmpty { return WatchReport() }
        let before = Set(numbers.keys)
        wanted = folders
        placeAll(reporting: false)
        let hasNew = !Set(numbers.keys).subtracting(before).isEmpty
        return WatchReport(rescan: hasNew)
    }

    /// What a batch of events tells.
    mutating func take(_ events: [FolderEvent]) -> WatchReport {
        report = WatchReport()
        for event in events { take(event) }
        defer { report = WatchReport() }
        return report
    }

    /// Whether a file is being written. Who has not written for a while is waited for no longer: some programs keep
    /// their files open for good.
    mutating func isBeingWritten(_ path: String) -> Bool {
        guard let last = writing[path] else { return false }
        if .now - last < Self.writingLimit { return true }
        writing[path] = nil
        return false
    }

    private static let writingLimit = Duration.seconds(10)

    /// Watches everything anew, after something was mounted or unmounted there.
    mutating func mountsChanged() -> WatchReport {
        watchAnew()
        defer { report = WatchReport() }
        return report
    }

    /// Watches everything anew, after what leads to it may have changed.
    private mutating func watchAnew() {
        forget(under: "/")
        links = []
        report.add(WatchReport(rescan: true))
        placeAll(reporting: false)
    }

    private mutating func placeAll(reporting: Bool) {
        (awaited, problems) = ([:], [:])
        for folder in wanted.keys.sorted() { place(folder, reporting: reporting) }
        prune()
    }
}

// MARK: - Events

extension WatchTree {
    private mutating func take(_ event: FolderEvent) {
        if event.has(CLINUX_OVERFLOW) {
            report.add(WatchReport(rescan: true))
            return placeAll(reporting: false)
        }
        for folder in paths[event.watch] ?? [] { take(event, in: folder) }
    }

    private mutating func take(_ event: FolderEvent, in folder: String) {
        if event.has(CLINUX_SELF_GONE | CLINUX_SELF_MOVED) { return lost(folder, event) }
        guard let name = event.name else { return report.add(WatchReport(rescan: true)) }
        guard !name.isEmpty else { return }
        let path = folder == "/" ? "/" + name : folder + "/" + name
        if event.has(CLINUX_MODIFIED) {
            if isOfInterest(folder), !Droppings.isDropping(name) { writing[path] = .now }
            return
        }
        if event.has(CLINUX_WRITTEN | CLINUX_MOVED_IN | CLINUX_MOVED_OUT | CLINUX_DELETED) { writing[path] = nil }
        if event.has(CLINUX_IS_FOLDER) { return takeFolder(path, name: name, in: folder, event) }
        if isOfInterest(folder), !Droppings.isDropping(name), !event.has(CLINUX_CREATED) || isWhole(path) {
            report.add(WatchReport(paths: [path]))
        }
        if event.has(CLINUX_CREATED | CLINUX_MOVED_IN | CLINUX_MOVED_OUT | CLINUX_DELETED),
            links.contains(path) || isLinkToFolder(path), wanted[path] == nil || numbers[path] != nil
        {
            return watchAnew()
        }
        // A link to a folder came or went.
        if awaited[folder] != nil || wanted[path] != nil { replace(under: path) }
    }

    private mutating func takeFolder(_ path: String, name: String, in folder: String, _ event: FolderEvent) {
        if event.has(CLINUX_CREATED | CLINUX_MOVED_IN | CLINUX_MOVED_OUT | CLINUX_DELETED), isOfInterest(folder) {
            report.add(WatchReport(paths: [path]))
        }
        if event.has(CLINUX_MOVED_OUT) {
            // Its watches would go with it and report under the old path.
            forget(under: path)
            if isOfInterest(folder) { report.add(WatchReport(rescan: true)) }
            replace(under: path)
        }
        guard event.has(CLINUX_CREATED | CLINUX_MOVED_IN) else { return }
        if let owner = treeOwner(of: folder), !Droppings.isHiddenFolder(name) {
            addTree(path, of: owner, reporting: true)
        }
        replace(under: path)
    }

    /// A watched folder was deleted or moved, or its file system is gone.
    private mutating func lost(_ folder: String, _ event: FolderEvent) {
        let owner = treeOwner(of: folder)
        if owner != nil || wanted[folder] != nil { report.add(WatchReport(paths: [folder], rescan: true)) }
        // What was in a deleted folder tells of its own end; what was in a moved one goes on under another path.
        if event.has(CLINUX_SELF_MOVED) { forget(under: folder) } else { end(event.watch, folder) }
        for missing in awaited.removeValue(forKey: folder) ?? [] { place(missing, reporting: true) }
        // Another may stand there already.
        if let owner, owner != folder { addTree(folder, of: owner, reporting: true) }
        replace(under: folder)
    }

    /// A file that a link brought is there at once and is never written; one that is being made is reported when it
    /// is closed.
    private func isWhole(_ path: String) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0 else { return false }
        return status.st_mode & S_IFMT == S_IFLNK || status.st_nlink > 1
    }
}

// MARK: - Watches

extension WatchTree {
    /// Whether changes in a watched folder are reported, or it is only watched for what is missing.
    private func isOfInterest(_ folder: String) -> Bool { wanted[folder] != nil || treeOwner(of: folder) != nil }

    /// The nearest wanted folder, at or above this one, that is watched with all that is in it.
    private func treeOwner(of folder: String) -> String? {
        var path = folder
        while true {
            if wanted[path] == true { return path }
            guard path != "/" else { return nil }
            path = parent(of: path)
        }
    }

    /// Watches wanted folders again that are at a path or under it, after something came or went there.
    private mutating func replace(under path: String) {
        let affected = wanted.keys.filter { isAt($0, orUnder: path) }.sorted()
        guard !affected.isEmpty else { return }
        for folder in affected { place(folder, reporting: true) }
        prune()
    }

    /// Watches a wanted folder, or what is nearest to it.
    private mutating func place(_ folder: String, reporting: Bool) {
        problems[folder] = nil
        for (ancestor, folders) in awaited where folders.contains(folder) { awaited[ancestor]?.remove(folder) }
        // A folder may come between looking for it and watching the one above: then look again.
        while true {
            let before = numbers[folder]
            let number = add(folder, following: true)
            if number >= 0 {
                let isNew = number != before
                if calls.isRemote(folder) { problems[folder] = .remote(folder) }
                guard wanted[folder] == true else {
                    if isNew, reporting { list(folder, reporting: true) }
                    return
                }
                return addTree(folder, of: folder, reporting: reporting && isNew)
            }
            guard number == -ENOENT || number == -ENOTDIR, folder != "/" else {
                problems[folder] = .notWatched(folder, folder, code: -number)
                return
            }
            guard !isWaiting(for: folder) else { return }
        }
    }

    /// Watches the nearest folder above a missing one; false where the missing one has come in the meantime.
    private mutating func isWaiting(for folder: String) -> Bool {
        var (ancestor, child) = (parent(of: folder), folder)
        while true {
            let number = add(ancestor, following: true)
            if number >= 0 { break }
            guard ancestor != "/", number == -ENOENT || number == -ENOTDIR else {
                problems[folder] = .notWatched(folder, ancestor, code: -number)
                return true
            }
            (ancestor, child) = (parent(of: ancestor), ancestor)
        }
        var status = stat()
        if stat(child, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return false }
        awaited[ancestor, default: []].insert(folder)
        return true
    }

    /// Watches a folder and those in it, behind links too; one that leads back to where it stands is left out.
    private mutating func addTree(_ root: String, of owner: String, reporting: Bool) {
        var folders = [root]
        var seen: Set<Int32> = []
        while let folder = folders.popLast() {
            let number = add(folder, following: true)
            guard number >= 0 else {
                // Gone again, or no folder but a link: nothing to watch.
                if ![ENOENT, ENOTDIR, ELOOP].contains(-number) {
                    problems[owner] = .notWatched(owner, folder, code: -number)
                    if -number == ENOSPC { return }
                }
                continue
            }
            if paths[number]?.contains(where: { $0 != folder && isAt(folder, orUnder: $0) }) == true {
                end(number, folder)
                continue
            }
            guard seen.insert(number).inserted else { continue }
            folders += list(folder, reporting: reporting)
        }
    }

    /// The folders in a folder that are gone into; its files are reported.
    @discardableResult
    private mutating func list(_ folder: String, reporting: Bool) -> [String] {
        guard case .success(let entries) = FolderListing.entries(of: folder) else { return [] }
        var folders: [String] = []
        var linked: [String] = []
        var files: Set<String> = []
        for entry in entries {
            let path = folder == "/" ? "/" + entry.name : folder + "/" + entry.name
            if entry.kind == .folder {
                if !Droppings.isHiddenFolder(entry.name) { folders.append(path) }
            } else if entry.kind == .link, isLinkToFolder(path) {
                links.insert(path)
                if !Droppings.isHiddenFolder(entry.name) { linked.append(path) }
            } else if !Droppings.isDropping(entry.name) {
                files.insert(path)
            }
        }
        if reporting { report.add(WatchReport(found: files)) }
        // The last is looked at first: a folder goes by its own name rather than by a link's.
        return linked + folders
    }

    private func isLinkToFolder(_ path: String) -> Bool {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK else { return false }
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private mutating func add(_ path: String, following: Bool) -> Int32 {
        let number = calls.watch(path, following: following)
        guard number >= 0 else { return number }
        // Another folder under the same path.
        if let old = numbers[path], old != number { end(old, path) }
        paths[number, default: []].insert(path)
        numbers[path] = number
        return number
    }

    private mutating func forget(under path: String) {
        for (folder, number) in numbers where isAt(folder, orUnder: path) { end(number, folder) }
    }

    /// Ends the watches that nobody needs any more.
    private mutating func prune() {
        awaited = awaited.filter { !$0.value.isEmpty }
        for (folder, number) in numbers where awaited[folder] == nil && !isOfInterest(folder) { end(number, folder) }
    }

    private mutating func end(_ number: Int32, _ folder: String) {
        if numbers[folder] == number { numbers[folder] = nil }
        paths[number]?.remove(folder)
        guard paths[number]?.isEmpty == true else { return }
        paths[number] = nil
        calls.unwatch(number)
    }
}

private func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
}

private func isAt(_ path: String, orUnder folder: String) -> Bool {
    path == folder || path.hasPrefix(folder == "/" ? "/" : folder + "/")
}

extension Diagnostic {
    fileprivate static func remote(_ folder: String) -> Diagnostic {
        Diagnostic(
            .warning, .folderNotWatched,
            "the folder \(folder) is on a network file system, which does not tell of all changes",
            hint: "it is looked at every minute"
        )
    }

    /// - Parameter place: the folder, in or above `folder`, that the system refused.
    fileprivate static func notWatched(_ folder: String, _ place: String, code: Int32) -> Diagnostic {
        let limit: (name: String, value: Int)? =
            switch code {
            case ENOSPC: ("fs.inotify.max_user_watches", 524_288)
            case EMFILE: ("fs.inotify.max_user_instances", 512)
            default: nil
            }
        guard let limit else {
            return Diagnostic(
                .warning, .folderNotWatched, "the folder \(folder) cannot be watched: \(place): \(errorText(code))",
                hint: "it is looked at every minute"
            )
        }
        return Diagnostic(
            .warning, .watchLimitReached,
            "the folder \(folder) cannot be watched: the limit \(limit.name) is reached; it is looked at every minute",
            hint: "sysctl \(limit.name)=\(limit.value)"
        )
    }
}
