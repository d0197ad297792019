import GantryCore
import GantryProject
import GantryTime
import GantryYAML

/// The file that `gantry new project` writes: what was said, and below it an example for everything else.
///
/// An example is a line that begins with `#` and no space: without the `#` it counts, and the file is still right.
struct ProjectPage {
    let text: String
    /// What the lines came from, by their numbers.
    private let parts: [Int: ProjectDraft.Part]

    /// - Parameters:
    ///   - zone: for the example of a time zone.
    ///   - today: the examples' dates count from it where the draft has no start.
    init(_ draft: ProjectDraft, zone: ZoneRules, today: LocalDate) {
        let examples = Examples(draft, zone: zone, today: today)
        let fields = draft.lines.filter { if case .field = $0.part { true } else { false } }
        let tasks = draft.lines.filter { if case .task = $0.part { true } else { false } }
        var lines = Self.intro.map { (ProjectDraft.Part?.none, $0) }
        lines += fields.map { ($0.part, $0.text) }
        lines.append((nil, "tasks:"))
        lines += tasks.map { ($0.part, $0.text) }
        let said = lines.enumerated().compactMap { index, line in line.0.map { (index + 1, $0) } }
        parts = Dictionary(uniqueKeysWithValues: said)
        text = lines.map(\.1).text + examples.text
    }

    private static let intro = [
        "# The lines down to the tasks are what counts now. Below them is an example for",
        "# everything else that a project may say: take the '#' off a line that begins",
        "# with '#' and no space, and it counts. gantry check finds mistakes.",
    ]

    /// What the reader of project files says about it.
    struct Reading {
        let project: Project?
        /// What is wrong with something that was said, and with what; nil: with the file as a whole.
        let errors: [(part: ProjectDraft.Part?, diagnostic: Diagnostic)]
        let warnings: [Diagnostic]
    }

    /// - Parameter name: as people will know the file.
    func reading(as name: String, in context: ProjectContext) -> Reading {
        let collector = DiagnosticCollector()
        let project = ProjectReader.read(SourceText(name: name, text: text), context: context, collector)
        let errors = collector.diagnostics.filter { $0.severity == .error }.sortedByPlace()
        return Reading(
            project: project,
            errors: errors.map { error in
                let line = error.position.flatMap { $0.file == name ? $0.line : nil }
                return (line.flatMap { parts[$0] }, error)
            },
            warnings: collector.diagnostics.filter { $0.severity != .error }.sortedByPlace())
    }
}

/// The examples, with names, dates and a currency that fit what was said.
private struct Examples {
    private let draft: ProjectDraft
    private let zone: ZoneRules
    private let start: LocalDate
    private let finish: LocalDate

    init(_ draft: ProjectDraft, zone: ZoneRules, today: LocalDate) {
        (self.draft, self.zone) = (draft, zone)
        start = draft[.start].flatMap { LocalDate($0) } ?? today
        let deadline = draft[.deadline].flatMap { LocalDate($0) }
        finish = deadline ?? LocalDate(daysSinceEpoch: start.daysSinceEpoch + 120)
    }

    var text: String {
        var text = String(decoding: PackageResources.project_yaml, as: UTF8.self)
        // The values fit into a comment: whatever was typed with a slip in it is not among them.
        let values = [
            "id": id(draft[.project]) ?? "crm2", "lead": lead, "currency": currency, "finish": "\(finish)",
            "year": String("\(start)".prefix(4)),
            "others": others, "after": firstTask.map { " after \($0)" } ?? "",
            "blocks": firstTask.map { ", blocks: [\($0)]" } ?? "",
            "pilot": unused("pilot"), "training": unused("training"), "golive": unused("golive"),
        ]
        for (name, value) in values { text = text.replacing("{{\(name)}}", with: value) }
        for days in [0, 5, 10, 15, 20, 30, 35, 40, 365, 400, 600] {
            let mark = days == 0 ? "{{start}}" : "{{start+\(days)}}"
            text = text.replacing(mark, with: "\(LocalDate(daysSinceEpoch: start.daysSinceEpoch + days))")
        }
        return text
    }

    private var lead: String {
        id(draft[.lead]?.split(separator: " ").first.map(String.init)) ?? "asha"
    }

    private var currency: String { draft[.budget].flatMap { Money($0) }?.currency.code ?? "EUR" }

    private var firstTask: String? { draft.taskIDs.lazy.compactMap(id).first }

    private func id(_ text: String?) -> String? { text.flatMap { Identifier.isValid($0) ? $0 : nil } }

    /// The id of an example's task, which no other task has.
    private func unused(_ id: String) -> String {
        let taken = Set(draft.taskIDs)
        var (candidate, number) = (id, 2)
        while taken.contains(candidate) { (candidate, number) = ("\(id)-\(number)", number + 1) }
        return candidate
    }

    /// The keys of the head that were not said, a line each.
    private var others: String {
        let examples: [(ProjectDraft.Field, String)] = [
            (.name, "Customer records"), (.sponsor, lead), (.deadline, "\(finish)"), (.timezone, zone.identifier),
            (.budget, "120000.00 EUR"), (.team, "[\(lead) 50%]"),
        ]
        return examples.filter { draft[$0.0] == nil }.map { "#\($0.0.rawValue): \($0.1)" }.text
    }
}
