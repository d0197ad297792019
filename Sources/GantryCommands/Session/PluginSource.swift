import GantryControl
import GantryCore
import GantryDefinitions
import GantryManifest
import GantryWorkflow

/// Where a verb finds the plugins: at the daemon, which knows how they behave, or where none answers in the files.
enum PluginSource {
    static func list(_ common: CommonOptions, in session: Session) async throws -> PluginList {
        let place = session.locator.locate()
        if common.socket != nil || SocketLocator.answers(place.path) { return try await session.client().plugins() }
        return offline(in: session.locator.locateRoot())
    }

    /// The plugins of a portfolio's files, whether a daemon answers or not.
    static func offline(in root: String) -> PluginList {
        let definitions = OfflineDefinitions.load(root)
        return PluginList(
            plugins: definitions.plugins.map { manifest in
                let settings = definitions.settings.plugins[manifest.name]
                return PluginMessage(
                    manifest, isEnabled: settings?.isEnabled ?? true,
                    granted: (settings?.folders ?? [], settings?.environment ?? []), quarantine: nil,
                    problem: definitions.trouble(with: manifest),
                    workflows: definitions.workflows(using: manifest.name))
            },
            wrong: definitions.wrongPlugins.map { wrong in
                PluginList.Wrong(
                    name: wrong.name, file: wrong.file, reason: wrong.reason,
                    hint: definitions.hint(forWrongPlugin: wrong.name))
            })
    }

    /// - Throws: `CommandFailure` where there is none of that name.
    static func named(_ name: String, in list: PluginList) throws(CommandFailure) -> PluginMessage {
        if let plugin = list.plugins.first(where: { $0.name == name }) { return plugin }
        if let wrong = list.wrong.first(where: { $0.name == name }) {
            throw CommandFailure(
                "plugin '\(name)' cannot be used: \(wrong.reason)", hint: wrong.hint ?? "gantry check says where",
                code: "conflict",
                status: ExitStatus.failed)
        }
        let near = suggestion(for: name, among: list.plugins.map(\.name))
        throw CommandFailure(
            "there is no plugin '\(name)'", hint: near.map { "did you mean \($0)?" } ?? "gantry plugins lists them",
            code: "not_found", status: ExitStatus.failed)
    }
}
