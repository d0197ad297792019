import GantryCore
import GantryProject
import GantryTime

/// A check as it is written: what it finds in one project on one day. Which projects are looked at, and where and when,
/// is `PortfolioCheck`'s.
///
/// What it finds depends on the project, the day, its inputs and the standing alerts alone.
protocol ProjectCheck: Sendable {
    /// What its inputs say, read once for all projects.
    associatedtype Terms: Sendable

    static var rule: String { get }
    var declaration: ActionDeclaration { get }

    /// Reads the inputs.
    ///
    /// - Throws: `ActionFailure` for what an expression made wrong.
    func terms(_ inputs: [String: Value]) throws(ActionFailure) -> Terms

    /// What holds in a project now.
    func findings(of project: Project, in look: Look<Terms>) -> [Finding]

    /// What was done about a subject that stood before and is gone; nil where nothing is known.
    func ending(of subject: String, of project: Project, in look: Look<Terms>) -> String?

    /// Whether the rule asks anything of a project now: of one that rests, it does not.
    func isWatched(_ project: Project) -> Bool
}

extension ProjectCheck {
    func isWatched(_ project: Project) -> Bool { true }
}

/// What one run of a check knows beside the project.
struct Look<Terms: Sendable>: Sendable {
    let terms: Terms
    let portfolio: Portfolio
    let request: ActionRequest

    func today(of project: Project) -> LocalDate { project.zone.date(at: request.now) }

    /// The stage at which the alert of a subject stands.
    func standing(_ subject: String, of project: Project, rule: String) -> Finding.Stage? {
        request.standing[AlertKey(workflow: request.workflow, project: project.id, rule: rule, subject: subject)]
    }
}
