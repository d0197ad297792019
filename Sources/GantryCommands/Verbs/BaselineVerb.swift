import ArgumentParser
import GantryControl
import GantryCore
import GantryProject
import GantryTime
import GantryYAML

/// `gantry baseline PROJECT --approved-by WHO`: freezes the plan of today, to hold later figures against.
struct BaselineVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "baseline",
        abstract: "Freeze a project's plan in a file of its own, to hold later figures against it.",
        discussion: """
            Writes baselines/PROJECT-ID.yaml beside the project file, and adds its entry to
            the project file; every other byte of that is kept. Nothing is ever
            overwritten, and nothing is written where a file has changed since the plan was
            read from it.

            EXAMPLES
              gantry baseline crm2 --approved-by ines
              gantry baseline projects/crm2.yaml --approved-by ines --id B1
              gantry baseline crm2 --approved-by ines --date 2026-11-16
            """)

    @Argument(help: "The project's id, or its file.") var project: String
    @Option(help: ArgumentHelp("Who approved the plan, by id.", valueName: "person")) var approvedBy: String
    @Option(help: ArgumentHelp("The baseline's id; else the next of B0, B1 …", valueName: "id")) var id: String?
    @Option(help: ArgumentHelp("The day it is of; else today.", valueName: "date")) var date: String?
    @OptionGroup var common: CommonOptions

    /// `gantry baseline --json`.
    struct Frozen: Codable, Hashable, Sendable {
        var project: String
        var id: String
        var date: LocalDate
        var approvedBy: String
        /// The new file, and the one that has the entry, as people name them.
        var file: String
        var entry: String
        var tasks: Int
        @OrNull var start: LocalDate?
        @OrNull var finish: LocalDate?
        @OrNull var budget: String?

        enum CodingKeys: String, CodingKey {
            case project, id, date, file, entry, tasks, start, finish, budget
            case approvedBy = "approved_by"
        }
    }

    func answer(in session: Session) async throws -> Answer {
        guard Identifier.isValid(approvedBy) else {
            throw CommandFailure.usage("--approved-by '\(approvedBy)': the id of a person is wanted, such as ines")
        }
        let found = try await ProjectFileOnDisk.find(project, common, in: session)
        try refuseStranger(found)
        let date = try day(found, session)
        let id = try freeID(found)
        let subject = ReportSubject(found.project, in: found.portfolio, today: date)
        let plan = try CommandFailure.translating { () throws(ReportProblem) in
            try BaselinePlan.freezing(subject, id: id, date: date, approvedBy: approvedBy)
        }
        let files = BaselineFiles(found: found)
        let entry = try files.write(plan, approvedBy: approvedBy)
        let frozen = Frozen(
            project: plan.project, id: id, date: date, approvedBy: approvedBy,
            file: found.shown(files.path(id)), entry: found.shown(entry),
            tasks: plan.tasks.count, start: plan.start, finish: plan.finish, budget: plan.budget?.description)
        return Answer(frozen, Self.lines(frozen, plan, session.display))
    }

    /// A name that is slipped is not seen again for a long time.
    private func refuseStranger(_ found: ProjectFileOnDisk) throws(CommandFailure) {
        let people = found.portfolio.people(of: found.project)
        let known = found.project.known(among: people)
        guard found.project.namesItsPeople(people), !known.contains(approvedBy) else { return }
        // Of two letters nearly every word is a slip.
        let meant = approvedBy.count > 2 ? suggestion(for: approvedBy, among: known.sorted()) : nil
        throw .usage(
            "--approved-by: nobody is called '\(approvedBy)'",
            hint: (meant.map { "did you mean '\($0)'? else " } ?? "") + "add them to people.yaml, or to team")
    }

    private func day(_ found: ProjectFileOnDisk, _ session: Session) throws(CommandFailure) -> LocalDate {
        guard let date else { return found.project.zone.date(at: session.now) }
        guard let day = LocalDate(date) else {
            throw CommandFailure.usage("--date '\(date)': a date such as 2026-12-18 is wanted")
        }
        return day
    }

    /// The id that was asked for, or the first of B0, B1 … that neither an entry nor a file has.
    private func freeID(_ found: ProjectFileOnDisk) throws(CommandFailure) -> String {
        let taken = Set(found.project.baselines.map(\.id))
        let path = BaselineFiles(found: found).path
        let isThere = { (id: String) in FileStatus(path(id)) != nil }
        guard let id else {
            return (0...).lazy.map { "B\($0)" }.first { !taken.contains($0) && !isThere($0) } ?? "B0"
        }
        guard Identifier.isValid(id) else {
            throw CommandFailure.usage(
                "--id '\(id)': letters, digits, '-', '_' and '.' are wanted, at most 64, such as B1")
        }
        if let entry = found.project.baselines.first(where: { $0.id == id }) {
            throw CommandFailure(
                "there is a baseline '\(id)' already, at \(entry.position.fileAndLine)",
                hint: "take another id; what was approved once is not changed", code: "exists",
                status: ExitStatus.failed)
        }
        guard !isThere(id) else {
            throw CommandFailure(
                "\(found.shown(path(id))) is there already",
                hint: "take another id, or remove the file if no baseline names it", code: "exists",
                status: ExitStatus.failed)
        }
        return id
    }

    private static func lines(_ frozen: Frozen, _ plan: BaselinePlan, _ display: Display) -> [String] {
        let span = [plan.start, plan.finish].compactMap { $0?.spoken(seenFrom: frozen.date) }.joined(separator: " to ")
        let facts = [counted(frozen.tasks, "task"), span, plan.budget?.spoken].compactMap { $0 }
        var table = Table(columns: [.left(""), .wrapping("")], indent: 2, hasHeader: false)
        table.rows = [
            [.init(frozen.file), "the plan"],
            [.init(frozen.entry), .init("its entry, approved by \(frozen.approvedBy)")],
        ]
        return display.paragraph(
            "\(frozen.project) \(frozen.id) is frozen: \(facts.joined(separator: ", "))", hanging: 2)
            + table.lines(display.terminal) + ["Hold the work against it: gantry evm \(frozen.project)"]
    }
}
