package import GantryCore
package import GantryManifest
package import GantryProject
package import GantryWorkflow

/// Everything that a root folder defines, as it was at one reading.
///
/// A file that is wrong keeps its last good version, where there is a reading before this one.
package struct Definitions: Sendable {
    /// Absolute, without a slash at its end.
    package let root: String
    package let settings: Settings
    package let portfolio: Portfolio
    /// By name.
    package let workflows: [Workflow]
    /// All plugins that are there, by name.
    package let plugins: [PluginManifest]
    /// Those that can be used.
    package let enabledPlugins: [PluginManifest]
    /// What workflows and settings can name.
    package let capabilities: Capabilities
    /// Of all files, in the order of files, lines and columns; paths are relative to the root. Where there are very
    /// many the rest is counted.
    package let diagnostics: [Diagnostic]
    /// Those that are only counted in `diagnostics`, too; empty where there are none of them.
    var everyDiagnostic: [Diagnostic] = []
    /// Files and folders that are wrong, and whose last good version stands in; relative to the root.
    package let keptLastGood: [String]
    /// Files and folders that are wrong and have no good version: which projects and workflows they hold is not known,
    /// so nothing that is missing counts as removed. Relative to the root.
    package let brokenFiles: [String]
    /// What is not there, and what has come back.
    package let away: Away
    /// The folders to watch, absolute.
    package let folders: Set<String>
    /// Every file that was read or looked for, absolute: settings, people, workflows, projects and what they include.
    package let definitionFiles: Set<String>
    /// The links that lead to them and to folders, absolute: one that changes may change what all files behind it say.
    package let links: Set<String>
    /// What the next reading compares with.
    let memory: DefinitionsMemory

    /// Reads a root. Blocks on files, so it is called off the cooperative pool.
    ///
    /// - Parameters:
    ///   - root: the folder; relative paths count from the working directory.
    ///   - actions: those that are built in.
    ///   - previous: the reading before, whose good versions stand in for bad files and which makes this one quick.
    ///   - keepsSettings: takes the settings of `previous` whatever `gantry.yaml` says now.
    ///   - looking: whether what is away or half written keeps its last good version for a while.
    package static func load(
        root: String, actions: [ActionDeclaration], previous: Definitions?, keepsSettings: Bool = false,
        looking: Looking = .once
    ) -> Definitions {
        read(root: root, actions: actions, previous: previous, keepsSettings: keepsSettings, looking: looking)
            .definitions
    }

    /// The same, with the bytes that were read.
    ///
    /// - Parameter saved: all files that have changed since `previous`, absolute; nil: who knows. Then all are looked at,
    ///   and those that look otherwise are read.
    package static func read(
        root: String, actions: [ActionDeclaration], previous: Definitions?, keepsSettings: Bool, looking: Looking,
        saved: Set<String>? = nil
    ) -> (definitions: Definitions, contents: ReadContents) {
        if keepsSettings, let previous, let saved,
            let narrow = NarrowReading(after: previous, saved, looking: looking).read()
        {
            return narrow
        }
        var loader = DefinitionsLoader(
            root: absolute(root), actions: actions, previous: previous, keepsSettings: keepsSettings, looking: looking)
        let definitions = loader.load()
        return (definitions, ReadContents(store: loader.store))
    }

    /// Whether the daemon cannot begin with this: the folder itself, or the settings, are wrong.
    package func isFatal(_ diagnostic: Diagnostic) -> Bool {
        guard diagnostic.severity == .error else { return false }
        guard let position = diagnostic.position else { return true }
        return DefinitionsLoader.settingsNames.contains(position.file)
    }

    /// What is wrong in some files, none of it left out.
    ///
    /// - Parameter files: relative to the root.
    package func diagnostics(in files: Set<String>) -> [Diagnostic] {
        let all = everyDiagnostic.isEmpty ? diagnostics : everyDiagnostic
        return all.filter { diagnostic in diagnostic.position.map { files.contains($0.file) } ?? false }
    }

    /// - Parameter files: relative to the root.
    package func firstError(in files: [String]) -> String? {
        diagnostics.first { diagnostic in
            diagnostic.severity == .error && diagnostic.position.map { files.contains($0.file) } == true
        }?.message
    }

    /// Plugins that are there and cannot be used at all, by name: their manifests, relative to the root, and the first
    /// error of each.
    package var wrongPlugins: [(name: String, file: String, reason: String)] {
        memory.plugins.filter { $0.value.content == nil }.sorted { $0.key < $1.key }.map { path, reading in
            let errors = reading.diagnostics.filter { $0.severity == .error }
            return (DefinitionsLoader.name(of: path), path, errors.first?.message ?? "it cannot be read")
        }
    }

    /// The projects that were read from a file, by id.
    ///
    /// - Parameter file: absolute, or relative to the root.
    package func projects(readFrom file: String) -> [String] {
        let path = file.hasPrefix(root + "/") ? String(file.dropFirst(root.count + 1)) : file
        return portfolio.projects.filter { $0.files.contains { $0.path == path } }.map(\.id)
    }

    /// What a file below `projects/` was read from: itself and what it names, found or not, errors or not.
    ///
    /// - Parameter file: relative to the root, as the results are.
    package func files(readFor file: String) -> Set<String> { Set(memory.projects[file]?.files.keys.map(\.self) ?? []) }

    /// What says something else than when it was read: of a file below `projects/`, what it names, the people and the
    /// settings. Reads the files.
    ///
    /// - Parameter file: relative to the root, as the results are, which are sorted.
    package func filesChanged(sinceReading file: String) -> [String] {
        let store = FileStore(root: root, granting: settings.folders)
        let readings = [memory.projects[file]?.files, memory.people?.files, memory.settings?.files]
        let changed = readings.compactMap(\.self).joined().filter { store.fingerprint($0.key) != $0.value }
        return Set(changed.map(\.key)).sorted()
    }
}

/// Files that are not there, and whose last good versions hold on.
package struct Away: Hashable, Sendable {
    /// Relative to the root.
    package var files: [String] = []
    /// Files that were away at the reading before and are there again; relative to the root.
    package var returned: Set<String> = []
    /// Folders of which everything is gone, which is held on to until somebody says that it is meant so.
    package var heldFolders: [String] = []
    /// When to look again, where something waits to settle.
    package var settlesAt: Instant?
}

/// The bytes of one reading, for as long as somebody holds on to them.
package struct ReadContents: Sendable {
    let store: FileStore

    /// The files that were opened, relative to the root; those that looked as before were not.
    package var opened: Set<String> { store.opened }

    /// Those of some contents that were read, by their SHA-256. A file that was not read since it looked the same is read
    /// now, so it is called off the cooperative pool.
    package func of(_ hashes: Set<String>) -> [String: [UInt8]] {
        var result: [String: [UInt8]] = [:]
        for (path, seen) in store.seen {
            guard let digest = seen.fingerprint.digest, hashes.contains(digest), result[digest] == nil,
                case .bytes(let bytes) = store.content(path), store.fingerprint(path).digest == digest
            else { continue }
            result[digest] = bytes
        }
        return result
    }
}
