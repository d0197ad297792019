import GantrySystem

/// Tells systemd how the daemon is doing, by the datagram protocol of sd_notify(3); silent where nobody listens.
struct SystemdNotifier: Sendable {
    /// systemd reads within milliseconds, unless the whole machine hangs.
    private static let patience = Duration.seconds(5)

    private let path: String?

    init(environment: [String: String]) {
        path = environment["NOTIFY_SOCKET"]
    }

    /// Sends lines such as `READY=1`, `STATUS=3 projects`.
    func notify(_ lines: String...) {
        guard let path, !path.isEmpty else { return }
        try? Datagram.send(Array(lines.joined(separator: "\n").utf8), to: path, waitingFor: Self.patience)
    }
}
