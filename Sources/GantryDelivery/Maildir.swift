import GantryCore
import GantrySystem
import Glibc

/// A maildir on disk. Its calls block: only for a thread of its own. Source: maildir(5) of qmail.
struct Maildir: Sendable {
    let folder: String

    /// Makes the folder, with `new`, `cur` and `tmp`, where they are missing; for its owner's eyes only.
    func create() throws(DeliveryFailure) {
        var path = folder.hasPrefix("/") ? "" : "."
        for part in folder.split(separator: "/") {
            path += "/\(part)"
            try makeFolder(path)
        }
        for part in ["tmp", "new", "cur"] { try makeFolder("\(folder)/\(part)") }
    }

    private func makeFolder(_ path: String) throws(DeliveryFailure) {
        if mkdir(path, 0o700) == 0 { return synchroniseAbove(path) }
        let code = errno
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
        throw failure(code == EEXIST ? "is in the way: it is not a folder" : "cannot be made", path, code)
    }

    /// Whether the mail has been delivered already, read or not: a mail program moves it to `cur` and adds flags.
    func contains(_ name: String) throws(DeliveryFailure) -> Bool {
        var status = stat()
        if lstat("\(folder)/new/\(name)", &status) == 0 {
            // An earlier try may have died before it did so, and that the mail is delivered is about to be recorded.
            try synchronise()
            return true
        }
        guard let current = opendir("\(folder)/cur") else { throw failure("cannot be read", "\(folder)/cur", errno) }
        defer { closedir(current) }
        while let entry = readdir(current) {
            let found = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if found == name || found.hasPrefix(name + ":") { return true }
        }
        return false
    }

    /// Writes a mail so that, after a crash at any point, it is there whole or not at all.
    func write(_ text: String, as name: String) throws(DeliveryFailure) {
        let draft = "\(folder)/tmp/\(name)"
        // What a crash left; nobody else writes under this name.
        unlink(draft)
        let file = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("cannot be written", draft, errno) }
        var problem = Self.writeAll(Array(text.utf8), to: file)
        if problem == 0, fsync(file) != 0 { problem = errno }
        if close(file) != 0, problem == 0 { problem = errno }
        if problem == 0, rename(draft, "\(folder)/new/\(name)") != 0 { problem = errno }
        guard problem == 0 else {
            unlink(draft)
            throw failure("cannot be written", draft, problem)
        }
        try synchronise()
    }

    /// Zero, or the error's number.
    private static func writeAll(_ bytes: [UInt8], to file: CInt) -> CInt {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(file, $0.baseAddress?.advanced(by: written), $0.count - written)
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                return errno
            }
        }
        return 0
    }

    /// Puts the mail's name on the disk, and the names of the folders that it stands in: without them it may be gone
    /// with the power. For a folder in which nothing is new this costs next to nothing.
    private func synchronise() throws(DeliveryFailure) {
        synchroniseAbove(folder)
        for path in [folder, folder + "/new"] {
            let problem = Self.synchronise(path)
            guard problem == 0 else { throw failure("cannot be written", path, problem) }
        }
    }

    /// The folder above may be somebody else's, who does not let it be read: then its name is theirs to keep.
    private func synchroniseAbove(_ path: String) { _ = Self.synchronise(path + "/..") }

    /// Zero, or the error's number.
    private static func synchronise(_ path: String) -> CInt {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return errno }
        defer { close(descriptor) }
        return fsync(descriptor) == 0 ? 0 : errno
    }

    private func failure(_ what: String, _ path: String, _ code: CInt) -> DeliveryFailure {
        DeliveryFailure("\(path) \(what): \(errorText(code))")
    }
}
