import GantryCore
import GantryProject
import GantryWorkflow
import GantryYAML

extension DefinitionsLoader {
    /// By id.
    mutating func readProjects(_ settings: Settings, _ people: [String: Person]) -> [Project] {
        let reading = ReadingContext(
            zone: settings.timeZone, calendar: settings.calendar, people: people, mailDomain: settings.mailDomain)
        let context = Self.context(
            settings, people: people, in: store, isMissingPeople: memory.people.map { $0.content == nil } ?? false)
        let old = previous?.memory.projects ?? [:]
        let isOldUsable = previous?.memory.context == reading
        var readings = readFolder("projects", isRecursive: true, old, isOldUsable: isOldUsable) {
            [store] path, old in
            ProjectFileReader(store: store, context: context).read(path, old)
        }
        let present = Set(readings.values.filter { $0.awaySince == nil }.compactMap { $0.content?.project?.id })
        settleAway("projects", &readings, isWanted: { $0.content?.project != nil }) { reading in
            reading.content?.project.map { present.contains($0.id) } ?? false
        }
        refuseSecondProjects(in: &readings, old)
        report(readings)
        memory.projects = readings
        memory.context = reading
        return readings.values.compactMap { $0.content?.project }.sorted { $0.id < $1.id }
    }

    private mutating func report(_ readings: [String: FileReading<ProjectFileContent>]) {
        for (path, reading) in readings {
            for file in reading.files.keys where file != path { memory.readers[file, default: []].insert(path) }
        }
        for (path, reading) in readings {
            // What is wrong with a section is said by the project that it belongs to.
            if memory.readers[path] != nil, reading.content?.project == nil { continue }
            diagnostics += reading.diagnostics
            if reading.awaySince == nil {
                note(path, isCurrent: reading.isCurrent, isKnown: reading.content != nil)
            }
            guard reading.awaySince == nil, let content = reading.content, content.project == nil else { continue }
            diagnostics.append(
                Diagnostic(
                    .warning, .unusedFile, at: .start(of: path),
                    "\(path) is not used: it has no 'project' key, and no project names it",
                    hint: "add 'project: ID', or name it in a project: risks: { file: … }"
                ))
        }
    }

    /// Two files of one project: the one that was there first holds, the other is not used.
    private mutating func refuseSecondProjects(
        in readings: inout [String: FileReading<ProjectFileContent>], _ old: [String: FileReading<ProjectFileContent>]
    ) {
        var paths: [String: [String]] = [:]
        for (path, reading) in readings {
            if let project = reading.content?.project { paths[project.id, default: []].append(path) }
        }
        for (id, rivals) in paths where rivals.count > 1 {
            let first = rivals.sorted().first { old[$0]?.content?.project?.id == id } ?? rivals.min() ?? ""
            for path in rivals where path != first {
                guard var reading = readings[path], let project = reading.content?.project else { continue }
                reading.diagnostics.append(
                    twice("project", id, at: project.position, in: path, first: first))
                reading.content = nil
                // The other file decides about this one, so it is looked at anew each time.
                reading.isSettled = false
                let before = old[path].flatMap { $0.content?.project?.id == id ? nil : $0 }
                readings[path] = reading.keeping(before) ?? reading
            }
        }
    }

    /// Of one id, a project or a workflow, a second.
    func twice(
        _ what: String, _ id: String, at position: SourcePosition, in path: String, first: String
    ) -> Diagnostic {
        var excerpt: Diagnostic.Excerpt?
        if case .bytes(let bytes) = store.content(path) {
            let line = SourceText(name: path, bytes: bytes).line(position.line)
            if line.unicodeScalars.count <= 400 { excerpt = .init(line: line, length: id.unicodeScalars.count) }
        }
        return Diagnostic(
            .error, .twoOfOne, at: position, "there is a \(what) '\(id)' already, in \(first)",
            hint: "give one of them another name, or remove one", excerpt: excerpt)
    }
}

/// Reads one YAML file below `projects/`.
struct ProjectFileReader {
    let store: FileStore
    let context: ProjectContext

    /// - Returns: nil where the file went away since its folder was listed.
    func read(
        _ path: String, _ old: FileReading<ProjectFileContent>?
    ) -> FileReading<ProjectFileContent>? {
        let content = store.content(path)
        var files = [path: store.fingerprint(path)]
        guard case .bytes(let bytes) = content else {
            guard content != .missing else { return nil }
            let problem = [Diagnostic.unreadable(path, content, in: store)].compactMap(\.self)
            return FileReading(content: nil, diagnostics: problem, files: files)
        }
        var result: ProjectFileContent?
        let source = SourceText(name: path, bytes: bytes)
        let collector = DiagnosticCollector()
        if isProject(source, collector) {
            let reading = ProjectReader.reading(of: source, context: context, collector)
            for file in reading.files { files[file.path] = store.fingerprint(file.path) }
            result = reading.project.map { ProjectFileContent(project: $0) }
        } else if let project = old?.content?.project {
            collector.add(
                Diagnostic(
                    .error, .noProjectAnyMore, at: .start(of: path),
                    "this was project '\(project.id)', and has no 'project' key any more",
                    hint: "add 'project: \(project.id)', or remove the file"
                ))
        } else if !collector.hasErrors {
            result = ProjectFileContent(project: nil)
        }
        return FileReading(content: result, diagnostics: collector.diagnostics, files: files)
    }

    /// Whether the file is meant to be a project. What is no YAML may be one; the collector then has errors.
    private func isProject(_ source: SourceText, _ collector: DiagnosticCollector) -> Bool {
        if source.hasTopLevelKey("project") { return true }
        let own = DiagnosticCollector()
        guard let node = YAMLDocument.parse(source, own) else {
            collector.add(contentsOf: own)
            return false
        }
        let keys = Set(node.entries?.compactMap(\.key.text) ?? [])
        // A misspelt 'project' is found by the keys that only projects have.
        return keys.contains("project") || (keys.contains("lead") && (keys.contains("start") || keys.contains("tasks")))
    }
}
