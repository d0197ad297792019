import GantrySystem
import Glibc

/// Reads whole files that people wrote.
package enum RegularFile {
    /// The most bytes that a file may have, in MiB; larger ones are refused before a byte is read. A table of the
    /// most has some 800,000 bookings; YAML has a lower limit of its own.
    private static func mostMebibytes(_ path: String) -> Int { path.lowercased().hasSuffix(".csv") ? 64 : 16 }

    /// The bytes of a regular file. A pipe or a device is refused, not waited for.
    static func read(_ path: String, within fence: FileFence) -> Result<[UInt8], ProjectContext.FileProblem> {
        let descriptor: Int32
        switch fence.open(path) {
        case .descriptor(let opened): descriptor = opened
        case .refused(let refusal): return .failure(.refused(refusal))
        case .failed(let code): return .failure(problem(code))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failure(problem(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .failure(.unreadable("it is not a file")) }
        return bytes(of: descriptor, path, expecting: Int(status.st_size))
    }

    /// The bytes of a file that is open.
    package static func bytes(
        of descriptor: Int32, _ path: String, expecting size: Int
    ) -> Result<[UInt8], ProjectContext.FileProblem> {
        let most = mostMebibytes(path)
        let tooLarge = ProjectContext.FileProblem.unreadable("it is larger than \(most) MiB")
        guard size <= most << 20 else { return .failure(tooLarge) }
        var result: [UInt8] = []
        var wanted = size + 1
        // It may grow while it is read, so the limit is kept here too.
        while result.count <= most << 20 {
            var failed = false
            let chunk = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
                var got = Glibc.read(descriptor, buffer.baseAddress, wanted)
                while got < 0, errno == EINTR { got = Glibc.read(descriptor, buffer.baseAddress, wanted) }
                failed = got < 0
                count = max(0, got)
            }
            if failed { return .failure(problem(errno)) }
            if chunk.isEmpty { return .success(result) }
            if result.isEmpty { result = chunk } else { result += chunk }
            wanted = max(4096, size + 1 - result.count)
        }
        return .failure(tooLarge)
    }

    private static func problem(_ code: Int32) -> ProjectContext.FileProblem {
        switch code {
        case ENOENT, ENOTDIR: .missing
        case EACCES, EPERM: .unreadable("permission denied")
        default: .unreadable(errorText(code))
        }
    }

    /// Who may read a file; nil where that cannot be known.
    static func permissions(_ path: String) -> FilePermissions? {
        var status = stat()
        return stat(path, &status) == 0 ? FilePermissions(mode: status.st_mode, path: path) : nil
    }
}

/// Who may read a file.
package struct FilePermissions: Hashable, Sendable {
    /// The permission bits, as chmod takes them.
    package let mode: UInt32
    /// Where the file is, for whoever wants to change it.
    package let path: String

    package init(mode: UInt32, path: String) { (self.mode, self.path) = (mode & 0o7777, path) }

    /// Whether the group or everybody can read it.
    package var letsOthersRead: Bool { mode & (S_IRGRP | S_IROTH) != 0 }
}
