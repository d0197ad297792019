import ArgumentParser
import GantryControl
import GantryCore
import GantryProject
import GantryTime

/// `gantry new project ID`: a project file with examples for all that it may say. Needs no daemon.
struct NewProjectVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "project",
        abstract: "Write a project file, from options or from answers.",
        discussion: """
            ID, --lead and --start have to be there. On a terminal it asks for what is
            missing, and checks each answer at once. The file has an example for everything
            else that a project may say. Nothing is overwritten. Needs no daemon.

            EXAMPLES
              gantry new project
              gantry new project crm2 --lead asha --start 2026-10-01
              gantry new project crm2 --lead asha --start 2026-10-01 \\
                --team "asha, ben 80%" --budget "120000.00 EUR" \\
                --task "design: 10wd ben" --task "build: 30wd ben after design"
            """)

    @Argument(help: ArgumentHelp("What you will call it: letters, digits, '-', '_' and '.'.", valueName: "id"))
    var id: String?
    @Option(help: ArgumentHelp("The name for people; else the id.", valueName: "text")) var name: String?
    @Option(help: ArgumentHelp("Who answers for it: asha, or \"asha <asha@example.org>\".", valueName: "person"))
    var lead: String?
    @Option(help: ArgumentHelp("The day it begins.", valueName: "date")) var start: String?
    @Option(help: ArgumentHelp("The day promised outside.", valueName: "date")) var deadline: String?
    @Option(help: ArgumentHelp("What it may cost: \"120000.00 EUR\".", valueName: "amount")) var budget: String?
    @Option(help: ArgumentHelp("Who pays for it.", valueName: "person")) var sponsor: String?
    @Option(help: ArgumentHelp("Who works on it: \"asha, ben 80%\".", valueName: "people")) var team: String?
    // A line of the file begins with a dash, and may be typed so.
    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp("A task, as in the file; as often as there are tasks.", valueName: "line"))
    var task: [String] = []
    @Option(help: ArgumentHelp("The zone of its days; else the portfolio's.", valueName: "zone")) var timezone: String?
    @Option(help: ArgumentHelp("The file to write; else projects/ID.yaml of the portfolio.", valueName: "path"))
    var file: String?
    @OptionGroup var common: CommonOptions

    /// `gantry new project --json`.
    struct Made: Codable, Hashable, Sendable {
        var project: String
        /// Absolute.
        var file: String
        /// Warnings, with places in the file.
        var diagnostics: [Diagnostic]
    }

    func answer(in session: Session) async throws -> Answer {
        let place = try NewProjectPlace(file: file, in: session)
        let today = place.zone.date(at: session.now)
        let draft = try draft(in: session, place, today: today)
        let id = draft[.project] ?? ""
        try place.refuseToOverwrite(project: id)
        let page = ProjectPage(draft, zone: place.zone, today: today)
        let reading = page.reading(as: place.name(of: id), in: place.context(of: id))
        try Self.refuse(reading.errors)
        try DurableFile.create(place.path(of: id), Array(page.text.utf8))
        let made = Made(project: id, file: place.path(of: id), diagnostics: reading.warnings)
        return Answer(made, Self.lines(made, place, session.display))
    }

    /// What the options say, and where that is not enough, a person.
    private func draft(
        in session: Session, _ place: NewProjectPlace, today: LocalDate
    ) throws(CommandFailure) -> ProjectDraft {
        var draft = ProjectDraft()
        (draft[.project], draft[.name], draft[.lead], draft[.sponsor]) = (id, name, lead, sponsor)
        (draft[.start], draft[.deadline], draft[.timezone]) = (start, deadline, timezone)
        (draft[.budget], draft[.team], draft.tasks) = (budget, team, task)
        try Self.refuse(draft.completed(today: today).errors(in: place, today: today))
        let needed: [ProjectDraft.Part] = [.field(.project), .field(.lead), .field(.start)]
        let missing = needed.filter { if case .field(let field) = $0 { draft[field] == nil } else { false } }
        guard !missing.isEmpty else { return draft }
        guard let prompt = session.prompt else { throw self.missing(missing, today: today) }
        if let id { try place.refuseToOverwrite(project: id) }
        let user = StarterPortfolio(user: session.user, zone: place.zone, today: today).lead
        var interview = ProjectInterview(draft, prompt, place, user: user, today: today)
        try interview.ask()
        return interview.draft
    }

    /// - Parameter parts: in the order of the command line.
    private func missing(_ parts: [ProjectDraft.Part], today: LocalDate) -> CommandFailure {
        let list = parts.map(\.flag).joined(separator: ", ")
        let (id, lead, start) = (id ?? "crm2", shellQuoted(lead ?? "asha"), start ?? "\(today)")
        return .usage(
            "missing, and there is no terminal to ask on: \(list)",
            hint: "gantry new project \(id) --lead \(lead) --start \(start)")
    }

    /// The options that are wrong, in the words that `gantry check` has for them.
    private static func refuse(
        _ errors: [(part: ProjectDraft.Part?, diagnostic: Diagnostic)]
    ) throws(CommandFailure) {
        guard !errors.isEmpty else { return }
        let diagnostics = errors.map { part, error in
            guard let part else { return error }
            // The file that it has a place in is not written.
            return Diagnostic(.error, error.code, "\(part.flag): \(error.message)", hint: error.hint)
        }
        throw CommandFailure(diagnostics, code: "usage", status: ExitStatus.usage)
    }

    private static func lines(_ made: Made, _ place: NewProjectPlace, _ display: Display) -> [String] {
        let file = place.typed(made.project)
        let width = "gantry check ".count + file.columns
        func step(_ command: String, _ what: String) -> String {
            "  " + command + String(repeating: " ", count: max(2, width + 2 - command.columns)) + what
        }
        var lines = ["made \(made.file)"]
        if !made.diagnostics.isEmpty { lines += [""] + display.diagnostics(made.diagnostics) }
        lines += ["", "Now:"]
        lines.append(step("gantry check \(file)", "is it right?"))
        lines.append(step("gantry plan \(file)", "when is it done?"))
        lines += ["", "Then open it in an editor: it has an example for everything a project may say."]
        if !place.isWatched(made.project) {
            lines += ["It is in no portfolio, so no daemon watches it: gantry init DIR makes one."]
        }
        return lines
    }
}
