import GantrySystem
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

    /// A file that was made, to be taken back where what belongs to it fails.
    struct Made: Hashable {
        let path: String
        /// The folders that were made for it, the outermost first.
        let folders: [String]

        func takeBack() {
            unlink(path)
            DurableFolder.remove(folders)
        }
    }

    /// Makes a file that must not be there yet, and the folders it lies in.
    ///
    /// - Parameter access: who may do what with it. A new folder then takes after the one that it lies in, and the
    ///   file's own folder must be no link. Nil: as anything else that whoever types makes.
    /// - Throws: `CommandFailure`, which says what stood in the way; nothing is left then.
    @discardableResult
    static func create(
        _ path: String, _ bytes: [UInt8], access: Access? = nil
    ) throws(CommandFailure) -> Made {
        let folder = folder(of: path)
        let folders = try DurableFolder.make(folder, takesAfterParent: access != nil)
        do throws(CommandFailure) {
            // Held open, so that nothing can be put in its place meanwhile.
            let place = retrying { open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (access == nil ? 0 : O_NOFOLLOW)) }
            guard place >= 0 else { throw failure(folder, "cannot be opened") }
            defer { close(place) }
            try create(path, bytes, access, in: place)
            _ = fsync(place)
        } catch {
            DurableFolder.remove(folders)
            throw error
        }
        return Made(path: path, folders: folders)
    }

    private static func create(
        _ path: String, _ bytes: [UInt8], _ access: Access?, in folder: Int32
    ) throws(CommandFailure) {
        let name = name(of: path)
        let mode = (access?.mode ?? 0o644) & 0o666
        let descriptor = retrying {
            openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        }
        guard descriptor >= 0 else {
            guard errno == EEXIST else { throw failure(path, "cannot be made") }
            throw CommandFailure(
                "\(path) is there already, and is not overwritten", code: "exists", status: ExitStatus.failed)
        }
        defer { close(descriptor) }
        var isWritten = true
        if let access {
            // Whoever may not give files away keeps the new one, which is nobody's but theirs.
            _ = fchown(descriptor, access.owner, access.group)
            isWritten = fchmod(descriptor, mode) == 0
        }
        guard isWritten, write(bytes, to: descriptor) else {
            let failure = failure(path, "cannot be written")
            unlinkat(folder, name, 0)
            throw failure
        }
    }

    /// Puts other bytes in the place of a file's, unless it has changed meanwhile. A link keeps leading to it.
    ///
    /// - Parameters:
    ///   - old: what was read, and what the new bytes were made of.
    ///   - changed: what else they were made of and has changed; asked at the last moment.
    /// - Throws: `CommandFailure`; the file is then as it was.
    static func replace(
        _ path: String, _ old: [UInt8], with new: [UInt8], unless changed: () -> [String] = { [] }
    ) throws(CommandFailure) {
        guard let target = resolved(path) else { throw failure(path, "cannot be found") }
        guard let access = Access(of: target) else { throw failure(path, "cannot be looked at") }
        let folder = folder(of: target)
        var template = Array("\(folder)/.\(name(of: target)).XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw failure(folder, "cannot be written in") }
        let beside = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        do throws(CommandFailure) {
            defer { close(descriptor) }
            guard fchown(descriptor, access.owner, access.group) == 0, fchmod(descriptor, access.mode) == 0 else {
                throw failure(path, "cannot keep its owner and its mode")
            }
            guard write(new, to: descriptor) else { throw failure(path, "cannot be written") }
            try refuse(changed())
            if read(target) != old { try refuse([path]) }
            guard rename(beside, target) == 0 else { throw failure(path, "cannot be replaced") }
        } catch {
            unlink(beside)
            throw error
        }
        DurableFolder.sync(folder)
    }

    /// Refuses to write on top of what has changed since it was read.
    ///
    /// - Parameter changed: the files, as people name them.
    static func refuse(_ changed: [String]) throws(CommandFailure) {
        guard !changed.isEmpty else { return }
        throw CommandFailure(
            "\(changed.joined(separator: ", ")) \(changed.count > 1 ? "have" : "has") changed meanwhile",
            hint: "nothing was written; try again", code: "conflict", status: ExitStatus.failed)
    }

    /// The whole of a regular file; nil where it cannot be read.
    static func read(_ path: String) -> [UInt8]? {
        let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
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

    /// The path with all its links followed; nil where nothing is there.
    static func resolved(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    static func folder(of path: String) -> String {
        let parts = path.split(separator: "/").dropLast()
        return "/" + parts.joined(separator: "/")
    }

    private static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    /// Calls again what a signal has interrupted.
    private static func retrying(_ call: () -> Int32) -> Int32 {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return retrying { fsync(descriptor) } == 0
    }

    static func failure(_ path: String, _ what: String) -> CommandFailure {
        CommandFailure(
            "\(path) \(what): \(errorText(errno))", code: "not_written", status: ExitStatus.failed)
    }
}
