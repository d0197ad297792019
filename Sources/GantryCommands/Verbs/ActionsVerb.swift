import ArgumentParser
import GantryActions
import GantryControl
import GantryCore
import GantryDefinitions

/// `gantry actions [NAME]`: what the steps of workflows can do. Needs no daemon.
struct ActionsVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "actions",
        abstract: "List what the steps of a workflow can do, or show one action whole.",
        discussion: """
            Plugins of the portfolio are among them. Needs no daemon.

            EXAMPLES
              gantry actions
              gantry actions deadline.check
            """)

    @Argument(help: "An action's name; all of them where it is left out.") var name: String?
    @OptionGroup var common: CommonOptions

    func answer(in session: Session) async throws -> Answer {
        let root = session.locator.locatePortfolio()
        // Plugins add to what is built in.
        let known =
            root.map { OfflineDefinitions.load($0).capabilities } ?? Capabilities(actions: BuiltInActions.declarations)
        let actions = known.actions.map(ActionMessage.init).sorted { $0.name < $1.name }
        guard let name else {
            return Answer(ActionList(actions: actions), Self.lines(ActionList(actions: actions), session.display))
        }
        guard let action = actions.first(where: { $0.name == name }) else {
            let near = suggestion(for: name, among: actions.map(\.name))
            if let missing = known.reason(forMissing: name, near: near) {
                throw CommandFailure(
                    "there is no action '\(name)': \(missing.message)", hint: missing.hint, code: "not_found",
                    status: ExitStatus.failed)
            }
            throw CommandFailure(
                "there is no action '\(name)'", hint: near.map { "did you mean \($0)?" } ?? "gantry actions lists them",
                code: "not_found", status: ExitStatus.failed)
        }
        return Answer(action, Self.lines(action, session.display))
    }

    static func lines(_ list: ActionList, _ display: Display) -> [String] {
        var table = Table(columns: [.left("ACTION"), .wrapping("WHAT IT DOES")])
        table.rows = list.actions.map { [.init($0.name, .bold), .init($0.summary)] }
        return table.lines(display.terminal) + ["", "its inputs and an example: gantry actions NAME"]
    }

    static func lines(_ action: ActionMessage, _ display: Display) -> [String] {
        var lines = display.paragraph("\(action.name): \(action.summary)", hanging: 2, style: .bold)
        lines += display.inputs(action.inputs) + display.outputs(action.outputs)
        if let plugin = action.plugin { lines += ["", "from plugin \(plugin)"] }
        return lines + ["", "as a step:"]
            + action.example.split(separator: "\n").map { "  \($0)" }
    }
}
