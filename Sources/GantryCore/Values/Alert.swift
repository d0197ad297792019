/// What makes findings the same episode: workflow, project, rule and subject.
public struct AlertKey: Hashable, Sendable, Codable, CustomStringConvertible {
    public let workflow: String
    public let project: String
    public let rule: String
    public let subject: String

    public init(workflow: String, project: String, rule: String, subject: String) {
        (self.workflow, self.project, self.rule, self.subject) = (workflow, project, rule, subject)
    }

    /// The same for all workflows that find it.
    public var identity: Finding.Identity { Finding.Identity(rule: rule, project: project, subject: subject) }

    /// `crm2/deadline/tasks/build`: what people type, the workflow left out.
    public var description: String { "\(project)/\(rule)/\(subject)" }

    /// Whether what a person typed means this alert: its words in order, each one of the key's, the first or the
    /// last among them. `crm2/licences` means `crm2/budget/budget/licences`.
    public func matches(reference: String) -> Bool {
        Self.words(description.split(separator: "/"), match: reference.split(separator: "/"))
    }

    /// The same of words that were taken apart before.
    package static func words(_ own: [Substring], match words: [Substring]) -> Bool {
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
public struct Alert: Hashable, Sendable, Identifiable {
    public enum State: String, Hashable, Sendable, Codable {
        /// Nobody looks after it any more, and it is waited for whether somebody will again: `resting`.
        case open, acknowledged, resting, resolved

        public var isResolved: Bool { self == .resolved }
    }

    public struct Acknowledgement: Hashable, Sendable, Codable {
        public let by: String
        public let because: String
        public let at: Instant
        /// When it ends by itself; nil: never.
        public let until: Instant?

        public init(by: String, because: String, at: Instant, until: Instant? = nil) {
            (self.by, self.because, self.at, self.until) = (by, because, at, until)
        }
    }

    /// What one step of the workflow saw when it looked last. Two steps of one action may have other stages: each has
    /// its own sighting, and the alert shows the highest.
    public struct Sighting: Hashable, Sendable, Codable {
        /// Empty for one of a version that did not keep it.
        public let step: String
        public let finding: Finding

        public init(step: String, finding: Finding) { (self.step, self.finding) = (step, finding) }
    }

    /// One person who knows, and up to which stage.
    public struct Told: Hashable, Sendable, Codable {
        public let contact: Contact
        /// `owner`, `owner, lead`, `lead (fallback: ben has no address)`.
        public var why: String
        public var stage: Finding.Stage
        /// The alert of another workflow through which they know of the same fact; nil: they were told of this one.
        public var through: Int64?

        public init(contact: Contact, why: String, stage: Finding.Stage, through: Int64? = nil) {
            (self.contact, self.why, self.stage, self.through) = (contact, why, stage, through)
        }
    }

    /// Something that holds since a time, and why.
    public struct Mark: Hashable, Sendable, Codable {
        public let since: Instant
        public let because: String

        public init(since: Instant, because: String) { (self.since, self.because) = (since, because) }
    }

    /// Unique over the life of the store, never used again.
    public internal(set) var id: Int64
    /// What the messages about it are known by outside: it is no other alert's, on whichever machine.
    public let token: RandomToken
    public var key: AlertKey
    public var state: State
    /// The highest of the sightings.
    public var finding: Finding
    public var sightings: [Sighting]
    public let openedAt: Instant
    /// When anything of it changed last.
    public var updatedAt: Instant
    public var acknowledgement: Acknowledgement?
    public var resolvedAt: Instant?
    /// Why it ended: `no longer found`, `finished Fri 20 Nov`; nil while it is not resolved.
    public var resolution: String?
    /// Who knows, each once: they are the ones to hear of its end.
    public var told: [Told]
    /// The run that opened it, and the run that changed it last.
    public internal(set) var openedBy: Int64
    public var seenBy: Int64
    /// Of the definitions that a look at it went by last: what an older look says does not count.
    public var generation: Int64
    /// While it rests: since when, and what is missing.
    public var resting: Mark?
    /// Its end is not told yet, and goes out unless it comes back before.
    public var untoldEnd: Bool
    /// When it came back after its end had been told; the last day's.
    public var returns: [Instant]
    /// It comes and goes: since when nothing was told, and what was seen last.
    public var flapping: Mark?
    /// The project's tasks are nobody's concern now: `crm2 is on hold`.
    public var muted: Mark?
    /// The step that looks after it did not come to look.
    public var notLookedAt: Mark?
    /// When time alone changes it; nil: never.
    public var nextAt: Instant?

    public init(
        id: Int64, key: AlertKey, finding: Finding, openedAt: Instant, run: Int64, step: String = "",
        token: RandomToken = RandomToken()
    ) {
        (self.id, self.token, self.key, self.finding, self.openedAt) = (id, token, key, finding, openedAt)
        (state, updatedAt, openedBy, seenBy, told) = (.open, openedAt, run, run, [])
        sightings = [Sighting(step: step, finding: finding)]
        (generation, untoldEnd, returns) = (0, false, [])
    }

    /// The same episode for another store, which has none of its runs.
    ///
    /// - Parameter known: the episode as that store has it; nil: not yet.
    public func adopted(as id: Int64, after known: Alert?) -> Alert {
        var copy = self
        (copy.id, copy.generation) = (id, known?.generation ?? 0)
        (copy.openedBy, copy.seenBy) = (known?.openedBy ?? 0, known?.seenBy ?? 0)
        return copy
    }

    /// The same with other ids: its own, and those of the alerts it speaks of.
    package func numbered(_ id: (Int64) -> Int64) -> Alert {
        var copy = self
        copy.id = id(copy.id)
        for index in copy.told.indices { copy.told[index].through = copy.told[index].through.map(id) }
        return copy
    }

    /// Whether it waits for somebody to do something.
    public var needsSomebody: Bool { state == .open && muted == nil }

    /// Whether somebody ought to know, and nobody could be told.
    public var isUntold: Bool { (state == .open || state == .acknowledged) && told.isEmpty && muted == nil }
}

/// One entry of an alert's history.
public struct AlertEvent: Hashable, Sendable, Codable {
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// First seen; seen at a higher stage; seen again at the same stage, later; by a person; gone.
        case opened, raised, repeated, acknowledged, resolved
        /// There again after its end was told; it comes and goes; what it came to in the end.
        case returned, flapping, settled
        /// Another owner; for the former one, who has it now.
        case takenOver = "taken_over"
        case handedOver = "handed_over"
        /// What looked after it is gone; something looks after it again; nothing came.
        case resting, watched, unwatched
        /// Found by another workflow from now on.
        case moved
        /// Its project rests or is over; it is on again.
        case muted, unmuted
        /// An acknowledgement came to its end.
        case expired
        /// Nobody could be told; somebody was not, and why.
        case untold
        case notTold = "not_told"
        /// Who was told while the store could not be written, so that there is no message of it there.
        case toldFromMemory = "told_from_memory"

        /// Whether what it tells of is over.
        public var isEnd: Bool { self == .resolved || self == .unwatched }
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
