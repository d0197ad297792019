import Crypto
import GantryCore
import Glibc

/// A file as it was at one reading.
package struct SeenFile: Hashable, Sendable {
    let fingerprint: Fingerprint
    /// Nil where nothing was read.
    package let mark: FileMark?

    /// SHA-256 of the content in hexadecimal; `unreadable` where there is a file without content to be had; nil where
    /// there is none.
    package var hash: String? {
        switch fingerprint {
        case .bytes(let digest, _): digest
        case .other(.missing), .other(.deadLink): nil
        case .other: "unreadable"
        }
    }
}

/// What tells without reading whether a file may be another one.
package struct FileMark: Hashable, Sendable {
    package let dev: UInt64
    package let ino: UInt64
    /// Bytes.
    package let size: Int64
    /// Since 1970-01-01T00:00:00Z.
    package let mtimeNanoseconds: Int64
    private let ctimeNanoseconds: Int64

    init(_ status: stat) {
        (dev, ino, size) = (UInt64(status.st_dev), UInt64(status.st_ino), Int64(status.st_size))
        mtimeNanoseconds = Self.nanoseconds(status.st_mtim)
        ctimeNanoseconds = Self.nanoseconds(status.st_ctim)
    }

    /// Nil where there is no file; a link is followed.
    static func of(_ path: String) -> FileMark? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return FileMark(status)
    }

    /// Of a folder; nil where there is none. It changes with every name that comes into it or goes.
    static func ofFolder(_ path: String) -> FileMark? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
        return FileMark(status)
    }

    /// Whether it has not changed for so long that a further change would show. The kernel's clock for files goes in
    /// steps of some milliseconds, and it is the machine's clock, whatever the engine's says.
    ///
    /// - Parameter time: of the machine's clock, in nanoseconds since 1970.
    func isResting(at time: Int64) -> Bool {
        let age = time - max(mtimeNanoseconds, ctimeNanoseconds)
        return age > 1_000_000_000 || age < -1_000_000_000
    }

    /// Nanoseconds since 1970, of the machine's clock.
    package static var machineTime: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return nanoseconds(now)
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// SHA-256 in hexadecimal.
func contentDigest(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in SHA256.hash(data: Array(bytes)) { text += [digits[Int(byte >> 4)], digits[Int(byte & 15)]] }
    return String(decoding: text, as: UTF8.self)
}
