import GantryCore
import Synchronization

/// How much of something may come: so much at once, and then as much as time lets grow again.
///
/// It is kept as the instant at which all of it would be there again, so that nothing has to count while nothing comes.
struct Allowance: Hashable, Sendable {
    /// How long one unit takes to grow again.
    let growth: Duration
    /// How many units there are at most.
    let burst: Int
    private var fullAt: Instant?

    init(growth: Duration, burst: Int) { (self.growth, self.burst) = (growth, burst) }

    mutating func has(_ units: Int, at now: Instant) -> Bool {
        missing(at: now) + growth * units <= growth * burst
    }

    mutating func take(_ units: Int, at now: Instant) {
        fullAt = now + missing(at: now) + growth * units
    }

    /// The time until all of it is there. A clock that was put back lets nobody wait longer than from nothing.
    private mutating func missing(at now: Instant) -> Duration {
        fullAt = max(now, min(fullAt ?? now, now + growth * burst))
        return (fullAt ?? now) - now
    }
}

/// What one plugin may say into the daemon's log: nobody reads a flood, and it would drown what all others say.
struct SayingMachine: Hashable, Sendable {
    /// What is longer is cut.
    static let longest = 4096
    static let linesPerSecond = 20
    static let linesAtOnce = 200
    static let bytesAtOnce = 256 * 1024

    private var lines = Allowance(growth: .milliseconds(1000 / linesPerSecond), burst: linesAtOnce)
    private var bytes = Allowance(growth: .microseconds(50), burst: bytesAtOnce)
    private var dropped = 0

    /// - Returns: what goes into the log for it, in order; nothing where it is dropped.
    mutating func on(_ text: String, at now: Instant) -> [String] {
        let shown = Self.shortened(text)
        let count = 1 + shown.utf8.count { $0 == UInt8(ascii: "\n") }
        // Both are asked, so that both see a clock that was put back.
        let isAllowed = [lines.has(count, at: now), bytes.has(shown.utf8.count, at: now)]
        guard isAllowed == [true, true] else {
            dropped += 1
            return dropped == 1 ? ["(it says too much: what is more is left out here)"] : []
        }
        lines.take(count, at: now)
        bytes.take(shown.utf8.count, at: now)
        return rest() + [shown]
    }

    /// What there is to say about what was dropped until now.
    mutating func rest() -> [String] {
        defer { dropped = 0 }
        return dropped == 0 ? [] : ["(\(dropped) messages of it were left out here)"]
    }

    private static func shortened(_ text: String) -> String {
        guard text.utf8.count > longest else { return text }
        // A character has four bytes at most, so one of these cuts none in two.
        let shown = (0..<4).lazy.compactMap { String(text.utf8.prefix(longest - $0)) }.first ?? ""
        return shown + "… (\(ByteCount(text.utf8.count - shown.utf8.count)) more)"
    }
}

/// Stands before whoever takes the events of one plugin, and lets through what it may say.
final class SayingLimit: Sendable {
    private let machine = Mutex(SayingMachine())
    private let clock: any WallClock
    private let report: @Sendable (PluginEvent) -> Void

    init(clock: any WallClock, report: @escaping @Sendable (PluginEvent) -> Void) {
        (self.clock, self.report) = (clock, report)
    }

    func take(_ event: PluginEvent) {
        switch event {
        case .said(let plugin, let text):
            let now = clock.now
            for text in machine.withLock({ $0.on(text, at: now) }) { report(.said(plugin, text)) }
        case .ended(let plugin, _, _):
            for text in machine.withLock({ $0.rest() }) { report(.said(plugin, text)) }
            report(event)
        default: report(event)
        }
    }
}
