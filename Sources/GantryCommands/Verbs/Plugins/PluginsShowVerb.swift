import ArgumentParser
import GantryControl
import GantryCore

/// `gantry plugins show NAME`: what a plugin adds, what it may use, and how it is.
struct PluginsShowVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what a plugin adds, what it may use, and how it is.",
        discussion: """
            EXAMPLES
              gantry plugins show git-activity
            """)

    @Argument(help: "The plugin's name.") var name: String
    @OptionGroup var common: CommonOptions

    func answer(in session: Session) async throws -> Answer {
        let plugin = try PluginSource.named(name, in: try await PluginSource.list(common, in: session))
        return Answer(plugin, Self.lines(plugin, session.display))
    }

    static func lines(_ plugin: PluginMessage, _ display: Display) -> [String] {
        let state = display.styled(plugin.state.rawValue, plugin.state.style)
        var lines = ["\(display.styled(plugin.name, .bold)) \(plugin.version), \(state)"]
        lines += display.paragraph(plugin.summary, indent: 2)
        if let problem = plugin.problem {
            lines += [""] + display.paragraph("wrong: \(problem)", hanging: 2, style: .red)
            lines += display.paragraph("what mends it: gantry check", indent: 2)
        }
        lines += quarantine(plugin, display)
        for (title, offers) in [
            ("ACTION", plugin.actions), ("TRIGGER", plugin.triggers), ("CHANNEL", plugin.channels),
        ] where !offers.isEmpty {
            var table = Table(columns: [.left(title), .wrapping("")])
            table.rows = offers.map { [.init($0.name, .bold), .init($0.summary)] }
            lines += [""] + table.lines(display.terminal)
        }
        for offer in plugin.triggers + plugin.channels {
            lines += display.inputs(offer.inputs, title: "INPUT OF \(offer.name)")
            lines += display.outputs(offer.outputs, title: "\(offer.name) TELLS")
        }
        var table = Table(columns: [.left(""), .wrapping("")], hasHeader: false)
        table.rows = facts(plugin).map { [.init($0.0, .dim), .init($0.1)] }
        lines += [""] + table.lines(display.terminal)
        guard !plugin.actions.isEmpty else { return lines }
        return lines + ["", "an action's inputs and an example: gantry actions NAME"]
    }

    private static func quarantine(_ plugin: PluginMessage, _ display: Display) -> [String] {
        guard let quarantine = plugin.quarantine else { return [] }
        let until = display.moments.spoken(quarantine.until)
        return [""]
            + display.paragraph(
                "quarantined until \(until): it failed \(counted(quarantine.failures, "time")) in a row", style: .red)
            + display.paragraph("last: \(quarantine.reason)", indent: 2, hanging: 2)
            + display.paragraph("try it now: gantry plugins retry \(plugin.name)", indent: 2)
    }

    private static func facts(_ plugin: PluginMessage) -> [(String, String)] {
        let (needs, limits) = (plugin.needs, plugin.limits)
        let folders = needs.folders.map { $0.path + ($0.write ? " (write)" : "") }
        return [
            ("protocol", plugin.form), ("folder", plugin.folder), ("network", needs.network ? "yes" : "no"),
            ("folders", folders.isEmpty ? "its own only" : folders.joined(separator: ", ")),
            ("secrets", needs.secrets.isEmpty ? "none" : needs.secrets.joined(separator: ", ")),
            ("environment", needs.environment.isEmpty ? "none" : needs.environment.joined(separator: ", ")),
            (
                "limits",
                "\(limits.timeout) for a call, \(ByteCount(limits.memory)) of memory, \(ByteCount(limits.output)) of "
                    + "output, \(limits.processes) processes"
            ),
            ("used by", plugin.workflows.isEmpty ? "no workflow" : plugin.workflows.joined(separator: ", ")),
            ("pinned", plugin.pinned.isEmpty ? "nothing" : plugin.pinned.joined(separator: ", ")),
        ]
    }
}
