import GantryCore
import GantryManifest
import GantryWorkflow
import GantryYAML

extension DefinitionsLoader {
    private static let manifestNames = ["plugin.yaml", "plugin.yml"]

    /// The plugins that are there, by name. They are read before anything that can name what they add.
    mutating func readPlugins() -> [PluginManifest] {
        let old = previous?.memory.plugins ?? [:]
        let scan = FolderScan("plugins", of: store, holding: Self.manifestNames)
        // A root without plugins is as good as any.
        diagnostics += scan.diagnostics
        if !scan.isMissing { noteFolders(scan.folders) }
        var readings: [String: FileReading<PluginManifest>] = [:]
        for path in scan.files {
            let known = old[path]
            if let known, known.isStillTrue(in: store) {
                readings[path] = known
            } else if let reading = plugin(path)?.keeping(known) {
                readings[path] = reading
            }
        }
        for (path, reading) in readings {
            diagnostics += reading.diagnostics
            note(path, isCurrent: reading.isCurrent, isKnown: reading.content != nil)
        }
        memory.plugins = readings
        return readings.values.compactMap(\.content).sorted { $0.name < $1.name }
    }

    private func plugin(_ path: String) -> FileReading<PluginManifest>? {
        let content = store.content(path)
        let collector = DiagnosticCollector()
        var manifest: PluginManifest?
        if case .bytes(let bytes) = content {
            let folder = store.absolute(path.split(separator: "/").dropLast().joined(separator: "/"))
            manifest = ManifestReader(folder: folder, builtIn: actions.map(\.name)).read(
                SourceText(name: path, bytes: bytes), collector)
            manifest?.checkPrograms(collector)
            if collector.hasErrors { manifest = nil }
        } else {
            guard content != .missing else { return nil }
            collector.add(contentsOf: unreadable(path, content))
        }
        return FileReading(
            content: manifest, isCurrent: true, diagnostics: collector.diagnostics,
            files: [path: store.fingerprint(path)])
    }

    /// What is wrong with the settings of plugins, which can be known only beside the plugins.
    func pluginDiagnostics(_ settings: Settings, _ plugins: [PluginManifest]) -> [Diagnostic] {
        guard memory.plugins.values.allSatisfy({ $0.content != nil }) else { return [] }
        let names = plugins.map(\.name)
        return settings.plugins.values.filter { !names.contains($0.name.text) }.map { plugin in
            plugin.name.diagnostic(
                .warning, .unknownPlugin, "there is no plugin '\(plugin.name.text)'",
                hint: suggestion(for: plugin.name.text, among: names).map { "did you mean '\($0)'?" }
                    ?? "its folder would be plugins/\(plugin.name.text)")
        }
    }

    /// The plugins that cannot be named in files now, and why.
    func absentPlugins(_ settings: Settings, _ plugins: [PluginManifest]) -> [AbsentPlugin] {
        let disabled = plugins.filter { !settings.isEnabled($0.name) }.map {
            AbsentPlugin(
                name: $0.name, reason: "plugin '\($0.name)' is disabled", hint: "gantry plugins enable \($0.name)")
        }
        let broken = memory.plugins.filter { $0.value.content == nil }.keys.sorted().map { path -> AbsentPlugin in
            let name = path.split(separator: "/").dropLast().last.map(String.init) ?? path
            return AbsentPlugin(name: name, reason: "plugin '\(name)' cannot be read", hint: "see \(path)")
        }
        return disabled + broken
    }
}
