package import GantryCore
package import GantryProject
import GantryTime

/// The actions that come with Gantry, one line each.
package enum BuiltInActions {
    /// - Parameters:
    ///   - root: the folder that relative paths of commands count from; absolute.
    ///   - portfolio: what they look at: one version of it, so that all a check says is of one time.
    ///   - memory: of the looks before, at other versions; a new one: nothing was looked at yet.
    package static func all(
        root: String, portfolio: Portfolio, memory: LookMemory = LookMemory()
    ) -> [any Action] {
        [
            PortfolioCheck(check: DeadlineCheck(), portfolio: portfolio, memory: memory),
            PortfolioCheck(check: BudgetCheck(), portfolio: portfolio, memory: memory),
            PortfolioCheck(check: ReviewRemind(), portfolio: portfolio, memory: memory),
            CommandRun(root: root, timeZone: portfolio.zone.identifier),
            LogAction(),
        ]
    }

    /// What they are called and take, for whoever only reads workflows.
    package static var declarations: [ActionDeclaration] {
        all(root: "/", portfolio: .empty).map(\.declaration)
    }
}
