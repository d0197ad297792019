import GantryActions
import GantryControl
import GantryCore
import GantryDefinitions
import GantryProject
import GantryWorkflow
import GantryYAML

/// A portfolio read without a daemon. Reading blocks, which a process that does nothing else may do.
enum OfflineDefinitions {
    static func load(_ root: String) -> Definitions {
        Definitions.load(root: root, actions: BuiltInActions.declarations, previous: nil)
    }
}

/// One file read without a daemon: in its portfolio where it has one, else by itself.
struct OfflineFile {
    /// The portfolio's folder, or the one that the file lies in.
    let root: String
    /// Relative to the root.
    let name: String
    /// What is wrong in it, and in what it includes.
    let diagnostics: [Diagnostic]
    /// Those that it defines; none where it has errors.
    let projects: [Project]
    let workflows: [Workflow]
    /// For the names and rates of people.
    let portfolio: Portfolio
    /// The files that say something else by now than when a project was read from them; relative to the root.
    let changed: @Sendable () -> [String]

    /// - Parameters:
    ///   - path: absolute; there is a file.
    ///   - root: the portfolio's folder, where it was named.
    init(_ path: String, root: String?) {
        if let root = root ?? Self.root(of: path), path.hasPrefix(root + "/") {
            self.init(path, in: root)
        } else {
            self.init(alone: path)
        }
    }

    private init(_ path: String, in root: String) {
        let name = String(path.dropFirst(root.count + 1))
        let definitions = OfflineDefinitions.load(root)
        let included = definitions.files(readFor: name)
        (self.root, self.name, portfolio) = (root, name, definitions.portfolio)
        changed = { definitions.filesChanged(sinceReading: name) }
        projects = definitions.portfolio.projects.filter { $0.position.file == name }
        workflows = definitions.workflows.filter { $0.position.file == name }
        diagnostics = definitions.diagnostics(in: included.union([name]))
    }

    /// The nearest folder above in which the file has a place: as settings, as people, in `projects` or `workflows`, as
    /// the manifest of a plugin.
    private static func root(of path: String) -> String? {
        let folders = SocketLocator.foldersUpwards(from: path).dropFirst()
        return folders.first { folder in
            guard folder != "/" else { return false }
            let name = path.dropFirst(folder.count + 1)
            if ["gantry.yaml", "gantry.yml", "people.yaml", "people.yml"].contains(name) { return true }
            let parts = name.split(separator: "/")
            if parts.count == 3, parts[0] == "plugins" { return OfflineManifest.names.contains(String(parts[2])) }
            return name.hasPrefix("projects/") || name.hasPrefix("workflows/")
        }
    }

    /// A file in no portfolio: its name or its first key tells what it is.
    private init(alone path: String) {
        let parts = path.split(separator: "/")
        root = "/" + parts.dropLast().joined(separator: "/")
        name = parts.last.map(String.init) ?? path
        let memory = FileMemory(root: root)
        changed = { memory.changed() }
        let collector = DiagnosticCollector()
        var (projects, workflows): ([Project], [Workflow]) = ([], [])
        if let source = SourceText.load(path, name: name, collector) {
            memory.keep(.success(source.bytes), of: name)
            if OfflineManifest.names.contains(name) {
                _ = OfflineManifest.read(source, in: root, collector)
            } else if Self.isWorkflow(source) {
                let workflow = WorkflowReader.read(
                    source, settings: .standard, capabilities: Capabilities(actions: BuiltInActions.declarations),
                    collector)
                workflows = workflow.map { [$0] } ?? []
            } else {
                let project = ProjectReader.read(source, context: memory.context, collector)
                projects = project.map { [$0] } ?? []
            }
        }
        (diagnostics, self.projects, self.workflows) = (collector.diagnostics, projects, workflows)
        portfolio = Portfolio(projects: projects)
    }

    private static func isWorkflow(_ source: SourceText) -> Bool {
        if source.hasTopLevelKey("project") { return false }
        let peek = YAMLDocument.parse(source, DiagnosticCollector())
        return peek?["steps"] != nil || peek?["triggers"] != nil
    }
}
