import GantryCore
import Glibc
import Logging

/// Log lines as text on standard error: the time of day and the message, for whoever watches.
///
/// Under systemd the time is left to the journal, and each line begins with its priority as sd-daemon(3) has it.
struct TerminalLog: LogHandler {
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]
    private let clock: @Sendable () -> String
    private let isJournal: Bool

    /// - Parameter clock: the time of day to print before each line.
    init(isJournal: Bool, clock: @escaping @Sendable () -> String) {
        (self.isJournal, self.clock) = (isJournal, clock)
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let fields = metadata.merging(event.metadata ?? [:]) { _, last in last }
        let details = fields.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
        let problem = event.error.map { ": \($0)" } ?? ""
        let word = event.level >= .warning ? "\(event.level.rawValue): " : ""
        let prefix = isJournal ? "<\(priority(event.level))>" : clock() + "  "
        for (number, line) in "\(word)\(event.message)\(problem)\(details)".split(separator: "\n").enumerated() {
            let text = (number == 0 || isJournal ? prefix : "          ") + line + "\n"
            _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
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
