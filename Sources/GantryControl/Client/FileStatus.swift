import Glibc

/// What stands at a path; a link is looked at itself, not followed, unless it is asked for.
package struct FileStatus: Hashable, Sendable {
    package let mode: UInt32
    package let owner: UInt32
    package let device: UInt64
    package let inode: UInt64
    /// When its content was changed last, in nanoseconds since the epoch.
    package let changedAt: Int64

    /// Nil where nothing is there or it may not be looked at.
    ///
    /// - Parameter followingLinks: whether what a link points to is meant.
    package init?(_ path: String, followingLinks: Bool = false) {
        var status = stat()
        guard (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0 else { return nil }
        (mode, owner) = (status.st_mode, status.st_uid)
        (device, inode) = (UInt64(status.st_dev), UInt64(status.st_ino))
        changedAt = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
    }

    package var isFolder: Bool { mode & S_IFMT == S_IFDIR }
    package var isSocket: Bool { mode & S_IFMT == S_IFSOCK }
    package var isLink: Bool { mode & S_IFMT == S_IFLNK }
    package var isFile: Bool { mode & S_IFMT == S_IFREG }
    /// The twelve bits that `chmod` sets.
    package var permissions: UInt32 { mode & 0o7777 }

    /// In words: `a link`, `a folder`.
    package var kind: String {
        if isLink { return "a link" }
        if isFolder { return "a folder" }
        if isSocket { return "a socket" }
        return isFile ? "a file" : "a device or pipe"
    }
}
