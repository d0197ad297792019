package import GantryCore
package import GantryTime
import Synchronization

/// One project, as its file and the files it names say.
///
/// Values that a check may show as evidence are `Located`; a project that exists has no errors in its
/// files but those in `mistakesInSums`.
package struct Project: Hashable, Sendable, Identifiable {
    /// Shared by all copies: a project is handed on by the thousand at every save, and is large.
    private var content: Shared<ProjectContent>

    /// Another for each reading: what has the same version says the same.
    package let version = Project.versions.add(1, ordering: .relaxed).newValue
    private static let versions = Atomic<UInt64>(0)

    init(
        id: String, name: String, leadReference: Located<String>, start: Located<LocalDate>, zone: ZoneRules,
        calendar: WorkingCalendar, position: SourcePosition
    ) {
        content = Shared(
            ProjectContent(
                id: id, name: name, leadReference: leadReference, start: start, zone: zone, calendar: calendar,
                position: position))
    }

    package static func == (left: Project, right: Project) -> Bool { left.content == right.content }

    package func hash(into hasher: inout Hasher) { hasher.combine(content) }

    package var id: String { content.value.id }
    /// For people; the id where the file gives none.
    package internal(set) var name: String {
        get { content.value.name }
        set { content.value.name = newValue }
    }
    package internal(set) var status: ProjectStatus {
        get { content.value.status }
        set { content.value.status = newValue }
    }
    package internal(set) var mode: ProjectMode {
        get { content.value.mode }
        set { content.value.mode = newValue }
    }
    /// The lead as it was written; `lead` is the id.
    package internal(set) var leadReference: Located<String> {
        get { content.value.leadReference }
        set { content.value.leadReference = newValue }
    }
    package internal(set) var sponsorReference: Located<String>? {
        get { content.value.sponsorReference }
        set { content.value.sponsorReference = newValue }
    }
    package internal(set) var start: Located<LocalDate> {
        get { content.value.start }
        set { content.value.start = newValue }
    }
    /// The date from outside; a task has a `due`.
    package internal(set) var deadline: Located<LocalDate>? {
        get { content.value.deadline }
        set { content.value.deadline = newValue }
    }
    package internal(set) var zone: ZoneRules {
        get { content.value.zone }
        set { content.value.zone = newValue }
    }
    /// Whether the file names the zone and the calendar itself, or takes those of the settings.
    package internal(set) var hasOwnZone: Bool {
        get { content.value.hasOwnZone }
        set { content.value.hasOwnZone = newValue }
    }
    package internal(set) var hasOwnCalendar: Bool {
        get { content.value.hasOwnCalendar }
        set { content.value.hasOwnCalendar = newValue }
    }
    package internal(set) var calendar: WorkingCalendar {
        get { content.value.calendar }
        set { content.value.calendar = newValue }
    }

    package internal(set) var team: [TeamMember] {
        get { content.value.team }
        set { content.value.team = newValue }
    }
    /// The people whom the project's own files describe, by id; those of people.yaml are the portfolio's.
    package internal(set) var people: [String: Person] {
        get { content.value.people }
        set { content.value.people = newValue }
    }
    package internal(set) var tasks: [ProjectTask] {
        get { content.value.tasks }
        set { content.value.tasks = newValue }
    }
    package internal(set) var reviews: [Review] {
        get { content.value.reviews }
        set { content.value.reviews = newValue }
    }

    package internal(set) var budget: Budget? {
        get { content.value.budget }
        set { content.value.budget = newValue }
    }
    /// For bookings that do not carry an exchange rate of their own.
    package internal(set) var rates: [RateQuote] {
        get { content.value.rates }
        set { content.value.rates = newValue }
    }
    package internal(set) var commitments: [Commitment] {
        get { content.value.commitments }
        set { content.value.commitments = newValue }
    }
    /// Every booking, those of CSV files in the place where the file is named.
    package internal(set) var ledger: Ledger {
        get { content.value.ledger }
        set { content.value.ledger = newValue }
    }
    /// Planned and earned value as figures, in the order of the file; empty: they come from the tasks.
    package internal(set) var plannedValue: [ValueRow] {
        get { content.value.plannedValue }
        set { content.value.plannedValue = newValue }
    }
    package internal(set) var earnedValue: [ValueRow] {
        get { content.value.earnedValue }
        set { content.value.earnedValue = newValue }
    }
    package internal(set) var invoices: [Invoice] {
        get { content.value.invoices }
        set { content.value.invoices = newValue }
    }
    package internal(set) var assertions: [BalanceAssertion] {
        get { content.value.assertions }
        set { content.value.assertions = newValue }
    }

    package internal(set) var goal: Goal? {
        get { content.value.goal }
        set { content.value.goal = newValue }
    }
    package internal(set) var tolerance: Tolerance? {
        get { content.value.tolerance }
        set { content.value.tolerance = newValue }
    }
    package internal(set) var baselines: [Baseline] {
        get { content.value.baselines }
        set { content.value.baselines = newValue }
    }
    package internal(set) var requirements: [Requirement] {
        get { content.value.requirements }
        set { content.value.requirements = newValue }
    }
    package internal(set) var environments: [Environment] {
        get { content.value.environments }
        set { content.value.environments = newValue }
    }
    package internal(set) var risks: [Risk] {
        get { content.value.risks }
        set { content.value.risks = newValue }
    }
    package internal(set) var issues: [Issue] {
        get { content.value.issues }
        set { content.value.issues = newValue }
    }
    package internal(set) var decisions: [Decision] {
        get { content.value.decisions }
        set { content.value.decisions = newValue }
    }
    package internal(set) var questions: [Question] {
        get { content.value.questions }
        set { content.value.questions = newValue }
    }
    package internal(set) var changes: [ChangeRequest] {
        get { content.value.changes }
        set { content.value.changes = newValue }
    }
    package internal(set) var todos: [Todo] {
        get { content.value.todos }
        set { content.value.todos = newValue }
    }
    package internal(set) var meetings: [Meeting] {
        get { content.value.meetings }
        set { content.value.meetings = newValue }
    }
    package internal(set) var stakeholders: [Stakeholder] {
        get { content.value.stakeholders }
        set { content.value.stakeholders = newValue }
    }
    package internal(set) var suppliers: [Supplier] {
        get { content.value.suppliers }
        set { content.value.suppliers = newValue }
    }
    package internal(set) var lessons: [Lesson] {
        get { content.value.lessons }
        set { content.value.lessons = newValue }
    }
    package internal(set) var closure: Closure? {
        get { content.value.closure }
        set { content.value.closure = newValue }
    }
    package internal(set) var acknowledgements: [ProjectAcknowledgement] {
        get { content.value.acknowledgements }
        set { content.value.acknowledgements = newValue }
    }

    /// Where the project's `project:` stands.
    package var position: SourcePosition { content.value.position }
    /// What is wrong in a way that sums would be wrong with it; the rest of the project holds, and is watched.
    package internal(set) var mistakesInSums: [Diagnostic] {
        get { content.value.mistakesInSums }
        set { content.value.mistakesInSums = newValue }
    }
    /// Every file that went into it, and every place where one was looked for in vain.
    package internal(set) var files: [ProjectFile] {
        get { content.value.files }
        set { content.value.files = newValue }
    }

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
