import GantryCore
import GantryProject
import GantryYAML
import Glibc
import Synchronization

/// What there is at a path.
enum FileContent: Hashable, Sendable {
    case bytes([UInt8])
    case missing
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
    case bytes(count: Int, hash: Int)
    case other(FileContent)

    /// - Parameter permissions: whether others can read a file is told of some, so it is a part of what a file is.
    init(_ content: FileContent, _ permissions: FilePermissions?) {
        guard case .bytes(let bytes) = content else {
            self = .other(content)
            return
        }
        // The hash is seeded for this process, and never leaves it.
        var hasher = Hasher()
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        hasher.combine(permissions?.letsOthersRead)
        self = .bytes(count: bytes.count, hash: hasher.finalize())
    }
}

/// The files of a root as they are at one reading: each is read once, however many ask for it.
final class FileStore: Sendable {
    private struct State {
        var contents: [String: FileContent] = [:]
        var fingerprints: [String: Fingerprint] = [:]
        var permissions: [String: FilePermissions] = [:]
        var openFolders: [String: Bool] = [:]
        var fence: FileFence
    }

    /// Absolute, without a slash at its end.
    let root: String
    private let state: Mutex<State>

    /// - Parameter folders: those outside of the root that may be read.
    init(root: String, granting folders: [String] = []) {
        self.root = root
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
        let content = read(path)
        let fingerprint = Fingerprint(content, permissions(path))
        state.withLock {
            $0.contents[path] = content
            $0.fingerprints[path] = fingerprint
        }
        return content
    }

    func fingerprint(_ path: String) -> Fingerprint {
        let content = content(path)
        return state.withLock { $0.fingerprints[path] } ?? Fingerprint(content, permissions(path))
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

    private func read(_ path: String) -> FileContent {
        // Where a link leads counts as well as where it stands.
        let real = fence.placeInRoot(of: absolute(path)).flatMap { $0 == path ? nil : Self.folders(of: $0) } ?? []
        if let folder = (Self.folders(of: path) + real).first(where: isWorldWritable) {
            return .worldWritable(path: folder, isFolder: true)
        }
        let descriptor: Int32
        switch fence.open(absolute(path)) {
        case .descriptor(let opened): descriptor = opened
        case .refused(let refusal): return .refused(refusal)
        case .failed(let code): return problem(code, path)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return problem(errno, path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            return .unreadable(status.st_mode & S_IFMT == S_IFDIR ? "it is a folder" : "it is not a file")
        }
        guard status.st_mode & S_IWOTH == 0 else { return .worldWritable(path: path, isFolder: false) }
        let permissions = FilePermissions(mode: status.st_mode, path: absolute(path))
        state.withLock { $0.permissions[path] = permissions }
        switch RegularFile.bytes(of: descriptor, path, expecting: Int(status.st_size)) {
        case .success(let bytes): return .bytes(bytes)
        case .failure(.unreadable(let why)): return .unreadable(why)
        case .failure(.missing): return .missing
        case .failure(.refused(let refusal)): return .refused(refusal)
        }
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
            return .unreadable(code == EACCES ? "permission denied" : String(cString: strerror(code)))
        }
        if let target = Self.target(of: absolute(path)) { return .deadLink(target) }
        return code == ELOOP ? .unreadable(String(cString: strerror(code))) : .missing
    }

    /// Where a link points; nil for what is none.
    static func target(of path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &buffer, buffer.count)
        return count < 0 ? nil : String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

extension FileContent {
    /// As projects see the files they name.
    func forProject(_ store: FileStore) -> Result<[UInt8], ProjectContext.FileProblem> {
        switch self {
        case .bytes(let bytes): .success(bytes)
        case .missing: .failure(.missing)
        case .deadLink(let target): .failure(.unreadable("the link leads nowhere: \(target)"))
        case .worldWritable(let path, let isFolder):
            .failure(
                .unreadable("everybody can write \(isFolder ? "its folder" : "it"); chmod o-w \(store.quoted(path))"))
        case .unreadable(let why): .failure(.unreadable(why))
        case .refused(let refusal): .failure(.refused(refusal))
        }
    }
}
