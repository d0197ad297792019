import GantryCore
import GantryProject
import GantryTime
import GantryYAML

/// Asks for what was not said about a new project, and checks each answer at once, as the file will be.
struct ProjectInterview {
    private let prompt: Prompt
    private let place: NewProjectPlace
    private let today: LocalDate
    /// The lead who is proposed.
    private let user: String
    private(set) var draft: ProjectDraft

    init(_ draft: ProjectDraft, _ prompt: Prompt, _ place: NewProjectPlace, user: String, today: LocalDate) {
        (self.draft, self.prompt, self.place, self.user, self.today) = (draft, prompt, place, user, today)
    }

    private struct Question {
        let field: ProjectDraft.Field
        let text: String
        /// What an empty answer stands for; nil: it has to be said, or for `isOptional` nothing.
        var usual: String?
        var isOptional = false
    }

    /// Asks until everything is right.
    ///
    /// - Throws: `CommandFailure` where the answers end too early.
    mutating func ask() throws(CommandFailure) {
        prompt.say("A new project. Enter takes what is in brackets. Ctrl-C: nothing is written.\n\n")
        try ask(Question(field: .project, text: "Id, short, as you will type it in commands"))
        try ask(Question(field: .name, text: "Name, for people", usual: draft[.project]))
        try ask(Question(field: .lead, text: "Lead, who answers for it: asha or asha <asha@example.org>", usual: user))
        try ask(Question(field: .start, text: "Start", usual: "\(today)"))
        try ask(Question(field: .deadline, text: "Deadline, promised outside", isOptional: true))
        try ask(Question(field: .budget, text: "Budget, such as 120000.00 EUR", isOptional: true))
        try ask(Question(field: .sponsor, text: "Sponsor, who pays for it", isOptional: true))
        let lead = draft[.lead]?.split(separator: " ").first.map(String.init)
        try ask(Question(field: .team, text: "Team, such as asha, ben 80%", usual: lead))
        if draft.tasks.isEmpty { try askForTasks() }
    }

    private mutating func ask(_ question: Question) throws(CommandFailure) {
        guard draft[question.field] == nil else { return }
        let brackets = question.usual ?? (question.isOptional ? "none" : nil)
        while true {
            prompt.say(question.text + (brackets.map { " [\($0)]" } ?? "") + ": ")
            let answer = try nextLine()
            let isNothing = answer.isEmpty || answer == "none"
            if isNothing, question.isOptional { return }
            var next = draft
            next[question.field] = answer.isEmpty ? question.usual ?? "" : answer
            if accepts(next, asksForID: question.field == .project) {
                draft = next
                return
            }
        }
    }

    private mutating func askForTasks() throws(CommandFailure) {
        prompt.say("\nTasks, one a line, an empty line after the last. For example:\n")
        prompt.say("  design: 10wd ben\n  build: 30wd ben+chi after design due 2026-12-18\n")
        while true {
            prompt.say("Task: ")
            let answer = try nextLine()
            if answer.isEmpty { return }
            var next = draft
            next.tasks.append(answer)
            if accepts(next, asksForID: false) { draft = next }
        }
    }

    private func nextLine() throws(CommandFailure) -> String {
        if let line = prompt.readLine() { return line.trimmed }
        prompt.say("\n")
        throw CommandFailure("nothing was written", code: "stopped", status: ExitStatus.failed)
    }

    /// Whether the reader of project files takes the draft; says what is wrong with it where not.
    private func accepts(_ draft: ProjectDraft, asksForID: Bool) -> Bool {
        let errors = draft.completed(today: today).errors(in: place, today: today)
        if let error = errors.first {
            complain(error.diagnostic.message, error.diagnostic.hint)
            return false
        }
        guard asksForID, let id = draft[.project] else { return true }
        do {
            try place.refuseToOverwrite(project: id)
            return true
        } catch {
            complain(error.message, error.hint)
            return false
        }
    }

    private func complain(_ message: String, _ hint: String?) {
        prompt.say("  " + message.printableLine + "\n" + (hint.map { "  " + $0.printableLine + "\n" } ?? ""))
    }
}

extension ProjectDraft {
    /// What the reader of project files has against it.
    func errors(
        in place: NewProjectPlace, today: LocalDate
    ) -> [(part: ProjectDraft.Part?, diagnostic: Diagnostic)] {
        // A name that is none may be no path either; all that is read is in the text.
        let id = self[.project].flatMap { Identifier.isValid($0) ? $0 : nil } ?? "new"
        let page = ProjectPage(self, zone: place.zone, today: today)
        return page.reading(as: place.name(of: id), in: place.context(of: id)).errors
    }

    /// With something in the place of what a file must have and nobody has said yet.
    func completed(today: LocalDate) -> ProjectDraft {
        var draft = self
        if draft[.project] == nil { draft[.project] = "new" }
        if draft[.lead] == nil { draft[.lead] = "me" }
        let deadline = draft[.deadline].flatMap { LocalDate($0) }
        if draft[.start] == nil { draft[.start] = "\(min(today, deadline ?? today))" }
        return draft
    }
}
