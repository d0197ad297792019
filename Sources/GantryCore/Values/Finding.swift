/// What an action observed. A finding says how things stand now; whether anybody is told is the alert's affair.
public struct Finding: Hashable, Sendable, Codable {
    public enum Severity: String, Hashable, Sendable, Codable, Comparable, CaseIterable {
        case info, warning, critical

        public static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

        private var rank: Int {
            switch self {
            case .info: 0
            case .warning: 1
            case .critical: 2
            }
        }
    }

    /// How far a finding has gone: `10wd`, `3wd`, `due`, `overdue`; a higher rank is told again.
    public struct Stage: Hashable, Sendable, Codable, Comparable {
        public let name: String
        /// Orders the stages of one rule. Stages of the same name and a higher rank repeat: `overdue`, two days on.
        public let rank: Int

        public init(_ name: String, rank: Int) {
            (self.name, self.rank) = (name, rank)
        }

        public static func < (left: Stage, right: Stage) -> Bool { left.rank < right.rank }
    }

    /// What a finding is about, whichever workflow found it.
    public struct Identity: Hashable, Sendable, Codable, CustomStringConvertible {
        public let rule: String
        public let project: String
        public let subject: String

        /// `crm2/deadline/tasks/build`.
        public var description: String { "\(project)/\(rule)/\(subject)" }

        public init(rule: String, project: String, subject: String) {
            (self.rule, self.project, self.subject) = (rule, project, subject)
        }
    }

    /// Stands for the project of a finding that belongs to none, or to all; no project can have this id.
    public static let portfolio = "portfolio"

    /// The rule that holds, unique within the action: `deadline`, `budget`.
    public let rule: String
    /// The project's id, or `Finding.portfolio`.
    public let project: String
    /// What it is about, a path in the project: `tasks/build`, `budget/licences`, `reviews/requirements`.
    public let subject: String
    public let stage: Stage
    public let severity: Severity
    /// A sentence for people, with the figures: `"build" is due Fri 18 Dec, in 3 working days`.
    public let message: String
    /// What to do about it, each a line that can be typed; may be empty.
    public let advice: [String]
    /// The person answerable, by id; nil where only the project's roles are.
    public let owner: String?
    public let due: LocalDate?
    public let evidence: Evidence

    public init(
        rule: String, project: String, subject: String, stage: Stage, severity: Severity, message: String,
        advice: [String] = [], owner: String? = nil, due: LocalDate? = nil, evidence: Evidence
    ) {
        (self.rule, self.project, self.subject, self.stage) = (rule, project, subject, stage)
        (self.severity, self.message, self.advice) = (severity, message, advice)
        (self.owner, self.due, self.evidence) = (owner, due, evidence)
    }
}

extension Finding {
    public var identity: Identity { Identity(rule: rule, project: project, subject: subject) }

    /// Lines that answer an alert, ready to be typed.
    public static func standardAdvice(project: String, rule: String, subject: String) -> [String] {
        // The place in the project between rule and name is only needed where the name says too little alone.
        let words = subject.split(separator: "/")
        let name = words.count <= 2 ? words.last.map(String.init) ?? subject : subject
        let reference = shellQuoted("\(project)/\(rule)/\(name)")
        return ["gantry explain \(reference)", "gantry ack \(reference) --because \"…\""]
    }
}
