import GantryCore
import GantryTime

/// What a project holds; `Project` says what each of it is.
struct ProjectContent: Hashable, Sendable {
    let id: String
    var name: String
    var status: ProjectStatus = .active
    var mode: ProjectMode = .content
    var leadReference: Located<String>
    var sponsorReference: Located<String>?
    var start: Located<LocalDate>
    var deadline: Located<LocalDate>?
    var zone: ZoneRules
    var hasOwnZone = false
    var hasOwnCalendar = false
    var calendar: WorkingCalendar
    var team: [TeamMember] = []
    var people: [String: Person] = [:]
    var tasks: [ProjectTask] = []
    var reviews: [Review] = []
    var budget: Budget?
    var rates: [RateQuote] = []
    var commitments: [Commitment] = []
    var ledger = Ledger()
    var plannedValue: [ValueRow] = []
    var earnedValue: [ValueRow] = []
    var invoices: [Invoice] = []
    var assertions: [BalanceAssertion] = []
    var goal: Goal?
    var tolerance: Tolerance?
    var baselines: [Baseline] = []
    var requirements: [Requirement] = []
    var environments: [Environment] = []
    var risks: [Risk] = []
    var issues: [Issue] = []
    var decisions: [Decision] = []
    var questions: [Question] = []
    var changes: [ChangeRequest] = []
    var todos: [Todo] = []
    var meetings: [Meeting] = []
    var stakeholders: [Stakeholder] = []
    var suppliers: [Supplier] = []
    var lessons: [Lesson] = []
    var closure: Closure?
    var acknowledgements: [ProjectAcknowledgement] = []
    let position: SourcePosition
    var mistakesInSums: [Diagnostic] = []
    var files: [ProjectFile] = []
}
