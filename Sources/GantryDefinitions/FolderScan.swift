import GantryCore
import GantrySystem
import GantryYAML
import Glibc

/// Finds the definition files below a folder of the root.
struct FolderScan {
    /// How deep folders may stand in each other.
    private static let depthLimit = 32

    private struct Identity: Hashable {
        let device: UInt64
        let number: UInt64
    }

    /// The kinds of entries that matter here.
    enum Kind { case file, folder, other }

    let store: FileStore
    let isRecursive: Bool
    /// Relative to the root, in order.
    private(set) var files: [String] = []
    /// Relative to the root; those that were listed or should have been.
    private(set) var folders: [String] = []
    /// Relative to the root; what is in them is not known.
    private(set) var brokenFolders: [String] = []
    private(set) var isMissing = false
    private(set) var diagnostics: [Diagnostic] = []
    private var seen: Set<Identity> = []

    /// Looks through `folder` at once.
    init(_ folder: String, of store: FileStore, isRecursive: Bool) {
        (self.store, self.isRecursive) = (store, isRecursive)
        visit(folder, depth: 0)
        files.sort()
    }

    /// Whether a name is that of a definition: YAML, and neither hidden nor an editor's.
    static func isDefinition(_ name: String) -> Bool {
        (name.hasSuffix(".yaml") || name.hasSuffix(".yml")) && !name.hasPrefix(".") && !name.hasPrefix("#")
    }

    private mutating func visit(_ folder: String, depth: Int) {
        let path = store.absolute(folder)
        folders.append(folder)
        if store.isWorldWritable(folder: folder) {
            diagnostics.append(.worldWritable(folder, isFolder: true, in: store))
            brokenFolders.append(folder)
            return
        }
        let names: [String]
        switch FolderListing.listing(of: path, within: store.fence) {
        case .success(let found):
            names = found.names
            for name in found.unreadable { report(skipped: name, in: folder) }
        case .failure(.refused(let refusal)):
            diagnostics.append(.refused("\(folder)/", at: .start(of: folder), refusal))
            brokenFolders.append(folder)
            return
        case .failure(.failed(let problem)):
            isMissing = depth == 0 && problem.code == ENOENT && FileStore.target(of: path) == nil
            if !isMissing { report(folder, problem) }
            return
        }
        if let own = Self.identity(of: path) { seen.insert(own) }
        let shown = names.filter { !$0.hasPrefix(".") }
        // A folder is known by its own name rather than by a link to it.
        let areLinks = shown.map { FileStore.target(of: "\(path)/\($0)") != nil }
        for links in [false, true] {
            for (name, isLink) in zip(shown, areLinks) where isLink == links {
                visit(entry: folder.isEmpty ? name : "\(folder)/\(name)", name: name, depth: depth)
            }
        }
    }

    private mutating func visit(entry path: String, name: String, depth: Int) {
        var status = stat()
        guard stat(store.absolute(path), &status) == 0 else {
            // A dead link; what reads it says so.
            if Self.isDefinition(name) { files.append(path) }
            return
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            if Self.isDefinition(name) {
                files.append(path)
            } else if Self.isDefinition(name.lowercased()) {
                report(capitals: path, name)
            }
            return
        }
        if Self.isDefinition(name) {
            diagnostics.append(
                Diagnostic(.error, .unreadableFile, at: .start(of: path), "\(path) cannot be read: it is a folder"))
        }
        guard isRecursive else {
            diagnostics.append(
                Diagnostic(
                    .warning, .misplacedFile, at: .start(of: path), "folders in workflows/ are not read",
                    hint: "put the files into workflows/ itself"
                ))
            return
        }
        guard depth < Self.depthLimit, let identity = Self.identity(of: store.absolute(path)), !seen.contains(identity)
        else {
            diagnostics.append(
                Diagnostic(
                    .warning, .deadLink, at: .start(of: path),
                    depth < Self.depthLimit
                        ? "this folder is read under another name already" : "folders are nested too deep",
                    hint: "what is in it is not read"
                ))
            return
        }
        visit(path, depth: depth + 1)
    }

    private mutating func report(capitals path: String, _ name: String) {
        let stem = name.split(separator: ".").dropLast().joined(separator: ".")
        let end = name.lowercased().hasSuffix(".yml") ? "yml" : "yaml"
        let other = path.dropLast(name.count) + stem + "." + end
        diagnostics.append(
            Diagnostic(
                .warning, .skippedName, at: .start(of: path),
                "\(path) is not read: names of files end in .yaml or .yml",
                hint: "mv \(shellQuoted(store.absolute(path))) \(shellQuoted(store.absolute(String(other))))"))
    }

    private mutating func report(skipped name: String, in folder: String) {
        diagnostics.append(
            Diagnostic(
                .warning, .skippedName, at: .start(of: folder),
                "\(folder)/\(name) is not read: its name is not UTF-8", hint: "give it another name"))
    }

    private mutating func report(_ folder: String, _ problem: SystemFailure) {
        brokenFolders.append(folder)
        diagnostics.append(.unreadableFolder(folder, problem, in: store))
    }

    private static func identity(of folder: String) -> Identity? {
        var status = stat()
        guard stat(folder, &status) == 0 else { return nil }
        return Identity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    }
}

extension SourcePosition {
    /// The beginning of a file, for what is wrong with all of it.
    static func start(of file: String) -> SourcePosition { SourcePosition(file: file, line: 1, column: 1) }
}

extension Diagnostic {
    static func worldWritable(_ path: String, isFolder: Bool, in store: FileStore) -> Diagnostic {
        Diagnostic(
            .error, .worldWritable, at: path.isEmpty ? nil : .start(of: path),
            "everybody can write \(isFolder ? "the folder \(store.absolute(path))" : path), so it is not read",
            hint: "chmod o-w \(store.quoted(path))"
        )
    }

    /// A file or a folder that may not be read.
    static func refused(_ name: String, at position: SourcePosition, _ refusal: FileFence.Refusal) -> Diagnostic {
        Diagnostic(.error, .refusedFile, at: position, "\(name) is not read: \(refusal.reason)", hint: refusal.hint)
    }

    /// Why a file has no bytes; nil where it is simply not there.
    static func unreadable(_ path: String, _ content: FileContent, in store: FileStore) -> Diagnostic? {
        switch content {
        case .bytes, .missing, .beingWritten: nil
        case .deadLink(let target):
            Diagnostic(
                .error, .deadLink, at: .start(of: path), "the link leads nowhere: \(target)",
                hint: "rm \(store.quoted(path)), or put the file where it leads"
            )
        case .worldWritable(let place, let isFolder): .worldWritable(place, isFolder: isFolder, in: store)
        case .refused(let refusal): .refused(path, at: .start(of: path), refusal)
        case .unreadable(let why):
            Diagnostic(
                .error, .unreadableFile, at: .start(of: path), "\(path) cannot be read: \(why)",
                hint: why == "permission denied" ? "chown or chmod it for the user that gantryd runs as" : nil
            )
        }
    }
}
