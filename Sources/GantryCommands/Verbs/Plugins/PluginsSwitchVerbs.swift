import ArgumentParser
import GantryControl
import GantryCore
import GantryYAML

/// `gantry plugins enable NAME`.
struct PluginsEnableVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Have a plugin used again.",
        discussion: """
            Writes 'enabled: true' for it into gantry.yaml, and keeps every other byte
            there. A daemon that is running takes it at once.

            EXAMPLES
              gantry plugins enable ping
            """)

    @Argument(help: "The plugin's name.") var name: String
    @OptionGroup var common: CommonOptions

    func answer(in session: Session) async throws -> Answer {
        try await PluginSwitch(name: name, isOn: true).answer(common, in: session)
    }
}

/// `gantry plugins disable NAME`.
struct PluginsDisableVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Have a plugin used no more; its folder stays.",
        discussion: """
            Writes 'enabled: false' for it into gantry.yaml, and keeps every other byte
            there. A daemon that is running takes it at once. Workflows that use the
            plugin say so.

            EXAMPLES
              gantry plugins disable ping
            """)

    @Argument(help: "The plugin's name.") var name: String
    @OptionGroup var common: CommonOptions

    func answer(in session: Session) async throws -> Answer {
        try await PluginSwitch(name: name, isOn: false).answer(common, in: session)
    }
}

extension Diagnostic {
    /// Whether it is about a plugin, its files or what it adds.
    fileprivate func names(plugin: String) -> Bool {
        let file = position?.file ?? ""
        return file == "plugins/\(plugin)" || file.hasPrefix("plugins/\(plugin)/") || message.contains("'\(plugin)'")
            || message.contains("'\(plugin).") || message.contains(" \(plugin).")
    }
}

/// Turns a plugin on or off in `gantry.yaml`.
struct PluginSwitch {
    /// `gantry plugins enable|disable --json`.
    struct Switched: Codable, Hashable, Sendable {
        var plugin: String
        var enabled: Bool
        /// The file that says so, absolute.
        var file: String
        /// Whether a running daemon has taken it.
        var reloaded: Bool
        /// What is wrong in the files now; only where a daemon has read them again.
        var diagnostics: [Diagnostic]
    }

    let name: String
    let isOn: Bool

    func answer(_ common: CommonOptions, in session: Session) async throws -> Answer {
        let root = try await root(common, in: session)
        let list = PluginSource.offline(in: root)
        let plugin = try PluginSource.named(name, in: list)
        let file =
            ["gantry.yaml", "gantry.yml"].map { "\(root)/\($0)" }
            .first { FileStatus($0, followingLinks: true) != nil } ?? "\(root)/gantry.yaml"
        if (plugin.state != .disabled) != isOn { try write(to: file) }
        let place = session.locator.locate()
        var switched = Switched(plugin: name, enabled: isOn, file: file, reloaded: false, diagnostics: [])
        if common.socket != nil || SocketLocator.answers(place.path) {
            switched.diagnostics = try await session.client().reload().diagnostics
            switched.reloaded = true
        }
        return Answer(switched, Self.lines(switched, session.display))
    }

    /// A running daemon's root: what is written elsewhere would change nothing.
    private func root(_ common: CommonOptions, in session: Session) async throws -> String {
        let place = session.locator.locate()
        guard common.socket != nil || SocketLocator.answers(place.path) else { return session.locator.locateRoot() }
        return try await session.client().status().root
    }

    private func write(to file: String) throws(CommandFailure) {
        let path: [PathElement] = [.key("plugins"), .key(name), .key("enabled")]
        let old = DurableFile.read(file)
        do {
            let source = SourceText(name: file, bytes: old ?? [])
            let new = try YAMLEdit.setScalar(in: source, path: path, to: isOn ? "true" : "false")
            if let old {
                try DurableFile.replace(file, old, with: new)
            } else {
                try DurableFile.create(file, new)
            }
        } catch let problem as EditProblem {
            throw CommandFailure(
                problem.description, hint: "nothing was written", code: "conflict", status: ExitStatus.failed)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure("\(error)", code: "internal", status: ExitStatus.failed)
        }
    }

    static func lines(_ switched: Switched, _ display: Display) -> [String] {
        let state = switched.enabled ? "enabled" : "disabled"
        let taken = switched.reloaded ? ", and the daemon has taken it" : "; no daemon is running here"
        return display.paragraph("\(switched.plugin) is \(state) in \(switched.file)\(taken)")
            + others(switched, display)
    }

    /// What is wrong and has to do with the plugin; of all else only how much it is.
    private static func others(_ switched: Switched, _ display: Display) -> [String] {
        let own = switched.diagnostics.filter { $0.names(plugin: switched.plugin) }
        let rest = switched.diagnostics.count - own.count
        let words = counted(rest, own.isEmpty ? "mistake" : "other mistake")
        return display.diagnostics(own) + (rest == 0 ? [] : ["\(words) in the files: gantry check"])
    }
}
