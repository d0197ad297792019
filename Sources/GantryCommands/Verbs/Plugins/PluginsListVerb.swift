import ArgumentParser
import GantryControl
import GantryCore

/// `gantry plugins`: a line each.
struct PluginsListVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the plugins of the portfolio.",
        discussion: """
            Asks the daemon, which also knows which are quarantined; where none answers,
            the files are read. 'wrong' is a plugin that cannot be started, or whose
            manifest has errors; the reason stands beside it.

            EXAMPLES
              gantry plugins list            'list' may be left out
              gantry plugins --json
            """)

    @OptionGroup var common: CommonOptions

    func answer(in session: Session) async throws -> Answer {
        let list = try await PluginSource.list(common, in: session)
        return Answer(list, Self.lines(list, session.display))
    }

    static func lines(_ list: PluginList, _ display: Display) -> [String] {
        guard !list.plugins.isEmpty || !list.wrong.isEmpty else {
            return display.paragraph(
                "no plugins: put one into the folder plugins, or write one with gantry plugins new NAME")
        }
        var table = Table(columns: [.left("PLUGIN"), .left("VERSION"), .left("STATE"), .wrapping("WHAT IT DOES")])
        table.rows = list.plugins.map { plugin in
            [
                .init(plugin.name, .bold), .init(plugin.version), .init(plugin.state.rawValue, plugin.state.style),
                .init(plugin.problem ?? plugin.summary),
            ]
        }
        table.rows += list.wrong.map { plugin in
            [.init(plugin.name, .bold), .init(""), .init("wrong", .red), .init(plugin.reason)]
        }
        let isWrong = !list.wrong.isEmpty || list.plugins.contains { $0.problem != nil }
        let more = ["", "what it adds and may use: gantry plugins show NAME"]
        return table.lines(display.terminal) + more + (isWrong ? ["what is wrong: gantry check"] : [])
    }
}

extension PluginMessage.State {
    var style: Terminal.Style {
        switch self {
        case .enabled: .green
        case .disabled: .dim
        case .quarantined, .wrong: .red
        }
    }
}
