/// What makes findings the same episode: workflow, project, rule and subject.
public struct AlertKey: Hashable, Sendable, Codable, CustomStringConvertible {
    public let workflow: String
    public let project: String
    public let rule: String
    public let subject: String

    public init(workflow: String, project: String, rule: String, subject: String) {
        (self.workflow, self.project, self.rule, self.subject) = (workflow, project, rule, subject)
    }

    /// `crm2/deadline/tasks/build`: what people type, the workflow left out.
    public var description: String { "\(project)/\(rule)/\(subject)" }

    /// Whether what a person typed means this alert: its words in order, each one of the key's, the first or the
    /// last among them. `crm2/licences` means `crm2/budget/budget/licences`.
    public func matches(reference: String) -> Bool {
        let words = reference.split(separator: "/")
        let own = description.split(separator: "/")
        guard let last = words.last, last == own.last else { return false }
        var rest = own[...]
        for word in words {
            guard let index = rest.firstIndex(of: word) else { return false }
            rest = rest[(index + 1)...]
        }
        return true
    }
}

/// The durable episode of a finding: raised once, updated, acknowledged, resolved.
public struct Alert: Hashable, Sendable, Codable, Identifiable {
    public enum State: String, Hashable, Sendable, Codable {
        case open, acknowledged, resolved
    }

    public struct Acknowledgement: Hashable, Sendable, Codable {
        public let by: String
        public let because: String
        public let at: Instant

        public init(by: String, because: String, at: Instant) {
            (self.by, self.because, self.at) = (by, because, at)
        }
    }

    /// Unique over the life of the store, never used again.
    public let id: Int64
    public let key: AlertKey
    public var state: State
    /// The finding as last seen.
    public var finding: Finding
    public let openedAt: Instant
    public var updatedAt: Instant
    public var acknowledgement: Acknowledgement?
    public var resolvedAt: Instant?
    /// Why it ended: `no longer found`, `workflow deadlines was removed`; nil while it is not resolved.
    public var resolution: String?
    /// Who has been told in this episode, each once: they are the ones to hear of its end.
    public var told: [Addressee]
    /// The run that opened it, and the run that saw it last.
    public let openedBy: Int64
    public var seenBy: Int64
    /// The step that saw it last, which alone can say that it is gone; nil for one of an older version.
    public var step: String?

    public init(id: Int64, key: AlertKey, finding: Finding, openedAt: Instant, run: Int64, step: String? = nil) {
        (self.id, self.key, self.finding, self.openedAt) = (id, key, finding, openedAt)
        (state, updatedAt, openedBy, seenBy, told) = (.open, openedAt, run, run, [])
        self.step = step
    }
}

/// One entry of an alert's history.
public struct AlertEvent: Hashable, Sendable, Codable {
    public enum Kind: String, Hashable, Sendable, Codable {
        /// First seen; seen at a higher stage; seen again at the same stage, later; by a person; gone.
        case opened, raised, repeated, acknowledged, resolved
    }

    public let alert: Int64
    public let at: Instant
    public let kind: Kind
    /// In words: `10wd -> 3wd`, `asha: waiting for API v2`.
    public let detail: String

    public init(alert: Int64, at: Instant, kind: Kind, detail: String) {
        (self.alert, self.at, self.kind, self.detail) = (alert, at, kind, detail)
    }
}
