import GantryCore
import GantryYAML

/// What cannot be right about a project as a whole, though each of its values can be read.
struct ProjectChecks {
    let project: Project
    /// The project's own people, completed by the shared ones.
    let people: [String: Person]
    let hasMailDomain: Bool
    let excerpts: SourceExcerpts
    /// Sections with errors: what is missing in them may only not have been read.
    let broken: Set<String>

    init(of project: Project, session: ReadingSession) {
        self.project = project
        people = session.context.people.merging(project.people) { shared, own in own.completed(by: shared) }
        hasMailDomain = session.context.mailDomain != nil
        excerpts = session.excerpts()
        broken = session.broken
    }

    func run(_ collector: DiagnosticCollector) {
        var found: [Diagnostic] = []
        found += duplicateIDs()
        found += dates()
        found += taskMistakes()
        found += linkMistakes()
        found += moneyMistakes()
        found += valueMistakes()
        found += baselineMistakes()
        found += strangers()
        found += accountableMistakes()
        collector.add(contentsOf: found)
        for person in project.people.values.sorted(by: { $0.position < $1.position }) {
            PersonChecks(excerpts: excerpts).run(person, collector)
        }
    }

    // MARK: Ids

    private func duplicateIDs() -> [Diagnostic] {
        let sections: [(kind: String, ids: [(id: String, position: SourcePosition)])] = [
            ("task", project.tasks.map { ($0.id, $0.position) }),
            ("review", project.reviews.map { ($0.id, $0.position) }),
            ("budget line", (project.budget?.lines ?? []).map { ($0.id, $0.position) }),
            ("commitment", project.commitments.map { ($0.id, $0.position) }),
            ("invoice", project.invoices.map { ($0.id, $0.position) }),
            ("team member", project.team.map { ($0.person.value, $0.person.position) }),
            ("baseline", project.baselines.map { ($0.id, $0.position) }),
            ("requirement", project.requirements.map { ($0.id, $0.position) }),
            ("environment", project.environments.map { ($0.id, $0.position) }),
            ("risk", project.risks.map { ($0.id, $0.position) }),
            ("issue", project.issues.map { ($0.id, $0.position) }),
            ("decision", project.decisions.map { ($0.id, $0.position) }),
            ("question", project.questions.map { ($0.id, $0.position) }),
            ("change", project.changes.map { ($0.id, $0.position) }),
            ("todo", project.todos.map { ($0.id, $0.position) }),
            ("meeting", project.meetings.map { ($0.id, $0.position) }),
        ]
        return sections.flatMap { duplicates(of: $0.kind, $0.ids) }
    }

    private func duplicates(of kind: String, _ ids: [(id: String, position: SourcePosition)]) -> [Diagnostic] {
        var first: [String: SourcePosition] = [:]
        return ids.compactMap { id, position in
            guard let known = first[id] else {
                first[id] = position
                return nil
            }
            let hints = ["review": "give one an id of its own", "team member": "remove one"]
            let hint = hints[kind] ?? "rename one"
            return error(
                .duplicateID, position, "a second \(kind) '\(id)'; the first is at \(known.fileAndLine)", hint: hint
            )
        }
    }

    // MARK: Dates

    private func dates() -> [Diagnostic] {
        var found: [Diagnostic] = []
        if let deadline = project.deadline, deadline.value < project.start.value {
            let message = "the deadline, \(deadline.value), is before the start, \(project.start.value)"
            found.append(error(.datesOutOfOrder, deadline.position, message, hint: "exchange them, or correct one"))
        }
        for supplier in project.suppliers {
            guard let from = supplier.contract?.from, let ends = supplier.contract?.ends, ends.value < from.value else {
                continue
            }
            let message = "this contract ends on \(ends.value), before it begins"
            found.append(error(.datesOutOfOrder, ends.position, message, hint: "it begins on \(from.value)"))
        }
        return found
    }

    // MARK: Diagnostics

    func error(
        _ code: DiagnosticCode, _ position: SourcePosition, _ message: @autoclosure () -> String,
        hint: @autoclosure () -> String?
    ) -> Diagnostic {
        excerpts.diagnostic(.error, code, at: position, message(), hint: hint())
    }

    func warning(
        _ code: DiagnosticCode, _ position: SourcePosition, _ message: @autoclosure () -> String,
        hint: @autoclosure () -> String?
    ) -> Diagnostic {
        excerpts.diagnostic(.warning, code, at: position, message(), hint: hint())
    }

    /// The hint with the word that was probably meant in front of it.
    func hint(for word: String, among candidates: () -> some Sequence<String>, else hint: String) -> String {
        // Of two letters nearly every word is a slip, and R1 is none of R2.
        guard word.count > 2 else { return hint }
        let stem = word.filter { !$0.isNumber }
        let others = candidates().lazy.filter { $0.filter { !$0.isNumber } != stem }
        return excerpts.suggestion(for: word, among: others).map { "did you mean '\($0)'? else \(hint)" } ?? hint
    }
}
