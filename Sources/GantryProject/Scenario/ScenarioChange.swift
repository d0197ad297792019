import FoundationEssentials
import GantryCore
import GantryYAML

/// One thing that would be different: `build +5wd`, `drop R7`, `add qa: 5wd chi after build`.
enum ScenarioChange: Hashable {
    /// A task, or a requirement with the tasks that are there for it alone.
    case drop(String)
    case add(ProjectTask)
    /// Longer or shorter.
    case stretch(task: String, Stretch)
    /// The task is done.
    case done(task: String)
    /// What is said of the task replaces what the file says.
    case replace(task: String, with: ProjectTask)
    case deadline(LocalDate)
    case share(person: String, Percent)
    case leave(person: String, LocalDate, LocalDate)

    enum Stretch: Hashable {
        case duration(WorkingDays)
        case effort(PersonDays)
    }

    static let form = """
        the forms are: build +5wd, build 10pd ben+chi, build left 3wd, build done, drop build, drop R7, \
        add "qa: 5wd chi after build", deadline 2027-04-30, share ben 50%, leave ben 2026-12-01 2026-12-11
        """

    static func read(_ text: String, of project: Project) throws(ReportProblem) -> ScenarioChange {
        let words = text.split(separator: " ").map(String.init)
        guard let first = words.first, words.count > 1 else { throw problem(text, "says too little") }
        // A task may be called like a keyword.
        if project.task(first) == nil {
            switch first {
            case "drop" where words.count == 2: return .drop(words[1])
            case "add": return try added(String(text.drop { $0 == " " }.dropFirst(3)), text, project)
            case "deadline" where words.count == 2:
                if let date = LocalDate(words[1]) { return .deadline(date) }
            case "share" where words.count == 3:
                if let share = Percent(words[2]) { return .share(person: words[1], share) }
            case "leave" where words.count == 4:
                if let from = LocalDate(words[2]), let to = LocalDate(words[3]) {
                    guard from <= to else { throw problem(text, "ends before it begins") }
                    return .leave(person: words[1], from, to)
                }
            default: break
            }
        }
        guard project.task(first) != nil else {
            let near = suggestion(
                for: first, among: project.tasks.map(\.id) + ["drop", "add", "deadline", "share", "leave"])
            throw problem(text, "begins with no task and no word that is known", near: near)
        }
        return try ofTask(first, words.dropFirst().joined(separator: " "), text)
    }

    private static func ofTask(_ id: String, _ rest: String, _ text: String) throws(ReportProblem) -> ScenarioChange {
        if rest == "done" { return .done(task: id) }
        if rest.hasPrefix("+") || rest.hasPrefix("-") {
            let plain = rest.hasPrefix("+") ? String(rest.dropFirst()) : rest
            if let days = WorkingDays(plain) { return .stretch(task: id, .duration(days)) }
            if let days = PersonDays(plain) { return .stretch(task: id, .effort(days)) }
            throw problem(text, "has no number of days such as +5wd")
        }
        return .replace(task: id, with: try task(id, rest, text))
    }

    private static func added(_ line: String, _ text: String, _ project: Project) throws(ReportProblem)
        -> ScenarioChange
    {
        let parts = line.split(separator: ":", maxSplits: 1)
        guard let name = parts.first?.split(separator: " ").first.map(String.init), parts.count == 2,
            Identifier.isValid(name)
        else { throw problem(text, "is not a task such as add \"qa: 5wd chi after build\"") }
        guard project.task(name) == nil else { throw problem(text, "adds '\(name)', which is there already") }
        return .add(try task(name, String(parts[1]), text))
    }

    /// Reads what a project file would have on the task's line.
    private static func task(_ id: String, _ line: String, _ text: String) throws(ReportProblem) -> ProjectTask {
        let collector = DiagnosticCollector()
        let source = SourceText(name: "--with", bytes: Array(line.utf8))
        guard let node = YAMLDocument.parse(source, collector), node.text != nil, !collector.hasErrors else {
            throw problem(text, "cannot be read as a task's line")
        }
        let task = TaskLine.read(id, at: node.position, node, collector)
        if let error = collector.diagnostics.first {
            throw ReportProblem(.parameter, "--with '\(text)': \(error.message)", hint: error.hint)
        }
        return task
    }

    private static func problem(_ text: String, _ what: String, near: String? = nil) -> ReportProblem {
        ReportProblem(
            .parameter, "--with '\(text)' \(what)", hint: near.map { "did you mean '\($0)'? \(form)" } ?? form)
    }
}
