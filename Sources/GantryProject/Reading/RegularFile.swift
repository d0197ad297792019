import Glibc

/// Reads whole files that people wrote.
enum RegularFile {
    /// Larger ones are refused: a ledger of this size has some 200,000 rows.
    static let largest = 16 << 20

    /// The bytes of a regular file. A pipe or a device is refused, not waited for.
    static func read(_ path: String) -> Result<[UInt8], ProjectContext.FileProblem> {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return .failure(problem(errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failure(problem(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { return .failure(.unreadable("it is not a file")) }
        guard status.st_size <= largest else { return .failure(.unreadable("it is larger than 16 MiB")) }
        return bytes(of: descriptor, expecting: Int(status.st_size))
    }

    private static func bytes(of descriptor: Int32, expecting size: Int) -> Result<[UInt8], ProjectContext.FileProblem>
    {
        var result: [UInt8] = []
        result.reserveCapacity(size)
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        // It may grow while it is read, so the limit is kept here too.
        while result.count <= largest {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return .success(result) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return .failure(problem(errno)) }
            result.append(contentsOf: chunk[..<count])
        }
        return .failure(.unreadable("it is larger than 16 MiB"))
    }

    private static func problem(_ code: Int32) -> ProjectContext.FileProblem {
        switch code {
        case ENOENT, ENOTDIR: .missing
        case EACCES, EPERM: .unreadable("permission denied")
        default: .unreadable(String(cString: strerror(code)))
        }
    }
}
