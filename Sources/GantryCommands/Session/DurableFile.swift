import Glibc

/// Writes files so that a crash at any moment leaves either the old or the new, whole.
enum DurableFile {
    /// Who may do what with a file: kept when it is replaced, and given to a new one beside it.
    struct Access: Hashable {
        let mode: mode_t
        let owner: uid_t
        let group: gid_t

        init?(of path: String) {
            var status = stat()
            guard stat(path, &status) == 0 else { return nil }
            (mode, owner, group) = (status.st_mode & 0o7777, status.st_uid, status.st_gid)
        }
    }

    /// Makes a file that must not be there yet, and the folder it lies in.
    ///
    /// - Throws: `CommandFailure`, which says what stood in the way; nothing is left then.
    static func create(_ path: String, _ bytes: [UInt8], like access: Access) throws(CommandFailure) {
        let folder = folder(of: path)
        guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw failure(folder, "cannot be made") }
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, access.mode & 0o666)
        guard descriptor >= 0 else {
            if errno == EEXIST {
                throw CommandFailure(
                    "\(path) is there already, and is not overwritten", code: "exists", status: ExitStatus.failed)
            }
            throw failure(path, "cannot be made")
        }
        // Whoever may not give files away keeps the new one, which is nobody's but theirs.
        _ = fchown(descriptor, access.owner, access.group)
        let isWritten = fchmod(descriptor, access.mode & 0o666) == 0 && write(bytes, to: descriptor)
        guard isWritten else {
            let failure = failure(path, "cannot be written")
            close(descriptor)
            unlink(path)
            throw failure
        }
        close(descriptor)
        sync(folder: folder)
    }

    /// Puts other bytes in the place of a file's, unless it has changed meanwhile. A link keeps leading to it.
    ///
    /// - Parameter old: what was read, and what the new bytes were made of.
    /// - Throws: `CommandFailure`; the file is then as it was.
    static func replace(_ path: String, _ old: [UInt8], with new: [UInt8]) throws(CommandFailure) {
        guard let resolved = realpath(path, nil) else { throw failure(path, "cannot be found") }
        defer { free(resolved) }
        let target = String(cString: resolved)
        guard let access = Access(of: target) else { throw failure(path, "cannot be looked at") }
        let folder = folder(of: target)
        let name = target.split(separator: "/").last.map(String.init) ?? "file"
        var template = Array("\(folder)/.\(name).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure(folder, "cannot be written in") }
        let beside = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        do throws(CommandFailure) {
            defer { close(descriptor) }
            guard fchown(descriptor, access.owner, access.group) == 0, fchmod(descriptor, access.mode) == 0 else {
                throw failure(path, "cannot keep its owner and its mode")
            }
            guard write(new, to: descriptor) else { throw failure(path, "cannot be written") }
            guard read(target) == old else {
                throw CommandFailure(
                    "\(path) has changed meanwhile", hint: "try again", code: "conflict", status: ExitStatus.failed)
            }
            guard rename(beside, target) == 0 else { throw failure(path, "cannot be replaced") }
        } catch {
            unlink(beside)
            throw error
        }
        sync(folder: folder)
    }

    /// The whole of a regular file; nil where it cannot be read.
    static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return result }
            result.append(contentsOf: chunk[..<count])
        }
    }

    static func remove(_ path: String) { unlink(path) }

    static func folder(of path: String) -> String {
        let parts = path.split(separator: "/").dropLast()
        return "/" + parts.joined(separator: "/")
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return fsync(descriptor) == 0
    }

    /// So that the name is on disk as well. A file system that cannot do it keeps names in its own way.
    private static func sync(folder: String) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        close(descriptor)
    }

    private static func failure(_ path: String, _ what: String) -> CommandFailure {
        CommandFailure(
            "\(path) \(what): \(String(cString: strerror(errno)))", code: "not_written", status: ExitStatus.failed)
    }
}
