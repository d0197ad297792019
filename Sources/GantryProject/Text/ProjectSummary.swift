package import GantryCore
import GantryTime

extension ProjectText {
    /// A page for people, at most 80 columns wide: who, when, the tasks, the money, the reviews.
    ///
    /// - Parameters:
    ///   - portfolio: for the names and the cost rates of people who stand in people.yaml.
    ///   - asOf: what counts as today.
    package static func short(_ project: Project, in portfolio: Portfolio, asOf today: LocalDate) -> String {
        let summary = ProjectSummary(project: project, portfolio: portfolio, today: today)
        let parts = [summary.head(), summary.tasks(), summary.money(), summary.reviews()]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }.joined(separator: "\n")
    }
}

/// Lines about a project as it stands on a day.
private struct ProjectSummary {
    let project: Project
    let portfolio: Portfolio
    let today: LocalDate

    func head() -> [String] {
        let status = project.status.rawValue.replacing("_", with: " ")
        let title = project.name == project.id ? project.id : "\(project.id)  \(project.name)"
        var lines = [TextTable.line(title, right: "\(status), as of \(spoken(today))")]
        lines += TextTable.wrapped(
            "Lead", [name(project.lead)] + (project.sponsor.map { ["sponsor \(name($0))"] } ?? []))
        let deadline = project.deadline.map { ["deadline \(spoken($0.value))"] } ?? ["no deadline"]
        lines += TextTable.wrapped(
            "Dates", ["from \(spoken(project.start.value))"] + deadline + [project.zone.identifier])
        let team = project.team.map { member in
            member.person.value + (member.share.map { " \($0.value.spoken)" } ?? "")
        }
        if !team.isEmpty { lines += TextTable.wrapped("Team", team) }
        return lines
    }

    // MARK: Tasks

    func tasks() -> [String] {
        guard !project.tasks.isEmpty else { return [] }
        let done = project.tasks.count(where: \.isDone)
        let rows = project.tasks.map { task in
            [task.name ?? task.id, project.owners(of: task).joined(separator: "+"), due(task), state(of: task)]
        }
        return TextTable(header: ["Task", "Who", "Due", "\(done) of \(project.tasks.count) done"], rows: rows).lines
    }

    private func due(_ task: ProjectTask) -> String { task.due.map { spoken($0.value) } ?? "-" }

    private func state(of task: ProjectTask) -> String {
        if let finished = task.finished { return "done \(spoken(finished.value))" }
        if task.isDone { return "done" }
        var words: [String] = []
        if let late = lateness(of: task) { words.append(late) }
        if task.blocked != nil { words.append("blocked") }
        if let percent = task.percent { words.append(percent.value.spoken) }
        if let left = task.left { words.append("\(left.value.count) days left") }
        if words.isEmpty { words.append(task.isMilestone ? "milestone" : task.isStarted ? "started" : "not started") }
        return words.joined(separator: ", ")
    }

    /// A date on a day off counts as the working day before it; it is late from the next day on.
    private func lateness(of task: ProjectTask) -> String? {
        guard let due = task.due else { return nil }
        let last = project.calendar.onOrBefore(due.value)
        guard last < today else { return nil }
        let days = project.calendar.workingDays(from: last, to: today)
        return days == 0 ? "overdue" : "overdue by \(days) working \(days == 1 ? "day" : "days")"
    }

    // MARK: Money

    func money() -> [String] {
        guard let sums = portfolio.budget(of: project, asOf: today) else { return [] }
        let positions = sums.lines + [sums.total]
        let rows = positions.map { position in
            [
                position.name ?? "Whole", position.budget?.value.spokenAmount ?? "-", position.spent.spokenAmount,
                position.committed.spokenAmount, position.percentUsed?.spoken ?? "-",
            ]
        }
        let header = [sums.total.spent.currency.code, "budget", "spent", "committed", "used"]
        let table = TextTable(header: header, rows: rows, right: [1, 2, 3, 4])
        let problems = sums.problems.prefix(5).flatMap { problem in
            TextTable.wrapped("Not counted", ["\(problem.position.fileAndLine):", problem.message], separator: " ")
        }
        let more = sums.problems.count > 5 ? ["and \(sums.problems.count - 5) more that are not counted"] : []
        return table.lines + problems + more
    }

    // MARK: Reviews

    func reviews() -> [String] {
        guard !project.reviews.isEmpty else { return [] }
        let rows = project.reviews.map { review in
            let who = review.who.isEmpty ? project.lead : review.who.map(\.value).joined(separator: "+")
            return [review.what.value, who, when(review), rhythm(of: review)]
        }
        return TextTable(header: ["Review", "Who", "Next", ""], rows: rows).lines
    }

    private func when(_ review: Review) -> String {
        switch review.timing {
        case .recurring(_, let next): return spoken(next.value)
        case .once(let date, let done): return done == nil ? spoken(date.value) : "-"
        case .whenProjectIsDone: return "-"
        }
    }

    private func rhythm(of review: Review) -> String {
        switch review.timing {
        case .recurring(let every, let next):
            "every \(every.value)" + (next.value < today ? ", overdue" : "")
        case .once(let date, let done):
            done.map { "done \(spoken($0.value))" } ?? (date.value < today ? "overdue" : "once")
        case .whenProjectIsDone(let within, let done):
            done.map { "done \(spoken($0.value))" } ?? "within \(within.value) of the project's end"
        }
    }

    // MARK: Words

    private func spoken(_ date: LocalDate) -> String { date.spoken(seenFrom: today) }

    private func name(_ id: String) -> String {
        let name = portfolio.contact(id, in: project).name
        return name == id ? id : "\(name) (\(id))"
    }
}
