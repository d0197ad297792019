import GantryCore
import GantryProject
import GantrySystem
import Glibc
import Synchronization

/// What there is at a path.
enum FileContent: Hashable, Sendable {
    case bytes([UInt8])
    case missing
    /// Somebody is writing it: what stands there now is perhaps half of it.
    case beingWritten
    /// A link without an end; the text is where it points.
    case deadLink(String)
    /// Everybody can write it, or the folder it is in; the path is the one to mend.
    case worldWritable(path: String, isFolder: Bool)
    /// Why: `permission denied`.
    case unreadable(String)
    /// Its place keeps it from being read.
    case refused(FileFence.Refusal)
}

/// Tells whether a file says the same as before, without keeping it.
enum Fingerprint: Hashable, Sendable {
    /// - Parameters:
    ///   - digest: SHA-256 in hexadecimal.
    ///   - isOpen: whether others can read it. That is told of some files, so it is a part of what a file is.
    case bytes(digest: String, isOpen: Bool?)
    case other(FileContent)

    /// Of the content; nil where there is none.
    var digest: String? {
        guard case .bytes(let digest, _) = self else { return nil }
        return digest
    }
}

/// The files of a root as they are at one reading: each is read once, however many ask for it.
final class FileStore: Sendable {
    private struct State {
        var contents: [String: FileContent] = [:]
        var seen: [String: SeenFile] = [:]
        var permissions: [String: FilePermissions] = [:]
        var openFolders: [String: Bool] = [:]
        var opened: Set<String> = []
        var settlesAt: Instant?
        var fence: FileFence
    }

    /// Absolute, without a slash at its end.
    let root: String
    let looking: Looking
    /// What there is, in place of what stands on the disk; nil: the disk.
    private let shown: [String: [UInt8]]?
    /// As they were at the reading before.
    private let previous: [String: SeenFile]
    /// Which files could be read then.
    private let previousFence: FileFence?
    private let state: Mutex<State>

    /// - Parameters:
    ///   - previous: what was seen at the reading before, and within which fence.
    ///   - folders: those outside of the root that may be read.
    init(
        root: String, looking: Looking = .once, previous: [String: SeenFile] = [:],
        within previousFence: FileFence? = nil,
        showing shown: [String: [UInt8]]? = nil, granting folders: [String] = []
    ) {
        (self.root, self.looking, self.shown) = (root, looking, shown)
        (self.previous, self.previousFence) = (previous, previousFence)
        state = Mutex(State(fence: FileFence(root: root, granting: folders)))
    }

    /// Which files may be read.
    var fence: FileFence { state.withLock { $0.fence } }

    /// Lets files of some folders outside of the root be read, too; for what was not looked at before.
    func grant(_ folders: [String]) {
        guard !folders.isEmpty else { return }
        let fence = FileFence(root: root, granting: folders)
        state.withLock { $0.fence = fence }
    }

    /// - Parameter path: relative to the root; empty for the root itself.
    func absolute(_ path: String) -> String {
        path.isEmpty ? (root.isEmpty ? "/" : root) : "\(root)/\(path)"
    }

    /// The same, to be typed.
    func quoted(_ path: String) -> String { shellQuoted(absolute(path)) }

    /// Whether something is known to stand at a path, a dead link among it.
    func isThere(_ path: String) -> Bool {
        var status = stat()
        return lstat(absolute(path), &status) == 0
    }

    /// What a file says.
    ///
    /// - Parameter path: relative to the root.
    func content(_ path: String) -> FileContent {
        if let known = state.withLock({ $0.contents[path] }) { return known }
        let (content, mark) = read(path)
        state.withLock {
            $0.contents[path] = content
            $0.seen[path] = SeenFile(
                fingerprint: Self.fingerprint(content, $0.permissions[path]), mark: mark)
        }
        return content
    }

    /// The same as one word. A file that looks as it did at the reading before is not read.
    func fingerprint(_ path: String) -> Fingerprint {
        if let known = state.withLock({ $0.seen[path] }) { return known.fingerprint }
        if previousFence == fence, let known = previous[path], let mark = known.mark,
            FileMark.of(absolute(path)) == mark, mark.isResting(at: looking.machineTime()),
            !Self.folders(of: path).contains(where: isWorldWritable)
        {
            state.withLock { $0.seen[path] = known }
            return known.fingerprint
        }
        let content = content(path)
        return state.withLock { $0.seen[path]?.fingerprint } ?? .other(content)
    }

    /// Whether a path looks as it did at the reading before, and could not have changed since without showing it.
    ///
    /// - Parameter began: when that reading began, by the machine's clock, in nanoseconds since 1970.
    func looksAsBefore(_ path: String, sinceReadingAt began: Int64) -> Bool {
        guard let known = previous[path] else { return false }
        guard let mark = known.mark else { return known.fingerprint == .other(.missing) && isKnownMissing(path) }
        return mark.isResting(at: began) && FileMark.of(absolute(path)) == mark
            && !Self.folders(of: path).contains(where: isWorldWritable)
    }

    private func isKnownMissing(_ path: String) -> Bool {
        var status = stat()
        return lstat(absolute(path), &status) != 0 && (errno == ENOENT || errno == ENOTDIR)
    }

    /// What a file says, for one who looks at it by the way: it is not among what the reading is made of.
    func glance(_ path: String) -> FileContent {
        if let known = state.withLock({ $0.contents[path] }) { return known }
        return read(path).0
    }

    /// All that was opened.
    var opened: Set<String> { state.withLock { $0.opened } }

    /// All that was looked at.
    var seen: [String: SeenFile] { state.withLock { $0.seen } }

    /// When a file that was too new to be taken is to be looked at again.
    var settlesAt: Instant? { state.withLock { $0.settlesAt } }

    /// Something is to be looked at again then.
    func wait(until instant: Instant) {
        state.withLock { $0.settlesAt = min($0.settlesAt ?? instant, instant) }
    }

    private static func fingerprint(_ content: FileContent, _ permissions: FilePermissions?) -> Fingerprint {
        guard case .bytes(let bytes) = content else { return .other(content) }
        return .bytes(digest: contentDigest(bytes), isOpen: permissions?.letsOthersRead)
    }

    /// Who could read a file when it was read; nil where it was not.
    func permissions(_ path: String) -> FilePermissions? { state.withLock { $0.permissions[path] } }

    /// Whether everybody can write a folder, and so put files into it.
    func isWorldWritable(folder: String) -> Bool {
        if let known = state.withLock({ $0.openFolders[folder] }) { return known }
        var status = stat()
        let isOpen = stat(absolute(folder), &status) == 0 && status.st_mode & S_IWOTH != 0
        state.withLock { $0.openFolders[folder] = isOpen }
        return isOpen
    }

    private func read(_ path: String) -> (FileContent, FileMark?) {
        if let shown { return (shown[path].map(FileContent.bytes) ?? .missing, nil) }
        // Where a link leads counts as well as where it stands.
        var openFolder: String?
        let opened = fence.open(absolute(path)) { place in
            openFolder = Self.folders(of: path).first(where: isWorldWritable)
            if openFolder == nil, let place, place != path {
                openFolder = Self.folders(of: place).first(where: isWorldWritable)
            }
            return openFolder != nil
        }
        let descriptor: Int32
        switch opened {
        case nil: return (.worldWritable(path: openFolder ?? "", isFolder: true), nil)
        case .descriptor(let opened): descriptor = opened
        case .refused(let refusal): return (.refused(refusal), nil)
        case .failed(let code): return (problem(code, path), nil)
        }
        defer { close(descriptor) }
        state.withLock { _ = $0.opened.insert(path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return (problem(errno, path), nil) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            return (.unreadable(status.st_mode & S_IFMT == S_IFDIR ? "it is a folder" : "it is not a file"), nil)
        }
        guard status.st_mode & S_IWOTH == 0 else { return (.worldWritable(path: path, isFolder: false), nil) }
        let mark = FileMark(status)
        guard !isUnsettled(path, mark) else { return (.beingWritten, nil) }
        let permissions = FilePermissions(mode: status.st_mode, path: absolute(path))
        state.withLock { $0.permissions[path] = permissions }
        let content: FileContent =
            switch RegularFile.bytes(of: descriptor, path, expecting: Int(status.st_size)) {
            case .success(let bytes): .bytes(bytes)
            case .failure(.unreadable(let why)): .unreadable(why)
            case .failure(.missing): .missing
            case .failure(.refused(let refusal)): .refused(refusal)
            }
        // It may have been changed under the reader's hands.
        guard looking.settles else { return (content, mark) }
        guard fstat(descriptor, &status) == 0, FileMark(status) == mark, !looking.isBeingWritten(absolute(path)) else {
            wait(until: looking.now + Looking.contentSettles)
            return (.beingWritten, nil)
        }
        return (content, mark)
    }

    private func isUnsettled(_ path: String, _ mark: FileMark) -> Bool {
        guard looking.settles else { return false }
        let whole = absolute(path)
        // Its end is told by an event, so nothing has to be waited for.
        if looking.isBeingWritten(whole) {
            wait(until: looking.now + Looking.removalSettles)
            return true
        }
        guard mark != previous[path]?.mark, !mark.isResting(at: looking.machineTime()), !looking.isWhole(whole) else {
            return false
        }
        wait(until: looking.now + Looking.contentSettles)
        return true
    }

    /// The folders that a path leads through, the root first.
    private static func folders(of path: String) -> [String] {
        var result = [""]
        var folder = ""
        for name in path.split(separator: "/").dropLast() {
            folder += folder.isEmpty ? String(name) : "/\(name)"
            result.append(folder)
        }
        return result
    }

    private func problem(_ code: Int32, _ path: String) -> FileContent {
        guard code == ENOENT || code == ENOTDIR || code == ELOOP else {
            return .unreadable(code == EACCES ? "permission denied" : errorText(code))
        }
        if let target = Self.target(of: absolute(path)) { return .deadLink(target) }
        return code == ELOOP ? .unreadable(errorText(code)) : .missing
    }

    /// Where a link points; nil for what is none.
    static func target(of path: String) -> String? {
        linkTarget(path)
    }
}

extension FileContent {
    /// As projects see the files they name.
    func forProject(_ store: FileStore) -> Result<[UInt8], ProjectContext.FileProblem> {
        switch self {
        case .bytes(let bytes): .success(bytes)
        case .missing: .failure(.missing)
        case .beingWritten: .failure(.unreadable("it is being written"))
        case .deadLink(let target): .failure(.unreadable("the link leads nowhere: \(target)"))
        case .worldWritable(let path, let isFolder):
            .failure(
                .unreadable("everybody can write \(isFolder ? "its folder" : "it"); chmod o-w \(store.quoted(path))"))
        case .unreadable(let why): .failure(.unreadable(why))
        case .refused(let refusal): .failure(.refused(refusal))
        }
    }
}
