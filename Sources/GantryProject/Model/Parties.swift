package import GantryCore

package struct Meeting: Hashable, Sendable, Identifiable {
    package let id: String
    /// RFC 5545, as written.
    package let rrule: Located<String>?
    package let at: Located<TimeOfDay>?
    package let chair: Located<String>?
    package let who: [Located<String>]
    /// The folder that minutes are kept in.
    package let minutes: Located<String>?
    package let minutesWithin: Located<WorkingDays>?
    package let position: SourcePosition
}

/// Somebody outside who has a stake in the project.
package struct Stakeholder: Hashable, Sendable, Identifiable {
    package enum Influence: String, Hashable, Sendable, Codable, CaseIterable {
        case low, medium, high
    }

    /// Responsible, accountable, consulted, informed.
    package enum Part: String, Hashable, Sendable, Codable, CaseIterable {
        case responsible = "R"
        case accountable = "A"
        case consulted = "C"
        case informed = "I"
    }

    package struct Inform: Hashable, Sendable {
        package let every: Located<CalendarSpan>
        package let what: String?
    }

    package struct Role: Hashable, Sendable {
        /// The id of a task, a requirement or whatever else is answered for.
        package let item: Located<String>
        package let part: Part
    }

    package let id: String
    package let name: String?
    package let email: Located<String>?
    /// `customer`, `authority` …
    package let type: String?
    package let influence: Influence?
    package let raci: [Role]
    package let inform: Inform?
    /// When they were last told.
    package let last: Located<LocalDate>?
    package let position: SourcePosition
}

package struct Supplier: Hashable, Sendable, Identifiable {
    package struct Contract: Hashable, Sendable {
        package let from: Located<LocalDate>?
        package let ends: Located<LocalDate>?
        /// How long before its end it has to be given notice of.
        package let notice: Located<CalendarSpan>?
        package let renewsItself: Bool
        package let value: Located<Money>?
        package let noticeGiven: Located<LocalDate>?
        package let position: SourcePosition
    }

    package struct Deliverable: Hashable, Sendable {
        package let what: Located<String>
        package let due: Located<LocalDate>?
        package let done: Located<LocalDate>?
    }

    package let id: String
    package let name: String?
    package let owner: Located<String>?
    package let contract: Contract?
    package let deliverables: [Deliverable]
    package let position: SourcePosition
}

package struct Lesson: Hashable, Sendable {
    package let text: String
    package let by: Located<String>?
    package let date: Located<LocalDate>?
    package let position: SourcePosition
}

/// How the project ended.
package struct Closure: Hashable, Sendable {
    package let closedOn: Located<LocalDate>
    package let acceptedBy: Located<String>?
    package let lessons: [String]
    package let openItems: [String]
    package let position: SourcePosition
}

/// Somebody has seen an alert and wants no more of it until a day.
package struct ProjectAcknowledgement: Hashable, Sendable {
    /// As people name it: `deadline/tasks/build`.
    package let alert: Located<String>
    package let until: Located<LocalDate>?
    package let by: Located<String>?
    package let because: String?
    package let position: SourcePosition
}
