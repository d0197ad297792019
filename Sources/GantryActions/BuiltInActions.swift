package import GantryCore
package import GantryProject
import GantryTime

/// The actions that come with Gantry, one line each.
package enum BuiltInActions {
    /// - Parameters:
    ///   - root: the folder that relative paths of commands count from; absolute.
    ///   - portfolio: gives the projects as they are now.
    package static func all(
        root: String, portfolio: @escaping @Sendable () async -> Portfolio
    ) -> [any Action] {
        [
            DeadlineCheck(portfolio: portfolio),
            BudgetCheck(portfolio: portfolio),
            ReviewRemind(portfolio: portfolio),
            CommandRun(root: root, timeZone: { await portfolio().zone.identifier }),
            LogAction(),
        ]
    }

    /// What they are called and take, for whoever only reads workflows.
    package static var declarations: [ActionDeclaration] {
        all(root: "/") { .empty }.map(\.declaration)
    }
}
