import GantryCore
package import GantryProject
import GantrySystem
import GantryWorkflow
import Glibc

/// Reads again what was saved, and nothing else: no other file is opened, none is even looked at.
///
/// It is for the save that there is a thousand of for each other one: project files, and what they name, say something
/// else, and are still those of the same projects. Where more than that may have changed, a file that came or went, a
/// mistake, a person whom workflows may name, it stands back, and everything is read in the usual way.
struct NarrowReading {
    private let previous: Definitions
    private let saved: Set<String>
    private let store: FileStore

    /// - Parameters:
    ///   - saved: all that has changed since the reading before; absolute.
    init(after previous: Definitions, _ saved: Set<String>, looking: Looking) {
        (self.previous, self.saved) = (previous, saved)
        store = FileStore(
            root: previous.root, looking: looking, previous: previous.memory.seen, within: previous.memory.fence,
            granting: previous.settings.folders)
    }

    /// - Returns: nil where everything is to be read.
    func read() -> (definitions: Definitions, contents: ReadContents)? {
        guard previous.isWhole, store.fence == previous.memory.fence, let paths = readings() else { return nil }
        let context = DefinitionsLoader.context(
            previous.settings, people: previous.portfolio.people, in: store,
            isMissingPeople: previous.memory.people.map { $0.content == nil } ?? false)
        var memory = previous.memory
        var diagnostics = previous.diagnostics
        var changed: [Project] = []
        for path in paths {
            guard let old = memory.projects[path], old.isSettled, old.isCurrent, old.awaySince == nil,
                let new = ProjectFileReader(store: store, context: context).read(path, old),
                new.isCurrent, Self.isAlike(old, new), !new.files.values.contains(.other(.beingWritten))
            else { return nil }
            memory.projects[path] = new
            guard let project = new.content?.project else { continue }
            changed.append(project)
            memory.revisions[project.id] = new.revision
            for told in old.diagnostics {
                guard let place = diagnostics.firstIndex(of: told) else { return nil }
                diagnostics.remove(at: place)
            }
            diagnostics += new.diagnostics
        }
        memory.seen.merge(store.seen) { _, new in new }
        let files = Set(store.seen.keys.filter { previous.memory.seen[$0] != memory.seen[$0] })
        memory.reread = Reread(paths: paths, files: files, projects: changed, since: previous.memory.stamp)
        memory.stamp = DefinitionsMemory.nextStamp()
        return (
            previous.replacing(changed, diagnostics, settlesAt: store.settlesAt, memory), ReadContents(store: store)
        )
    }

    /// The files below `projects/` that are to be read again; nil where something else is to be read, too.
    private func readings() -> Set<String>? {
        var result: Set<String> = []
        for whole in saved where whole.hasPrefix(previous.root + "/") || previous.definitionFiles.contains(whole) {
            guard whole.hasPrefix(previous.root + "/"), !previous.links.contains(whole) else { return nil }
            let path = String(whole.dropFirst(previous.root.count + 1))
            let readers = previous.memory.readers[path] ?? []
            if previous.memory.projects[path] != nil {
                // A section on its own, which no project names, is told about.
                guard previous.memory.projects[path]?.content?.project != nil || !readers.isEmpty else { return nil }
                result.insert(path)
            } else if readers.isEmpty {
                guard isNothing(path, whole) else { return nil }
            }
            guard !isShared(path) else { return nil }
            result.formUnion(readers)
        }
        return result
    }

    /// Whether others than projects read a file.
    private func isShared(_ path: String) -> Bool {
        let memory = previous.memory
        return memory.workflows[path] != nil || memory.people?.files[path] != nil || memory.settings?.files[path] != nil
            || memory.plugins.values.contains { $0.files[path] != nil }
    }

    /// Whether nothing is read from a path, whatever stands there: editors leave such files, and so do those who mistake
    /// the folder.
    private func isNothing(_ path: String, _ whole: String) -> Bool {
        guard !previous.definitionFiles.contains(whole), !previous.folders.contains(whole) else { return false }
        var status = stat()
        // A file that came and went meanwhile, as programs do that save by renaming, is nothing whatever its name was.
        guard lstat(whole, &status) == 0 else { return errno == ENOENT || errno == ENOTDIR }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let isBelow = ["projects/", "workflows/"].contains { path.hasPrefix($0) }
        return status.st_mode & S_IFMT == S_IFREG
            && (isBelow ? !FolderScan.isDefinition(name.lowercased()) : !path.contains("/"))
    }

    /// Whether two readings of a file tell the rest of the definitions the same.
    private static func isAlike(
        _ old: FileReading<ProjectFileContent>, _ new: FileReading<ProjectFileContent>
    ) -> Bool {
        guard let before = old.content, let after = new.content, Set(old.files.keys) == Set(new.files.keys) else {
            return false
        }
        guard let was = before.project, let now = after.project else {
            return before.project == nil && after.project == nil
        }
        return was.id == now.id && NamedInProject(was) == NamedInProject(now)
    }
}

/// What a project says that others are checked against.
private struct NamedInProject: Equatable {
    let addresses: [String: String?]
    let outside: [String: String?]
    let team: Set<String>
    let hasSponsor: Bool

    init(_ project: Project) {
        addresses = project.people.mapValues { $0.email?.value }
        outside = Dictionary(project.stakeholders.map { ($0.id, $0.email?.value) }) { first, _ in first }
        team = Set(project.team.map(\.person.value))
        hasSponsor = project.sponsor != nil
    }
}

/// What a reading read again, where it read only that.
package struct Reread: Sendable {
    /// Files below `projects/`, relative to the root.
    package let paths: Set<String>
    /// Those that it saw otherwise than the reading before, and what they name; relative to the root.
    package let files: Set<String>
    /// As they are now.
    package let projects: [Project]
    /// The stamp of the reading before.
    package let since: UInt64
}

extension Definitions {
    /// Tells one reading from another.
    package var stamp: UInt64 { memory.stamp }

    /// What this reading read again; nil where it looked at everything.
    package var reread: Reread? { memory.reread }

    /// Whether nothing waits, and nothing is told in part: then what a project adds can be taken out again.
    fileprivate var isWhole: Bool {
        away.files.isEmpty && away.heldFolders.isEmpty && everyDiagnostic.isEmpty && memory.context != nil
            && !brokenFiles.contains(".")
    }

    fileprivate func replacing(
        _ projects: [Project], _ found: [Diagnostic], settlesAt: Instant?, _ memory: DefinitionsMemory
    ) -> Definitions {
        let told = found.limited()
        let waits = [away.settlesAt, settlesAt].compactMap(\.self).min()
        return Definitions(
            root: root, settings: settings, portfolio: portfolio.replacing(projects), workflows: workflows,
            plugins: plugins, enabledPlugins: enabledPlugins, capabilities: capabilities, diagnostics: told,
            everyDiagnostic: told.count < found.count ? found : [], keptLastGood: keptLastGood,
            brokenFiles: brokenFiles, away: Away(settlesAt: waits), folders: folders,
            definitionFiles: definitionFiles, links: links, memory: memory)
    }
}
