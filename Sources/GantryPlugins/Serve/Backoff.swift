/// How long to wait before a plugin that ended is started again: 1 s, 2 s, 4 s and so on, up to a minute.
///
/// A plugin that stayed up for longer than the longest wait begins anew.
struct Backoff: Sendable {
    static let longest = Duration.seconds(60)
    private var next = Duration.seconds(1)

    /// - Parameter uptime: how long it ran this time.
    mutating func pause(after uptime: Duration) -> Duration {
        if uptime > Self.longest { next = .seconds(1) }
        defer { next = min(next * 2, Self.longest) }
        return next
    }
}
