import GantryCore
import Logging

/// Log lines as text on standard error: the time of day and the message, for whoever watches.
///
/// Under systemd the time is left to the journal, and each line begins with its priority as sd-daemon(3) has it. What
/// others wrote into a message cannot steer a terminal, nor begin a line of its own.
struct TerminalLog: LogHandler {
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]
    private let clock: @Sendable () -> String
    private let isJournal: Bool
    private let write: @Sendable (String) -> Void

    /// - Parameters:
    ///   - clock: the time of day to print before each line.
    ///   - write: takes a line without its end.
    init(
        isJournal: Bool, clock: @escaping @Sendable () -> String, write: @escaping @Sendable (String) -> Void
    ) {
        (self.isJournal, self.clock, self.write) = (isJournal, clock, write)
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { _, last in last }
        let details = fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let problem = event.error.map { ": \($0)" } ?? ""
        let message = "\(event.message)\(problem)\(details)"
        let word = "\(event.level.rawValue): "
        // A diagnostic without a place says it itself.
        let isMarked = event.level < .warning || message.hasPrefix(word)
        let prefix = isJournal ? "<\(priority(event.level))>" : clock() + "  "
        let text = ((isMarked ? "" : word) + message).printableLines
        for (number, line) in text.split(separator: "\n").enumerated() {
            write((number == 0 || isJournal ? prefix : "          ") + line)
        }
    }

    /// Source: sd-daemon(3), the syslog levels.
    private func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}
