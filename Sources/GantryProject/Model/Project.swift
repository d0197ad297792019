package import GantryCore
package import GantryTime

/// One project, as its file and the files it names say.
///
/// Values that a check may show as evidence are `Located`; a project that exists has no errors in its
/// files but those in `mistakesInSums`.
package struct Project: Hashable, Sendable, Identifiable {
    package let id: String
    /// For people; the id where the file gives none.
    package internal(set) var name: String
    package internal(set) var status: ProjectStatus = .active
    package internal(set) var mode: ProjectMode = .content
    /// The lead as it was written; `lead` is the id.
    package internal(set) var leadReference: Located<String>
    package internal(set) var sponsorReference: Located<String>?
    package internal(set) var start: Located<LocalDate>
    /// The date from outside; a task has a `due`.
    package internal(set) var deadline: Located<LocalDate>?
    package internal(set) var zone: ZoneRules
    /// Whether the file names the zone and the calendar itself, or takes those of the settings.
    package internal(set) var hasOwnZone = false
    package internal(set) var hasOwnCalendar = false
    package internal(set) var calendar: WorkingCalendar

    package internal(set) var team: [TeamMember] = []
    /// The people whom the project's own files describe, by id; those of people.yaml are the portfolio's.
    package internal(set) var people: [String: Person] = [:]
    package internal(set) var tasks: [ProjectTask] = []
    package internal(set) var reviews: [Review] = []

    package internal(set) var budget: Budget?
    /// For bookings that do not carry an exchange rate of their own.
    package internal(set) var rates: [RateQuote] = []
    package internal(set) var commitments: [Commitment] = []
    /// Every booking, those of CSV files in the place where the file is named.
    package internal(set) var ledger: [LedgerEntry] = []
    /// Planned and earned value as figures, in the order of the file; empty: they come from the tasks.
    package internal(set) var plannedValue: [ValueRow] = []
    package internal(set) var earnedValue: [ValueRow] = []
    package internal(set) var invoices: [Invoice] = []
    package internal(set) var assertions: [BalanceAssertion] = []

    package internal(set) var goal: Goal?
    package internal(set) var tolerance: Tolerance?
    package internal(set) var baselines: [Baseline] = []
    package internal(set) var requirements: [Requirement] = []
    package internal(set) var environments: [Environment] = []
    package internal(set) var risks: [Risk] = []
    package internal(set) var issues: [Issue] = []
    package internal(set) var decisions: [Decision] = []
    package internal(set) var questions: [Question] = []
    package internal(set) var changes: [ChangeRequest] = []
    package internal(set) var todos: [Todo] = []
    package internal(set) var meetings: [Meeting] = []
    package internal(set) var stakeholders: [Stakeholder] = []
    package internal(set) var suppliers: [Supplier] = []
    package internal(set) var lessons: [Lesson] = []
    package internal(set) var closure: Closure?
    package internal(set) var acknowledgements: [ProjectAcknowledgement] = []

    /// Where the project's `project:` stands.
    package let position: SourcePosition
    /// What is wrong in a way that sums would be wrong with it; the rest of the project holds, and is watched.
    package internal(set) var mistakesInSums: [Diagnostic] = []
    /// Every file that went into it, and every place where one was looked for in vain.
    package internal(set) var files: [ProjectFile] = []

    /// The person who answers for the project, by id.
    package var lead: String { leadReference.value }
    package var sponsor: String? { sponsorReference?.value }

    package func task(_ id: String) -> ProjectTask? { tasks.first { $0.id == id } }

    /// The people who answer for a task: its `who`, else the project's lead.
    package func owners(of task: ProjectTask) -> [String] {
        task.who.isEmpty ? [lead] : task.owners
    }
}

/// Where a project is in its life.
package enum ProjectStatus: String, Hashable, Sendable, Codable, CaseIterable {
    case proposed, active, onHold = "on_hold", done, closed, cancelled

    /// Whether its dates are watched: nobody works by the dates of a project that has not begun, rests or is over.
    /// Contracts, invoices, budgets and reviews go on whatever the status.
    package var watchesDates: Bool { self == .active }

    /// Whether people are to work on it, now or soon: its plan counts in their load.
    package var asksForHours: Bool { self == .active || self == .proposed }
}

/// Whether the lead steers by goals only, or by technical content too.
package enum ProjectMode: String, Hashable, Sendable, Codable, CaseIterable {
    case goals, content
}

/// A file that a project was read from, or would have been.
package struct ProjectFile: Hashable, Sendable, Codable, Comparable {
    /// Relative to the root.
    package let path: String
    /// False where it was looked for and not found: when it comes, the project is to be read again.
    package let exists: Bool

    package init(path: String, exists: Bool) { (self.path, self.exists) = (path, exists) }

    package static func < (left: ProjectFile, right: ProjectFile) -> Bool { left.path < right.path }
}
