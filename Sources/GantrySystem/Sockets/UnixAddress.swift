package import Glibc

/// Where a Unix socket listens: a path, or with a leading `@` a name that no file stands for. Source: unix(7).
package struct UnixAddress {
    private var address = sockaddr_un()
    private let length: socklen_t

    /// - Throws: `SystemFailure` where the path is longer than the kernel takes, of 107 bytes.
    package init(_ path: String) throws(SystemFailure) {
        var name = Array(path.utf8)
        // The zero byte in front makes the name abstract.
        if name.first == UInt8(ascii: "@") { name[0] = 0 }
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw SystemFailure("use the socket \(path)", code: ENAMETOOLONG)
        }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
    }

    /// Calls `body` with the address as `connect`, `bind` and `sendto` take it.
    package func withSocketAddress<Answer>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Answer) -> Answer {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
