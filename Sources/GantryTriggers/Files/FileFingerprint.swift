import Crypto
import GantryCore
import GantrySystem
import Glibc

/// What tells one content of a file from another.
public struct FileFingerprint: Hashable, Sendable, Codable {
    public let dev: UInt64
    public let ino: UInt64
    /// Bytes.
    public let size: Int64
    /// Since 1970-01-01T00:00:00Z.
    public let mtimeNanoseconds: Int64
    /// SHA-256 of the content in hexadecimal; `unreadable` where the content cannot be read.
    public let hash: String

    public init(dev: UInt64, ino: UInt64, size: Int64, mtimeNanoseconds: Int64, hash: String) {
        (self.dev, self.ino, self.size, self.mtimeNanoseconds, self.hash) = (dev, ino, size, mtimeNanoseconds, hash)
    }

    /// A file that changed within this time may change again without its times showing it: the kernel's clock for
    /// files goes in steps of some milliseconds.
    private static let restingTime: Int64 = 1_000_000_000

    /// Looks at a file. The content is read only where its size or times differ from `previous`, or are too new to tell.
    ///
    /// - Returns: nil where there is no such file, or where it is no plain file. A link is followed.
    public static func of(_ path: String, previous: FileFingerprint? = nil) -> FileFingerprint? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let seen = FileFingerprint(status, hash: "")
        if let previous, seen.hasStatus(of: previous) {
            let age = WallTime.now.nanosecondsSinceEpoch - seen.mtimeNanoseconds
            if age > restingTime || age < 0 { return previous }
        }
        return read(path, otherwise: seen)
    }

    /// Whether the contents are the same, wherever they stand and whenever they were written.
    public func hasContent(of other: FileFingerprint?) -> Bool { size == other?.size && hash == other?.hash }

    private func hasStatus(of other: FileFingerprint) -> Bool {
        (dev, ino, size, mtimeNanoseconds) == (other.dev, other.ino, other.size, other.mtimeNanoseconds)
    }

    private init(_ status: stat, hash: String) {
        self.init(
            dev: UInt64(status.st_dev), ino: UInt64(status.st_ino), size: Int64(status.st_size),
            mtimeNanoseconds: Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec), hash: hash
        )
    }

    private static func read(_ path: String, otherwise seen: FileFingerprint) -> FileFingerprint? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { return errno == ENOENT ? nil : seen.unreadable }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        var hash = SHA256()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { break }
            guard count > 0 else {
                if errno == EINTR { continue }
                return seen.unreadable
            }
            hash.update(data: buffer[..<count])
        }
        return FileFingerprint(status, hash: hexadecimal(hash.finalize()))
    }

    private var unreadable: FileFingerprint {
        FileFingerprint(dev: dev, ino: ino, size: size, mtimeNanoseconds: mtimeNanoseconds, hash: "unreadable")
    }
}

/// Two digits for each byte.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    return String(decoding: text, as: UTF8.self)
}
