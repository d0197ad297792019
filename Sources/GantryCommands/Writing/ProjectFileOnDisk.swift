import GantryControl
import GantryCore
import GantryDefinitions
import GantryProject
import GantryYAML

/// A project with the file it stands in, for verbs that write into it.
///
/// A watching daemon takes the change as any save, so no verb writes through the daemon.
struct ProjectFileOnDisk {
    let project: Project
    let portfolio: Portfolio
    /// The portfolio's folder.
    let root: String
    /// The project file, absolute.
    let path: String
    /// The files that say something else by now than when the project was read from them, as people name them.
    let changed: @Sendable () -> [String]

    /// The folder that the project file lies in.
    var folder: String { DurableFile.folder(of: path) }

    /// Named by its id or by its file. A loaded project is looked for where its daemon has it.
    static func find(
        _ name: String, _ common: CommonOptions, in session: Session
    ) async throws -> ProjectFileOnDisk {
        if ProjectSource.looksLikeFile(name) {
            return try read(session.locator.absolute(name), root: common.root.map(session.locator.absolute), as: name)
        }
        switch try ProjectSource.find(name, common, in: session) {
        case .files(let project, _):
            let root = session.locator.locateRoot()
            return try read("\(root)/\(project.position.file)", root: root, as: name)
        case .daemon(let client, let id):
            let file = try await client.project(id).project.file
            let root = try await client.status().root
            return try read("\(root)/\(file)", root: root, as: name)
        }
    }

    /// - Parameter name: as somebody named it.
    static func read(_ path: String, root: String?, as name: String) throws(CommandFailure) -> Self {
        guard FileStatus(path, followingLinks: true) != nil else {
            throw CommandFailure("there is no file \(path)", code: "not_found", status: ExitStatus.failed)
        }
        let file = OfflineFile(path, root: root)
        let errors = file.diagnostics.filter { $0.severity == .error }
        guard errors.isEmpty else { throw CommandFailure(errors, code: "wrong_file", status: ExitStatus.wrongFile) }
        guard let project = file.projects.first else {
            throw CommandFailure("\(name) is not a project", code: "not_found", status: ExitStatus.failed)
        }
        return Self(project: project, portfolio: file.portfolio, root: file.root, path: path, changed: file.changed)
    }

    /// As people name it: from the root where it lies in there.
    func shown(_ path: String) -> String {
        path.hasPrefix(root + "/") ? String(path.dropFirst(root.count + 1)) : path
    }

    /// The file that holds a section: the project file, or the one that it names for it.
    ///
    /// - Parameter named: the path that the project file names; nil where it names none.
    func section(
        _ named: (SourceText) -> String?
    ) throws(CommandFailure) -> (path: String, isSection: Bool) {
        let collector = DiagnosticCollector()
        guard let source = SourceText.load(path, name: shown(path), collector) else {
            throw CommandFailure(collector.diagnostics, code: "wrong_file", status: ExitStatus.wrongFile)
        }
        guard let name = named(source) else { return (path, false) }
        // Beside the project file, else from the root, as it is read.
        let candidates = [folder, root].map { "\($0)/\(name)" }
        guard let found = candidates.first(where: { FileStatus($0, followingLinks: true) != nil }) else {
            throw CommandFailure("there is no file \(name)", code: "not_found", status: ExitStatus.failed)
        }
        return (found, true)
    }
}
