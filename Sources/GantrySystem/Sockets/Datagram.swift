import Glibc

/// One message to a Unix socket that takes datagrams: journald's, systemd's.
package enum Datagram {
    /// Sends it whole or not at all.
    ///
    /// - Parameters:
    ///   - path: of the socket; with a leading `@` an abstract one.
    ///   - limit: how long to wait while the other end does not read; zero: not at all.
    /// - Throws: `SystemFailure`; with `EAGAIN` where the other end does not keep up.
    package static func send(
        _ bytes: [UInt8], to path: String, waitingFor limit: Duration = .zero
    ) throws(SystemFailure) {
        let address = try UnixAddress(path)
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemFailure("open a socket", code: errno) }
        defer { close(descriptor) }
        var flags = Int32(MSG_NOSIGNAL)
        if limit > .zero {
            let (seconds, attoseconds) = limit.components
            var time = timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
            setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
        } else {
            flags |= Int32(MSG_DONTWAIT)
        }
        let sent = address.withSocketAddress { sendto(descriptor, bytes, bytes.count, flags, $0, $1) }
        guard sent == bytes.count else { throw SystemFailure("write to the socket \(path)", code: errno) }
    }
}
