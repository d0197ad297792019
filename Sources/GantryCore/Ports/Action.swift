/// A unit of work that a step can name. Built-in actions and those of plugins are the same to a workflow.
public protocol Action: Sendable {
    var declaration: ActionDeclaration { get }

    /// Does the work once.
    ///
    /// - Throws: `ActionFailure` for what a person can understand and mend; anything else counts as a defect and
    ///   fails the step as well. Cancellation ends the work and throws `CancellationError`.
    func run(_ request: ActionRequest) async throws -> ActionResult
}

/// What one run of an action is given.
public struct ActionRequest: Sendable {
    /// Checked against the declaration, defaults filled in.
    public let inputs: [String: Value]
    public let workflow: String
    public let run: Int64
    public let step: String
    /// Which try of the run this is, from 1, and the fence of whoever makes it: what comes with a lower one is late.
    public let attempt: Int
    public let fence: Int64
    /// "Now", of the engine's clock.
    public let now: Instant
    /// What set the run off, as expressions see it: `{ kind: project, projects: [crm2] }`; null where nobody said.
    public let trigger: Value
    /// The projects with episodes of this workflow of which a step had to look and did not come to it.
    public let overlooked: Set<String>
    /// The stage at which each episode of this workflow stands, for rules that clear lower than they raise.
    public let standing: [AlertKey: Finding.Stage]
    /// Takes the text that the work prints, piece by piece; it is kept as the run's log.
    public let log: @Sendable (String) async -> Void

    public init(
        inputs: [String: Value], workflow: String, run: Int64, step: String, attempt: Int = 1, fence: Int64 = 1,
        now: Instant, trigger: Value = .null, overlooked: Set<String> = [],
        standing: [AlertKey: Finding.Stage] = [:], log: @escaping @Sendable (String) async -> Void
    ) {
        (self.inputs, self.workflow, self.run, self.step) = (inputs, workflow, run, step)
        (self.attempt, self.fence, self.now, self.trigger) = (attempt, fence, now, trigger)
        (self.overlooked, self.standing, self.log) = (overlooked, standing, log)
    }
}

/// What an action found and made.
public struct ActionResult: Hashable, Sendable {
    /// What holds now, at most one per rule, project and subject.
    public let findings: [Finding]
    /// The projects that were looked at whole: an episode of theirs that has no finding now is resolved.
    public let evaluated: Set<String>
    /// The rules it looks after: only their episodes are resolved.
    public let rules: Set<String>
    /// Projects of which the rules ask nothing for now, and why: `crm2 is on hold`. Their episodes stay as they are,
    /// and nobody is told.
    public let muted: [String: String]
    /// What was done about findings that stood before and are gone: `finished Fri 20 Nov`.
    public let endings: [Finding.Identity: String]
    /// What later steps see as `steps.ID`.
    public let output: Value

    public init(
        findings: [Finding] = [], evaluated: Set<String> = [], rules: Set<String> = [], muted: [String: String] = [:],
        endings: [Finding.Identity: String] = [:], output: Value = .null
    ) {
        (self.findings, self.evaluated, self.rules, self.output) = (findings, evaluated, rules, output)
        (self.muted, self.endings) = (muted, endings)
    }
}

/// Why an action could not do its work.
public struct ActionFailure: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
    /// What it had made until then, for `trace`.
    public let output: Value

    public init(_ description: String, output: Value = .null) {
        (self.description, self.output) = (description, output)
    }
}
