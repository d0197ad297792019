import GantryTriggers
import Glibc

/// Tells systemd how the daemon is doing, by the datagram protocol of sd_notify(3); silent where nobody listens.
struct SystemdNotifier: Sendable {
    private let path: String?

    init(environment: [String: String]) {
        path = environment["NOTIFY_SOCKET"]
    }

    /// Sends lines such as `READY=1`, `STATUS=3 projects`. Where systemd does not read, a thread waits for it for a
    /// while, and nobody else.
    func notify(_ lines: String...) {
        guard let path, !path.isEmpty else { return }
        let text = Array(lines.joined(separator: "\n").utf8)
        guard !Self.send(text, to: path, isWaiting: false) else { return }
        // Were there no thread, it would be told with the next.
        try? startThread("gantry-notify") { _ = Self.send(text, to: path, isWaiting: true) }
    }

    /// - Returns: false where there was no room for it.
    private static func send(_ text: [UInt8], to path: String, isWaiting: Bool) -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        // A leading @ stands for the zero byte of an abstract socket.
        if name.first == UInt8(ascii: "@") { name[0] = 0 }
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return true }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let flags = Int32(MSG_NOSIGNAL) | (isWaiting ? 0 : Int32(MSG_DONTWAIT))
        let sent = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                sendto(descriptor, text, text.count, flags, raw, length)
            }
        }
        return sent >= 0 || (errno != EAGAIN && errno != ENOBUFS)
    }
}
