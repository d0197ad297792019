import GantryControl
import GantryCore
import GantryProject
import GantryYAML

/// Writes a frozen plan and its entry: both, or nothing.
struct BaselineFiles {
    let found: ProjectFileOnDisk

    /// Relative to the folder of the project file.
    func file(_ id: String) -> String { "baselines/\(found.project.id)-\(id).yaml" }

    /// Absolute.
    func path(_ id: String) -> String { "\(found.folder)/\(file(id))" }

    /// The plan's file first: without its entry it is a file that nothing names, and harms nobody.
    ///
    /// - Returns: the file that has the entry.
    /// - Throws: `CommandFailure`, also where a file has changed since the plan was read from it; nothing is left then.
    func write(_ plan: BaselinePlan, approvedBy: String) throws(CommandFailure) -> String {
        // What has changed is said as that, and not as whatever the change has made of it.
        try DurableFile.refuse(found.changed())
        let entry = BaselineEntry(id: plan.id, date: plan.date, approvedBy: approvedBy, file: file(plan.id))
        let target = try found.section { BaselineEntry.sectionFile(of: $0) }
        guard let old = DurableFile.read(target.path), let access = DurableFile.Access(of: target.path) else {
            throw CommandFailure("\(target.path) cannot be read", code: "not_found", status: ExitStatus.failed)
        }
        let new: [UInt8]
        do {
            let source = SourceText(name: found.shown(target.path), bytes: old)
            new = try entry.added(to: source, isSection: target.isSection)
        } catch {
            throw CommandFailure(
                error.description, hint: "nothing was written", code: "conflict", status: ExitStatus.failed)
        }
        let name = "\(found.project.id)-\(plan.id).yaml"
        let made = try DurableFile.create(
            "\(folder())/\(name)", Array(BaselineText.file(plan).utf8), access: access)
        do throws(CommandFailure) {
            try DurableFile.replace(target.path, old, with: new, unless: found.changed)
        } catch {
            made.takeBack()
            throw error
        }
        return target.path
    }

    /// Where the plan goes, links followed: none may lead it out of the portfolio.
    private func folder() throws(CommandFailure) -> String {
        let folder = "\(found.folder)/baselines"
        guard let status = FileStatus(folder), !status.isFolder else { return folder }
        let refuse = { (what: String) in
            CommandFailure(
                "\(found.shown(folder)) is \(what); nothing was written",
                hint: "make it a folder, and move what is frozen into it", code: "not_written",
                status: ExitStatus.failed)
        }
        guard status.isLink else { throw refuse("\(status.kind), and no folder") }
        guard let end = DurableFile.resolved(folder) else { throw refuse("a link that leads nowhere") }
        guard [found.root, found.folder].compactMap(DurableFile.resolved).contains(where: { end.hasPrefix($0 + "/") })
        else { throw refuse("a link that leads out of the portfolio, to \(end)") }
        return end
    }
}
