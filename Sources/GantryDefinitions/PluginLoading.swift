import GantryCore
import GantryManifest
import GantrySystem
import GantryWorkflow
import GantryYAML
import Glibc

extension DefinitionsLoader {
    private static let folder = "plugins"
    private static let manifestNames = ["plugin.yaml", "plugin.yml"]
    /// What people and tools call such a file elsewhere.
    private static let otherNames = [
        "Plugin.yaml", "plugin.json", "plugin.toml", "manifest.yaml", "manifest.yml", "manifest.json",
    ]

    /// Those that are there, by name; says of each that is wrong what is.
    mutating func readPlugins() -> [PluginManifest] {
        let old = previous?.memory.plugins ?? [:]
        memory.plugins = manifests(old)
        for (path, reading) in memory.plugins {
            diagnostics += reading.diagnostics
            // Which projects and workflows there are is known without any plugin, so a bad one is no broken file.
            if reading.content != nil, !reading.isCurrent { kept.insert(path) }
        }
        return memory.plugins.values.compactMap(\.content).sorted { $0.name < $1.name }
    }

    /// What is built in, and what the plugins add, those that are wrong by their names.
    func capabilities(of plugins: [PluginManifest]) -> Capabilities {
        let broken = memory.plugins.filter { $0.value.content == nil }.keys.sorted().map { path in
            let name = Self.name(of: path)
            return AbsentPlugin(name: name, reason: "plugin '\(name)' cannot be used", hint: "see \(path)")
        }
        return plugins.map(\.capabilities).reduce(Capabilities(actions: actions, absent: broken), +)
    }

    /// What is wrong with the settings of plugins, which can be known only beside the plugins.
    func pluginDiagnostics(_ settings: Settings) -> [Diagnostic] {
        let names = memory.plugins.keys.map(Self.name).sorted()
        return settings.plugins.values.filter { !names.contains($0.name.text) }.map { plugin in
            plugin.name.diagnostic(
                .warning, .unknownPlugin, "there is no plugin '\(plugin.name.text)'",
                hint: suggestion(for: plugin.name.text, among: names).map { "did you mean '\($0)'?" }
                    ?? "its folder would be plugins/\(plugin.name.text)")
        }
    }

    static func name(of path: String) -> String {
        path.split(separator: "/").dropFirst().first.map(String.init) ?? path
    }

    // MARK: Folders

    private mutating func manifests(
        _ old: [String: FileReading<PluginManifest>]
    ) -> [String: FileReading<PluginManifest>] {
        let path = store.absolute(Self.folder)
        let names: [String]
        switch FolderListing.listing(of: path, within: store.fence) {
        case .success(let found): names = found.names
        case .failure(.refused(let refusal)):
            diagnostics.append(.refused("\(Self.folder)/", at: .start(of: Self.folder), refusal))
            return holdingOn(old)
        case .failure(.failed(let problem)):
            // Most roots have no plugins.
            guard problem.code != ENOENT || FileStore.target(of: path) != nil else { return [:] }
            diagnostics.append(.unreadableFolder(Self.folder, problem, in: store))
            return holdingOn(old)
        }
        noteFolders([Self.folder])
        guard !store.isWorldWritable(folder: Self.folder) else {
            diagnostics.append(.worldWritable(Self.folder, isFolder: true, in: store))
            return [:]
        }
        var result: [String: FileReading<PluginManifest>] = [:]
        for name in names.sorted() where !name.hasPrefix(".") && name != "__pycache__" {
            guard let path = manifestPath(in: name) else { continue }
            result[path] = read(path, old[path])
        }
        return result
    }

    /// They are there, and cannot be looked at; what is known of them holds on.
    private mutating func holdingOn(
        _ old: [String: FileReading<PluginManifest>]
    ) -> [String: FileReading<PluginManifest>] {
        noteFolders([Self.folder])
        return old.mapValues { reading in
            var reading = reading
            (reading.isCurrent, reading.diagnostics) = (false, [])
            return reading
        }
    }

    /// The manifest of a folder; nil for what is no plugin, which is said where somebody may have meant one.
    private mutating func manifestPath(in name: String) -> String? {
        let folder = "\(Self.folder)/\(name)"
        var status = stat()
        guard stat(store.absolute(folder), &status) == 0 else {
            guard let target = FileStore.target(of: store.absolute(folder)) else { return nil }
            diagnostics.append(
                Diagnostic(
                    .error, .deadLink, at: .start(of: folder), "the link leads nowhere: \(target)",
                    hint: "rm \(store.quoted(folder)), or put the plugin where it leads"))
            return nil
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            if FolderScan.isDefinition(name) { reportMisplaced(folder, stem: name.split(separator: ".")[0]) }
            return nil
        }
        if let refusal = store.fence.refusal(at: store.absolute(folder)) {
            diagnostics.append(.refused("\(folder)/", at: .start(of: folder), refusal))
            return nil
        }
        noteFolders([folder])
        let paths = Self.manifestNames.map { "\(folder)/\($0)" }
        guard paths.contains(where: { store.content($0) != .missing }) else {
            reportNoPlugin(folder)
            return nil
        }
        // Of a folder that everybody can write, which files are in it is nobody's to say.
        return store.isWorldWritable(folder: folder) ? paths[0] : choose(paths)
    }

    private mutating func reportMisplaced(_ path: String, stem: Substring) {
        let place = store.quoted("\(Self.folder)/\(stem)")
        diagnostics.append(
            Diagnostic(
                .warning, .misplacedFile, at: .start(of: path),
                "\(path) is not read: each plugin has a folder with a plugin.yaml",
                hint: "mkdir -p \(place) && mv \(store.quoted(path)) \(place)/plugin.yaml"))
    }

    private mutating func reportNoPlugin(_ folder: String) {
        let listing = try? FolderListing.listing(of: store.absolute(folder), within: store.fence).get()
        let names = listing?.names ?? []
        if let other = Self.otherNames.first(where: names.contains) {
            diagnostics.append(
                Diagnostic(
                    .warning, .misplacedFile, at: .start(of: "\(folder)/\(other)"),
                    "\(folder)/\(other) is not read: a plugin's manifest is called plugin.yaml",
                    hint: other.hasSuffix("ml")
                        ? "mv \(store.quoted("\(folder)/\(other)")) \(store.quoted("\(folder)/plugin.yaml"))" : nil))
        } else {
            diagnostics.append(
                Diagnostic(
                    .note, .noPlugin, at: .start(of: folder),
                    "the folder \(folder)/ has no plugin.yaml, so it is no plugin"
                ))
        }
    }

    // MARK: One manifest

    /// Read anew each time: there are few, and whether their programs are there is no matter of their files.
    private func read(_ path: String, _ old: FileReading<PluginManifest>?) -> FileReading<PluginManifest> {
        let content = store.content(path)
        var result = FileReading<PluginManifest>(
            content: nil, diagnostics: [], files: [path: store.fingerprint(path)])
        guard case .bytes(let bytes) = content else {
            result.diagnostics = unreadable(path, content)
            // Whoever can write the folder can write the program, too.
            if case .worldWritable = content { return result }
            return result.keeping(old) ?? result
        }
        let collector = DiagnosticCollector()
        let source = SourceText(name: path, bytes: bytes)
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        result.content = ManifestReader(folder: store.absolute(folder), builtIn: actions.map(\.name)).read(
            source, collector)
        result = result.keeping(old) ?? result
        result.content?.checkPrograms(of: source, below: store.root, collector)
        result.diagnostics = collector.diagnostics
        // Not the last good version either: its program is the same one.
        if result.content?.hasOpenProgram == true { result.content = nil }
        return result
    }
}

extension Diagnostic {
    static func unreadableFolder(
        _ folder: String, _ problem: SystemFailure, in store: FileStore
    ) -> Diagnostic {
        let target = FileStore.target(of: store.absolute(folder))
        let isLink = target != nil && (problem.code == ENOENT || problem.code == ELOOP)
        let reason = problem.code == EACCES ? "permission denied" : errorText(problem.code)
        return Diagnostic(
            .error, isLink ? .deadLink : .unreadableFolder, at: .start(of: folder),
            isLink
                ? "the link leads nowhere: \(target ?? "")"
                : "the folder \(store.absolute(folder)) cannot be read: \(reason)")
    }
}
