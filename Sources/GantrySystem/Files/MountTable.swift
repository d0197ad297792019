import Glibc

/// What is mounted where, as this process sees it. inotify says nothing of it: a folder that something is mounted over
/// looks as if it had never changed.
package struct MountTable: Hashable, Sendable {
    /// It can be waited for: `EPOLLPRI` says that something was mounted or unmounted.
    package static let path = "/proc/self/mountinfo"

    /// Mount points, each with the number of its mount.
    private let points: [Point]

    private struct Point: Hashable, Sendable {
        let number: Substring
        let path: String
    }

    /// As it is now; empty where the system has none.
    package static var now: MountTable {
        guard let file = fopen(path, "re") else { return MountTable("") }
        defer { fclose(file) }
        var (text, buffer) = ([UInt8](), [UInt8](repeating: 0, count: 65_536))
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { text += buffer[..<count] }
        return MountTable(String(decoding: text, as: UTF8.self))
    }

    /// - Parameter text: lines of proc(5), `36 35 98:0 /mnt1 /mnt2 rw - ext3 /dev/root rw`.
    init(_ text: String) {
        points = text.split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ", maxSplits: 5)
            return fields.count > 4 ? Point(number: fields[0], path: Self.unescaped(fields[4])) : nil
        }
    }

    /// The mounts at, above and below some folders.
    ///
    /// - Parameter folders: absolute, without links.
    package func concerning(_ folders: Set<String>) -> MountTable {
        MountTable(points.filter { point in folders.contains { Self.meet(point.path, $0) } })
    }

    private init(_ points: [Point]) { self.points = points }

    private static func meet(_ left: String, _ right: String) -> Bool {
        left == "/" || right == "/" || left == right || left.hasPrefix(right + "/") || right.hasPrefix(left + "/")
    }

    /// Spaces and the like stand there as `\040`.
    private static func unescaped(_ field: Substring) -> String {
        guard field.contains("\\") else { return String(field) }
        var (bytes, rest) = ([UInt8](), Array(field.utf8)[...])
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            guard byte == UInt8(ascii: "\\"), digits.count == 3,
                let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            else {
                bytes.append(byte)
                continue
            }
            bytes.append(code)
            rest = rest.dropFirst(3)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
