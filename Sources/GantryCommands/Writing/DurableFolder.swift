import GantryControl
import Glibc

/// Folders that files are made in, on disk with their names.
enum DurableFolder {
    /// Makes the folders on the way that are not there.
    ///
    /// - Parameter takesAfterParent: whether a new one gets the owner and the mode of the one that it lies in.
    /// - Returns: those that were made, the outermost first.
    /// - Throws: `CommandFailure`, which says what stood in the way; none is left then.
    static func make(_ path: String, takesAfterParent: Bool) throws(CommandFailure) -> [String] {
        var made: [String] = []
        var folder = ""
        do throws(CommandFailure) {
            for part in path.split(separator: "/") {
                let parent = folder.isEmpty ? "/" : folder
                folder += "/\(part)"
                if FileStatus(folder, followingLinks: true)?.isFolder == true { continue }
                guard mkdir(folder, 0o755) == 0 else { throw DurableFile.failure(folder, "cannot be made") }
                made.append(folder)
                if takesAfterParent { try take(folder, after: parent) }
                sync(folder)
                sync(parent)
            }
        } catch {
            remove(made)
            throw error
        }
        return made
    }

    /// One that somebody has put something into meanwhile stays.
    ///
    /// - Parameter folders: the outermost first.
    static func remove(_ folders: [String]) { for folder in folders.reversed() { rmdir(folder) } }

    /// So that the names in it are on disk as well. A file system that cannot do it keeps names in its own way.
    static func sync(_ folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }

    private static func take(_ folder: String, after parent: String) throws(CommandFailure) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw DurableFile.failure(folder, "cannot be opened") }
        defer { close(descriptor) }
        guard let access = DurableFile.Access(of: parent) else {
            throw DurableFile.failure(parent, "cannot be looked at")
        }
        // Whoever may not give folders away keeps the new one, which is nobody's but theirs.
        _ = fchown(descriptor, access.owner, access.group)
        // What everybody can write is not read by the daemon; whoever makes it must be able to write in it.
        let mode = (access.mode & ~(S_IWOTH | S_ISVTX | S_ISUID)) | S_IRWXU
        guard fchmod(descriptor, mode) == 0 else {
            throw DurableFile.failure(folder, "cannot have the mode of \(parent)")
        }
    }
}
