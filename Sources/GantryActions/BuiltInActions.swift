package import GantryCore
package import GantryProject
import GantryTime

/// The actions that come with Gantry, one line each.
package enum BuiltInActions {
    /// - Parameters:
    ///   - root: the folder that relative paths of commands count from; absolute.
    ///   - portfolio: what they look at: one version of it, so that all a check says is of one time.
    package static func all(root: String, portfolio: Portfolio) -> [any Action] {
        [
            DeadlineCheck(portfolio: portfolio),
            BudgetCheck(portfolio: portfolio),
            ReviewRemind(portfolio: portfolio),
            CommandRun(root: root, timeZone: portfolio.zone.identifier),
            LogAction(),
        ]
    }

    /// What they are called and take, for whoever only reads workflows.
    package static var declarations: [ActionDeclaration] {
        all(root: "/", portfolio: .empty).map(\.declaration)
    }
}
