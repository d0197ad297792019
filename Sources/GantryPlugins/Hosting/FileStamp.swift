import Glibc

/// What tells whether a path is what it was. Of a folder, whatever is in it.
struct FileStamp: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case file, folder, other
    }

    let kind: Kind
    private let place: [UInt64]
    private let content: [Int64]

    /// Follows links, and blocks on files.
    ///
    /// - Returns: nil where nothing is there.
    init?(_ path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            default: .other
            }
        place = [UInt64(status.st_dev), UInt64(status.st_ino)]
        let (modified, changed) = (status.st_mtim, status.st_ctim)
        let content = [Int(status.st_size), modified.tv_sec, modified.tv_nsec, changed.tv_sec, changed.tv_nsec]
        self.content = kind == .folder ? [] : content.map(Int64.init)
    }
}
