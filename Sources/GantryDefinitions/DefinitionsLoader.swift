import GantryCore
import GantryManifest
import GantryProject
import GantrySystem
import GantryTime
import GantryWorkflow
import GantryYAML
import Glibc

/// Reads a root once: plugins, which say what the others can name, then settings, people, projects and workflows, then
/// what only all of them together show.
struct DefinitionsLoader {
    static let settingsNames = ["gantry.yaml", "gantry.yml"]
    static let peopleNames = ["people.yaml", "people.yml"]

    let store: FileStore
    let actions: [ActionDeclaration]
    let previous: Definitions?
    let keepsSettings: Bool

    var memory = DefinitionsMemory()
    var diagnostics: [Diagnostic] = []
    var kept: Set<String> = []
    var broken: Set<String> = []
    var away: Set<String> = []
    var returned: Set<String> = []
    var heldFolders: Set<String> = []
    private var folders: Set<String> = []

    init(
        root: String, actions: [ActionDeclaration], previous: Definitions?, keepsSettings: Bool, looking: Looking
    ) {
        store = FileStore(
            root: root, looking: looking, previous: previous?.memory.seen ?? [:], within: previous?.memory.fence)
        (self.actions, self.previous, self.keepsSettings) = (actions, previous, keepsSettings)
    }

    mutating func load() -> Definitions {
        memory.began = store.looking.machineTime()
        if let problem = rootProblem() { return withoutRoot(problem) }
        store.grant(grantedFolders())
        let plugins = readPlugins()
        let offered = capabilities(of: plugins)
        let settings = readSettings(offered)
        let enabled = plugins.filter { settings.isEnabled($0.name) }
        let capabilities = offered.disabling(settings.plugins.keys.filter { !settings.isEnabled($0) })
        diagnostics += pluginDiagnostics(settings)
        let people = readPeople(settings)
        let projects = readProjects(settings, people)
        let portfolio = Portfolio(
            projects: projects, people: people, mailDomain: settings.mailDomain, zone: settings.timeZone,
            calendar: settings.calendar)
        let workflows = readWorkflows(settings, capabilities)
        lookForMisplacedFiles()
        let checks = CrossChecks(
            settings: memory.settings.flatMap { $0.isCurrent ? $0.content : nil }, portfolio: portfolio,
            workflows: workflows.filter(\.isCurrent).map(\.file), knowsEverybody: broken.isEmpty)
        diagnostics += checks.diagnostics()
        let files = definitionFiles()
        let links = LinkTrail.all(of: files.union(folders).map(store.absolute))
        memory.seen = store.seen
        memory.fence = store.fence
        memory.sumUp(settings)
        let watched = watchedFolders(files).union(links.folders)
        for folder in watched { memory.folders.updateValue(FileMark.ofFolder(folder), forKey: folder) }
        let told = diagnostics.limited()
        return Definitions(
            root: store.root, settings: settings, portfolio: portfolio, workflows: workflows.map(\.file.workflow),
            plugins: plugins, enabledPlugins: enabled, capabilities: capabilities,
            diagnostics: told, everyDiagnostic: told.count < diagnostics.count ? diagnostics : [],
            keptLastGood: kept.sorted(), brokenFiles: broken.sorted(),
            away: Away(
                files: away.sorted(), returned: returned, heldFolders: heldFolders.sorted(),
                settlesAt: store.settlesAt),
            folders: watched,
            definitionFiles: Set(files.map(store.absolute)).union(links.ends), links: links.links, memory: memory)
    }

    // MARK: The root

    private func rootProblem() -> Diagnostic? {
        let path = store.absolute("")
        var status = stat()
        guard stat(path, &status) == 0 else {
            let code = errno
            guard code == ENOENT || code == ENOTDIR else {
                return Diagnostic(
                    .error, .unreadableFolder, "the folder \(path) cannot be read: \(errorText(code))")
            }
            return Diagnostic(
                .error, .missingFolder, "there is no folder \(path)", hint: "make one: gantry init \(shellQuoted(path))"
            )
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            return Diagnostic(.error, .missingFolder, "\(path) is a file, and a folder is wanted")
        }
        return store.isWorldWritable(folder: "") ? .worldWritable("", isFolder: true, in: store) : nil
    }

    /// Nothing can be read, so everything stays as it was.
    private func withoutRoot(_ problem: Diagnostic) -> Definitions {
        var memory = previous?.memory ?? memory
        if previous == nil { memory.sumUp(.standard) }
        (memory.reread, memory.stamp) = (nil, DefinitionsMemory.nextStamp())
        return Definitions(
            root: store.root, settings: previous?.settings ?? .standard, portfolio: previous?.portfolio ?? .empty,
            workflows: previous?.workflows ?? [], plugins: previous?.plugins ?? [],
            enabledPlugins: previous?.enabledPlugins ?? [],
            capabilities: previous?.capabilities ?? Capabilities(actions: actions), diagnostics: [problem],
            keptLastGood: previous == nil ? [] : ["."],
            brokenFiles: ["."], away: Away(), folders: previous?.folders ?? [store.absolute("")],
            definitionFiles: previous?.definitionFiles ?? [], links: previous?.links ?? [],
            memory: memory)
    }

    // MARK: Files and folders

    mutating func noteFolders(_ found: [String]) { folders.formUnion(found) }

    /// The first of several names that there is a file for; the first of all where there is none.
    mutating func choose(_ names: [String]) -> String {
        // Where a folder cannot be looked into, neither is known to be there, and the first tells why.
        let present = names.filter(store.isThere)
        for other in present.dropFirst() {
            diagnostics.append(
                Diagnostic(
                    .warning, .twoOfOne, at: .start(of: other), "\(other) is not read, since there is \(present[0])",
                    hint: "rm \(store.quoted(other))"
                ))
        }
        return present.first ?? names[0]
    }

    mutating func noteScanned(_ scanned: [String]) { folders.formUnion(scanned) }

    /// Relative to the root.
    private func definitionFiles() -> Set<String> {
        var result = Set(Self.settingsNames + Self.peopleNames)
        for reading in memory.projects.values { result.formUnion(reading.files.keys) }
        for reading in memory.workflows.values { result.formUnion(reading.files.keys) }
        for reading in memory.plugins.values { result.formUnion(reading.files.keys) }
        result.formUnion(memory.people?.files.keys.map(\.self) ?? [])
        return result
    }

    /// Where changes come from: the root, the folders of definitions, and those of every file that is included or
    /// missing, or the nearest above it that exists.
    private func watchedFolders(_ files: Set<String>) -> Set<String> {
        var result: Set<String> = [""]
        for folder in folders where exists(folder) { result.insert(folder) }
        for file in files {
            var folder = file.split(separator: "/").dropLast()
            while !folder.isEmpty, !result.contains(folder.joined(separator: "/")),
                !exists(folder.joined(separator: "/"))
            {
                folder = folder.dropLast()
            }
            result.insert(folder.joined(separator: "/"))
        }
        return Set(result.map(store.absolute))
    }

    func exists(_ folder: String) -> Bool {
        var status = stat()
        return stat(store.absolute(folder), &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}

extension Definitions {
    /// From the working directory, without `.` and doubled slashes; `..` stays, since a link may stand before it.
    static func absolute(_ path: String) -> String {
        var whole = path
        if !path.hasPrefix("/"), let folder = getcwd(nil, 0) {
            defer { free(folder) }
            whole = String(cString: folder) + "/" + path
        }
        return whole.split(separator: "/").filter { $0 != "." }.map { "/\($0)" }.joined()
    }
}

extension SourceText {
    /// Whether a line begins with a key. Block mappings only; that is how people write files by hand.
    package func hasTopLevelKey(_ key: String) -> Bool {
        let wanted = Array(key.utf8)
        var index = start
        while index < bytes.count {
            let line = bytes[index...]
            if line.starts(with: wanted) {
                let rest = line.dropFirst(wanted.count).drop { $0 == UInt8(ascii: " ") }
                if rest.first == UInt8(ascii: ":") { return true }
            }
            guard let end = line.firstIndex(of: UInt8(ascii: "\n")) else { return false }
            index = end + 1
        }
        return false
    }
}
