public import GantryCore
import GantrySystem
import Glibc

/// All the files under a folder that somebody asks for, as they are at one time.
public struct FileSurvey: Hashable, Sendable {
    /// By path relative to the root.
    public let files: [String: FileFingerprint]
    /// Folders that could not be read; what was known of them is to be kept, and is among `files` already.
    public let problems: [Diagnostic]

    /// Looks through a folder and what is in it. Links to folders are followed, each folder is looked at once; hidden
    /// folders are not gone into, editors' droppings are left out. It waits for the disk: call it on a `BlockingThread`.
    ///
    /// - Parameters:
    ///   - root: an absolute path.
    ///   - base: the folder under the root to begin with, relative to it; empty: the root itself.
    ///   - previous: what was known; the content of files that look the same is not read again.
    ///   - look: what to look at a file with, by its path relative to the root and what was known of it.
    ///   - matches: whether a path relative to the root is asked for.
    public static func scan(
        root: String, under base: String = "", previous: [String: FileFingerprint] = [:],
        look: ((String, FileFingerprint?) -> FileFingerprint?)? = nil, matches: (String) -> Bool
    ) -> FileSurvey {
        let look = look ?? { name, previous in FileFingerprint.of(root + "/" + name, previous: previous) }
        var visited: Set<FolderListing.Identity> = []
        var files: [String: FileFingerprint] = [:]
        var problems: [Diagnostic] = []
        var folders = [base]
        while let folder = folders.popLast() {
            let path = folder.isEmpty ? root : root + "/" + folder
            if let identity = FolderListing.identity(of: path), !visited.insert(identity).inserted { continue }
            switch FolderListing.entries(of: path) {
            case .success(let entries):
                // The last folder is looked at first: one goes by its own name rather than by a link's.
                let links = entries.filter { $0.kind == .link }.sorted { $0.name > $1.name }
                for entry in links + entries.filter({ $0.kind != .link }).sorted(by: { $0.name > $1.name }) {
                    let name = folder.isEmpty ? entry.name : folder + "/" + entry.name
                    switch entry.kind {
                    case .folder:
                        if !Droppings.isHiddenFolder(entry.name) { folders.append(name) }
                    case .link where FolderListing.identity(of: root + "/" + name) != nil:
                        if !Droppings.isHiddenFolder(entry.name) { folders.append(name) }
                    case .file, .link:
                        guard !Droppings.isDropping(entry.name), matches(name) else { continue }
                        files[name] = look(name, previous[name])
                    case .other: break
                    }
                }
            case .failure(let problem):
                // A folder that is not there holds no files; of one that may not be read nobody knows.
                guard problem.code != ENOENT, problem.code != ENOTDIR else { continue }
                let prefix = folder.isEmpty ? "" : folder + "/"
                for (name, fingerprint) in previous where name.hasPrefix(prefix) { files[name] = fingerprint }
                problems.append(
                    Diagnostic(
                        .error, .folderNotWatched, "the folder \(path) cannot be read: \(errorText(problem.code))",
                        hint: "its files are taken as unchanged"
                    )
                )
            }
        }
        return FileSurvey(files: files, problems: problems)
    }

    package init(files: [String: FileFingerprint], problems: [Diagnostic]) {
        (self.files, self.problems) = (files, problems)
    }
}
