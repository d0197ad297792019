package import GantryCore

/// Something that may happen.
package struct Risk: Hashable, Sendable, Identifiable {
    package enum Response: String, Hashable, Sendable, Codable, CaseIterable {
        case avoid, mitigate, transfer, accept, escalate
    }

    package let id: String
    package let text: String
    package let probability: Located<Percent>?
    package let impact: Located<Money>?
    package let response: Response?
    package let owner: Located<String>?
    package let review: Located<LocalDate>?
    /// The day it was over; nil while it may happen.
    package let closed: Located<LocalDate>?
    package let position: SourcePosition
}

/// Something that has happened and is in the way.
package struct Issue: Hashable, Sendable, Identifiable {
    package enum Severity: String, Hashable, Sendable, Codable, CaseIterable {
        case low, medium, high, critical
    }

    package let id: String
    package let text: String
    package let severity: Severity?
    package let owner: Located<String>?
    package let opened: Located<LocalDate>?
    package let nextStep: String?
    package let due: Located<LocalDate>?
    /// Ids of the tasks that wait for it.
    package let blocks: [Located<String>]
    package let closed: Located<LocalDate>?
    package let position: SourcePosition
}

package struct Decision: Hashable, Sendable, Identifiable {
    package let id: String
    /// Nil while it is wanted.
    package let date: Located<LocalDate>?
    package let text: String
    package let options: [String]
    /// Why; a decision without a reason is found by a check.
    package let because: Located<String>?
    package let decidedBy: Located<String>?
    package let review: Located<LocalDate>?
    package let position: SourcePosition
}

package struct Question: Hashable, Sendable, Identifiable {
    package let id: String
    package let from: Located<String>?
    package let text: String
    package let asked: Located<LocalDate>?
    package let due: Located<LocalDate>?
    package let owner: Located<String>?
    package let answered: Located<LocalDate>?
    package let position: SourcePosition
}

package struct ChangeRequest: Hashable, Sendable, Identifiable {
    package enum Status: String, Hashable, Sendable, Codable, CaseIterable {
        case proposed, approved, rejected, done, withdrawn
    }

    package let id: String
    package let text: String
    package let time: Located<WorkingDays>?
    package let cost: Located<Money>?
    package let status: Located<Status>
    package let due: Located<LocalDate>?
    package let decidedBy: Located<String>?
    package let position: SourcePosition
}

/// What a person has promised to do, small enough to need no plan.
package struct Todo: Hashable, Sendable, Identifiable {
    package let id: String
    package let text: String
    package let who: [Located<String>]
    package let due: Located<LocalDate>?
    /// Where it was agreed: `steering 2026-11-05`.
    package let from: String?
    package let done: Located<LocalDate>?
    package let position: SourcePosition
}
