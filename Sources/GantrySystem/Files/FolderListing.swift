import Glibc

/// What stands in folders.
package enum FolderListing {
    package enum Kind: Hashable, Sendable {
        case file, folder, link, other
    }

    package struct Entry: Hashable, Sendable {
        package let name: String
        package let kind: Kind
    }

    /// The entries of a folder in no order, without `.` and `..`. Names that are not UTF-8 are left out. Blocks on it.
    package static func entries(of path: String) -> Result<[Entry], SystemFailure> {
        var result: [Entry] = []
        let code = forEach(in: path) { record, name in
            guard let name = String(validating: name, as: UTF8.self) else { return }
            result.append(Entry(name: name, kind: kind(record.pointee.d_type, path + "/" + name)))
        }
        return code == 0 ? .success(result) : .failure(failure(path, code))
    }

    /// What tells a folder from all others, whatever path led to it.
    package struct Identity: Hashable, Sendable {
        let device: UInt64
        let number: UInt64
    }

    /// Nil for what is no folder; links are followed.
    package static func identity(of path: String) -> Identity? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        return Identity(device: UInt64(status.st_dev), number: UInt64(status.st_ino))
    }

    /// What stands in a folder, sorted.
    package struct Names: Hashable, Sendable {
        package var names: [String] = []
        /// Those that are no text, with `?` for what is none.
        package var unreadable: [String] = []
    }

    /// Why a folder is not listed.
    package enum Obstacle: Error, Hashable, Sendable {
        case refused(FileFence.Refusal)
        case failed(SystemFailure)
    }

    /// The names in a folder that may be read, without `.` and `..`. Blocks on it.
    package static func listing(of path: String, within fence: FileFence) -> Result<Names, Obstacle> {
        let descriptor: Int32
        switch fence.open(path) {
        case .descriptor(let opened): descriptor = opened
        case .refused(let refusal): return .failure(.refused(refusal))
        case .failed(let code): return .failure(.failed(failure(path, code)))
        }
        guard let folder = fdopendir(descriptor) else {
            defer { close(descriptor) }
            return .failure(.failed(failure(path, errno)))
        }
        var result = Names()
        let code = forEach(of: folder) { _, bytes in
            if let name = String(validating: bytes, as: UTF8.self) {
                result.names.append(name)
            } else {
                let shown = bytes.map { $0 < 0x80 ? $0 : UInt8(ascii: "?") }
                result.unreadable.append(String(decoding: shown, as: UTF8.self))
            }
        }
        result.names.sort()
        result.unreadable.sort()
        return code == 0 ? .success(result) : .failure(.failed(failure(path, code)))
    }

    /// The names in a folder, sorted, without `.` and `..`; bytes that are not UTF-8 are replaced. Blocks on it.
    package static func allNames(in path: String) -> Result<[String], SystemFailure> {
        var result: [String] = []
        let code = forEach(in: path) { _, name in result.append(String(decoding: name, as: UTF8.self)) }
        return code == 0 ? .success(result.sorted()) : .failure(failure(path, code))
    }

    /// The same; nil where the folder cannot be read.
    package static func names(in path: String) -> [String]? { try? allNames(in: path).get() }

    /// - Returns: zero, or the number of `errno`.
    private static func forEach(
        in path: String, _ body: (UnsafePointer<dirent>, UnsafeBufferPointer<UInt8>) -> Void
    ) -> Int32 {
        guard let folder = opendir(path) else { return errno }
        return forEach(of: folder, body)
    }

    /// Closes the folder.
    private static func forEach(
        of folder: OpaquePointer, _ body: (UnsafePointer<dirent>, UnsafeBufferPointer<UInt8>) -> Void
    ) -> Int32 {
        defer { closedir(folder) }
        // The name is a fixed array at the end of the record, which may be shorter than it.
        let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
        while true {
            errno = 0
            guard let entry = readdir(folder) else { return errno }
            let start = UnsafeRawPointer(entry).advanced(by: offset)
            let length = strlen(start.assumingMemoryBound(to: CChar.self))
            let name = UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: length)
            if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { continue }
            body(entry, name)
        }
    }

    private static func failure(_ path: String, _ code: Int32) -> SystemFailure {
        SystemFailure("read the folder \(path)", code: code)
    }

    private static func kind(_ type: UInt8, _ path: String) -> Kind {
        switch Int(type) {
        case Int(DT_REG): return .file
        case Int(DT_DIR): return .folder
        case Int(DT_LNK): return .link
        case Int(DT_UNKNOWN):
            // Some file systems do not say.
            var status = stat()
            guard lstat(path, &status) == 0 else { return .other }
            switch status.st_mode & S_IFMT {
            case S_IFREG: return .file
            case S_IFDIR: return .folder
            case S_IFLNK: return .link
            default: return .other
            }
        default: return .other
        }
    }
}
