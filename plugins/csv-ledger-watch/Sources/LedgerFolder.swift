import Dispatch
import Glibc

/// The ledgers below a folder. What waits for the disk runs in a thread of its own.
struct LedgerFolder: Sendable {
    /// What a file looked like, so that it need not be read to see that it is the same.
    struct Look: Hashable, Sendable {
        var inode: UInt64
        var size: Int
        var seconds: Int
        var nanoseconds: Int
    }

    /// A ledger of more bytes is not read.
    static let largest = 16 << 20

    let path: String
    let patterns: [String]
    private static let threads = DispatchQueue(label: "csv-ledger-watch.files")

    init(_ path: String, _ patterns: [String]) { (self.path, self.patterns) = (path, patterns) }

    /// The files that there are now, by their path below the folder.
    func files() async -> [String: Look] {
        await Self.inThread {
            var looks: [String: Look] = [:]
            for pattern in patterns {
                for file in matches(pattern) { looks[file] = look(file) }
            }
            return looks
        }
    }

    /// - Throws: `Booking.Problem` for what is no ledger.
    func bookings(in file: String) async throws -> [Booking] {
        try await Self.inThread {
            Result { try Booking.all(in: try read(file), of: file) }
        }.get()
    }

    private func matches(_ pattern: String) -> [String] {
        // The folder's name is no pattern.
        let prefix = String(path.flatMap { "*?[\\".contains($0) ? ["\\", $0] : [$0] })
        var found = glob_t()
        defer { globfree(&found) }
        guard glob("\(prefix)/\(pattern)", 0, nil, &found) == 0, let paths = found.gl_pathv else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { index in
            paths[index].map { String(String(cString: $0).dropFirst(path.count + 1)) }
        }
    }

    private func look(_ file: String) -> Look? {
        var status = stat()
        guard stat("\(path)/\(file)", &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Look(
            inode: UInt64(status.st_ino), size: Int(status.st_size), seconds: Int(status.st_mtim.tv_sec),
            nanoseconds: Int(status.st_mtim.tv_nsec))
    }

    private func read(_ file: String) throws -> [UInt8] {
        let descriptor = open("\(path)/\(file)", O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw Booking.Problem(description: "\(file) cannot be opened: \(String(cString: strerror(errno)))")
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else {
                throw Booking.Problem(description: "\(file) cannot be read: \(String(cString: strerror(errno)))")
            }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= Self.largest else {
                throw Booking.Problem(description: "\(file) has more than \(Self.largest >> 20) MiB")
            }
        }
    }

    private static func inThread<Content: Sendable>(_ body: @escaping @Sendable () -> Content) async -> Content {
        await withCheckedContinuation { continuation in
            threads.async { continuation.resume(returning: body()) }
        }
    }
}
