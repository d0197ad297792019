public import GantryCore
import GantrySystem
import Glibc

/// All the files under a folder that somebody asks for, as they are at one time.
public struct FileSurvey: Hashable, Sendable {
    /// By path relative to the root.
    public let files: [String: FileFingerprint]
    /// Folders that could not be read; what was known of them is to be kept, and is among `files` already.
    public let problems: [Diagnostic]

    /// Looks through a folder and what is in it. Linked and hidden folders are not gone into, editors' droppings are
    /// left out. It waits for the disk: call it on a `BlockingThread`.
    ///
    /// - Parameters:
    ///   - root: an absolute path.
    ///   - base: the folder under the root to begin with, relative to it; empty: the root itself.
    ///   - previous: what was known; the content of files that look the same is not read again.
    ///   - matches: whether a path relative to the root is asked for.
    public static func scan(
        root: String, under base: String = "", previous: [String: FileFingerprint] = [:], matches: (String) -> Bool
    ) -> FileSurvey {
        var files: [String: FileFingerprint] = [:]
        var problems: [Diagnostic] = []
        var folders = [base]
        while let folder = folders.popLast() {
            let path = folder.isEmpty ? root : root + "/" + folder
            switch FolderListing.entries(of: path) {
            case .success(let entries):
                for entry in entries {
                    let name = folder.isEmpty ? entry.name : folder + "/" + entry.name
                    switch entry.kind {
                    case .folder:
                        if !Droppings.isHiddenFolder(entry.name) { folders.append(name) }
                    case .file, .link:
                        guard !Droppings.isDropping(entry.name), matches(name) else { continue }
                        files[name] = FileFingerprint.of(root + "/" + name, previous: previous[name])
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
