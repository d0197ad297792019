import GantryCore
import GantryProject
import GantryTime
import GantryWorkflow
import GantryYAML

/// What a definition file was read from when it was good.
package struct GoodVersion: Hashable, Sendable {
    /// The project's id or the workflow's name; empty for the people.
    package let name: String
    /// The file itself and all that it includes: path relative to the root → SHA-256 of the content.
    package let files: [String: String]

    package init(name: String, files: [String: String]) { (self.name, self.files) = (name, files) }
}

extension Definitions {
    /// By the path of the file, relative to the root: projects, workflows and people, as far as they have content.
    package var goodVersions: [String: GoodVersion] {
        var result = goodVersions(ofProjects: memory.projects.keys)
        for (path, reading) in memory.workflows {
            guard let file = reading.content else { continue }
            result[path] = GoodVersion(name: file.workflow.name, files: reading.good)
        }
        if let people = memory.people, people.content != nil, let path = people.good.keys.min() {
            result[path] = GoodVersion(name: "", files: people.good)
        }
        return result
    }

    /// The same of some files below `projects/`.
    package func goodVersions(ofProjects paths: some Sequence<String>) -> [String: GoodVersion] {
        var result: [String: GoodVersion] = [:]
        for path in paths {
            guard let reading = memory.projects[path], let project = reading.content?.project else { continue }
            result[path] = GoodVersion(name: project.id, files: reading.good)
        }
        return result
    }

    /// One word for what each project is made of, by the project's id.
    package var revisions: [String: String] { memory.revisions }

    /// One word for what a workflow's file says; empty where there is none of that name.
    package func revision(ofWorkflow name: String) -> String { memory.workflowRevisions[name] ?? "" }

    /// One word for what all projects share: people, time zone and working calendar.
    package var sharedRevision: String { memory.sharedRevision }

    /// One word for the time zone and the working calendar of the settings.
    package var calendarRevision: String { memory.calendarRevision }

    /// The ids of the projects whose files were away at the reading before, and are there again.
    package var returnedProjects: Set<String> {
        Set(away.returned.compactMap { memory.projects[$0]?.content?.project?.id })
    }

    /// A file as this reading saw it; nil where it was not looked at.
    ///
    /// - Parameter path: relative to the root.
    package func seen(_ path: String) -> SeenFile? { memory.seen[path] }

    /// The files that this reading saw otherwise than another one, relative to the root.
    package func filesSeenOtherwise(than other: Definitions) -> Set<String> {
        Set(memory.seen.filter { other.memory.seen[$0.key] != $0.value }.keys).union(
            other.memory.seen.keys.filter { memory.seen[$0] == nil })
    }

    /// Whether a path is that of a definition file whose last good version stands in while it is away or half written:
    /// nobody is to act on what is there now.
    package func isWaiting(_ path: String) -> Bool {
        away.files.contains(path) || memory.seen[path]?.fingerprint == .other(.beingWritten)
    }

    // MARK: After a restart

    /// The contents that `recalling` needs: of versions of before that are not what the files say now, and of those
    /// that are in each other's way.
    ///
    /// - Parameter versions: by path, as they were kept.
    /// - Returns: SHA-256 of each.
    package func contentsWanted(for versions: [String: GoodVersion]) -> Set<String> {
        let now = goodVersions
        return Set(versions.filter { now[$0.key] != $0.value }.values.flatMap(\.files.values))
    }

    /// The same as if these versions had been read before: files that are wrong or away now have them to stand in, and
    /// of two files of one project the one that was there first holds.
    ///
    /// - Parameters:
    ///   - versions: by path.
    ///   - contents: by SHA-256; a version whose contents are missing is left out.
    package func recalling(_ versions: [String: GoodVersion], contents: [String: [UInt8]]) -> Definitions {
        let now = goodVersions
        var memory = memory
        let held = Set(versions.values.map(\.name))
        // What holds a name that was another's is looked at anew, beside the other.
        for (path, version) in now where versions[path] == nil && held.contains(version.name) {
            memory.projects[path] = nil
            memory.workflows[path] = nil
        }
        for (path, version) in versions where now[path] != version {
            var files: [String: [UInt8]] = [:]
            for (file, hash) in version.files { files[file] = contents[hash] }
            guard files.count == version.files.count, let bytes = files[path] else { continue }
            let store = FileStore(root: root, showing: files)
            let text = SourceText(name: path, bytes: bytes)
            if path.hasPrefix("projects/") {
                let reader = ProjectFileReader(store: store, context: context(in: store))
                guard let content = reader.read(path, nil)?.content, content.project != nil else { continue }
                memory.projects[path] = FileReading(content: content, isCurrent: false, good: version.files)
            } else if path.hasPrefix("workflows/") {
                let file = WorkflowReader.readFile(
                    text, settings: settings, capabilities: capabilities, DiagnosticCollector())
                guard let file else { continue }
                memory.workflows[path] = FileReading(content: file, isCurrent: false, good: version.files)
            } else {
                let people = PeopleFile.reading(of: text, context: context(in: store), DiagnosticCollector()).people
                guard let people else { continue }
                memory.people = FileReading(content: people, isCurrent: false, good: version.files)
            }
        }
        return with(memory)
    }

    private func context(in store: FileStore) -> ProjectContext {
        ProjectContext(
            defaultZone: settings.timeZone, defaultCalendar: settings.calendar, people: portfolio.people,
            mailDomain: settings.mailDomain, load: { store.content($0).forProject(store) })
    }

    private func with(_ memory: DefinitionsMemory) -> Definitions {
        var memory = memory
        memory.sumUp(settings)
        (memory.reread, memory.stamp) = (nil, DefinitionsMemory.nextStamp())
        return Definitions(
            root: root, settings: settings, portfolio: portfolio, workflows: workflows, plugins: plugins,
            enabledPlugins: enabledPlugins, capabilities: capabilities, diagnostics: diagnostics,
            keptLastGood: keptLastGood, brokenFiles: brokenFiles, away: away, folders: folders,
            definitionFiles: definitionFiles, links: links, memory: memory)
    }
}
