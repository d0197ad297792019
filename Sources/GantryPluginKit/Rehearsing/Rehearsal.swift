/// What a plugin said when a test called it.
public struct Rehearsal: Hashable, Sendable {
    /// All that it said, in its order, the output or the failure last.
    public var lines: [PluginLine]
    /// Why the inputs are none that the program takes; such a plugin is wrong, and there is no failure.
    public var contradiction: String?

    public init(lines: [PluginLine], contradiction: String? = nil) {
        (self.lines, self.contradiction) = (lines, contradiction)
    }

    public var findings: [FindingMessage] {
        lines.compactMap { if case .finding(let finding) = $0 { finding } else { nil } }
    }

    public var skipped: [SkippedMessage] {
        lines.compactMap { if case .skipped(let skipped) = $0 { skipped } else { nil } }
    }

    /// The texts for the log.
    public var logs: [String] {
        lines.compactMap { if case .log(let log) = $0 { log.message } else { nil } }
    }

    /// What later steps see; nil for nothing.
    public var output: JSONValue? {
        for case .output(let value) in lines { return value }
        return nil
    }

    /// Why it failed; nil for a success.
    public var failure: FailureMessage? {
        for case .failure(let failure) in lines { return failure }
        return nil
    }
}

/// What a trigger said when a test ran it.
public struct TriggerRehearsal: Hashable, Sendable {
    /// Each id once, in the order in which they came.
    public var events: [Subscription.Event] = []
    /// What it said by ``Subscription/trouble(_:)``, and why it ended where it ended by itself; nil for an end of it.
    public var troubles: [String?] = []
    /// The texts for the log.
    public var logs: [String] = []
    /// Why the inputs are none that the program takes; such a plugin is wrong.
    public var contradiction: String?

    public init() {}
}
