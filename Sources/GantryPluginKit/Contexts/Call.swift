public import FoundationEssentials

/// One call of an action: what it is told beside its inputs, and how it speaks while it runs.
public struct Call: Sendable {
    /// The request as it came.
    public let request: ActionCall
    private let say: @Sendable (PluginLine) -> Void

    /// The folder of the definitions, absolute. `needs.folders` of the manifest count from it.
    public let root: String

    /// A call whose lines go to `say`. Plugins are given theirs; tests make their own.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - root: the folder of the definitions; nil for that of this process.
    ///   - say: takes each line.
    public init(_ request: ActionCall, root: String? = nil, say: @escaping @Sendable (PluginLine) -> Void) {
        (self.request, self.root, self.say) = (request, root ?? Root.path, say)
    }

    /// A file as people name it: a path below ``root``, or an absolute one.
    public func path(_ name: String) -> String { Root.path(name, below: root) }

    /// The run that the call belongs to.
    public var run: RunMessage { request.run }

    /// The time of the run, which need not be the machine's.
    public var now: Date { run.instant ?? .distantPast }

    /// The day of the run where Gantry is: `2026-11-16`.
    public var today: String { String(run.at.prefix(10)) }

    /// The projects to look at.
    public var projects: [ProjectMessage] { request.projects }

    /// A folder that the plugin may write, and that stays.
    public var work: String { request.work }

    /// A secret that the manifest names in `needs.secrets`.
    ///
    /// - Throws: ``PluginFailure`` where there is none.
    public func secret(_ name: String) throws -> String { try request.secrets.secret(name) }

    /// Writes into the run's log.
    public func log(_ message: String, level: LogMessage.Level = .info) {
        say(.log(LogMessage(level: level, message: message)))
    }

    /// Says how far the call has come.
    ///
    /// - Parameters:
    ///   - percent: from 0 to 100; anything else is taken as the nearer of them.
    ///   - message: what is being done.
    public func progress(_ percent: Int, _ message: String? = nil) {
        say(.progress(Progress(percent: min(max(percent, 0), 100), message: message)))
    }

    /// Says that something holds now.
    ///
    /// It stands as long as every call says so. When a call succeeds without it, its alert is resolved.
    ///
    /// - Parameters:
    ///   - severity: how bad it is.
    ///   - subject: a path: `host/crm`. At most one finding has the same project, rule and subject. It is not empty.
    ///   - message: a sentence for people, with the figures, without line breaks.
    ///   - project: nil for the one project there is; where there are several, the finding belongs to the portfolio.
    ///   - rule: one of the action's `rules`; nil for its first.
    ///   - stage: people are told again when its rank rises; nil for the severity. Its name is not empty.
    ///   - owner: the id of a person, or several joined by `+`.
    ///   - due: a date: `2026-12-18`.
    ///   - advice: lines that can be typed.
    ///   - evidence: why it holds; nil for the action's description and inputs.
    public func find(
        _ severity: FindingMessage.Severity, about subject: String, _ message: String, project: String? = nil,
        rule: String? = nil, stage: StageMessage? = nil, owner: String? = nil, due: String? = nil,
        advice: [String]? = nil, evidence: EvidenceMessage? = nil
    ) {
        find(
            FindingMessage(
                subject: subject, severity: severity.rawValue, message: message, project: project, rule: rule,
                stage: stage, owner: owner, due: due, advice: advice, evidence: evidence))
    }

    /// Says that something holds now.
    public func find(_ finding: FindingMessage) { say(.finding(finding)) }

    /// Says that a project was not looked at, so that none of its alerts is resolved.
    public func skip(project: String, because message: String) {
        say(.skipped(SkippedMessage(project: project, message: message)))
    }
}

extension [String: String] {
    /// The secret of a name.
    func secret(_ name: String) throws -> String {
        guard let secret = self[name] else {
            throw PluginFailure("there is no secret '\(name)'; name it in needs.secrets of plugin.yaml")
        }
        return secret
    }
}
