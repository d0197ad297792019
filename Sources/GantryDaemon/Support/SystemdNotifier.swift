import GantrySystem
import Glibc

/// Tells systemd how the daemon is doing, by the datagram protocol of sd_notify(3); silent where nobody listens.
struct SystemdNotifier: Sendable {
    /// systemd reads within milliseconds, unless the whole machine hangs.
    private static let patience = Duration.seconds(5)

    private let path: String?

    init(environment: [String: String]) {
        path = environment["NOTIFY_SOCKET"]
    }

    /// Sends lines such as `READY=1`, `STATUS=3 projects`. Where systemd does not read, a thread waits for it for a
    /// while, and nobody else.
    func notify(_ lines: String...) {
        guard let path, !path.isEmpty else { return }
        let text = Array(lines.joined(separator: "\n").utf8)
        do {
            try Datagram.send(text, to: path)
        } catch {
            guard error.code == EAGAIN || error.code == ENOBUFS else { return }
            // Were there no thread, it would be told with the next.
            try? startThread("gantry-notify") { try? Datagram.send(text, to: path, waitingFor: Self.patience) }
        }
    }
}
