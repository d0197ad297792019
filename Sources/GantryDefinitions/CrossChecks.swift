import GantryCore
import GantryProject
import GantryWorkflow
import GantryYAML

/// What only all files together show.
struct CrossChecks {
    /// What is wrong with a name, wherever it stands.
    private struct Mistake {
        let severity: Diagnostic.Severity
        let code: DiagnosticCode
        let message: String
        let hint: String?
    }

    /// Nil where the settings' last good version stands in: its places are not those of the file any more.
    private let settings: Settings?
    private let portfolio: Portfolio
    /// Those that are what their files say.
    private let workflows: [WorkflowFile]
    /// False where a file is broken that might name the missing ones.
    private let knowsEverybody: Bool
    private let people: Set<String>
    private let projects: Set<String>

    init(settings: Settings?, portfolio: Portfolio, workflows: [WorkflowFile], knowsEverybody: Bool) {
        (self.settings, self.portfolio, self.workflows) = (settings, portfolio, workflows)
        self.knowsEverybody = knowsEverybody
        people = Set(portfolio.people.keys).union(
            portfolio.projects.flatMap { $0.people.keys.map(\.self) + $0.team.map(\.person.value) })
        projects = Set(portfolio.projects.map(\.id))
    }

    func diagnostics() -> [Diagnostic] {
        let collector = DiagnosticCollector()
        look(at: (settings?.alerts.mentions ?? []) + workflows.flatMap(\.recipients), collector, recipient)
        // An expression may ask whether a project is there; a check that is told to look at it fails without it.
        look(at: workflows.flatMap(\.projects), collector) { project($0, .warning, isTold: $1) }
        look(at: workflows.flatMap(\.selectedProjects), collector) { project($0, .error, isTold: $1) }
        return collector.diagnostics
    }

    /// - Parameter check: what is wrong with a name; where it is not told, only counted, the mistake needs no hint.
    private func look(
        at mentions: [Mention], _ collector: DiagnosticCollector, _ check: (String, _ isTold: Bool) -> Mistake?
    ) {
        var known: [String: Mistake] = [:]
        for mention in mentions {
            let file = mention.position.file
            let isTold = collector.hasRoom(for: .error, in: file) || collector.hasRoom(for: .warning, in: file)
            guard let mistake = known[mention.text] ?? check(mention.text, isTold) else { continue }
            if isTold { known[mention.text] = mistake }
            collector.add(mention.diagnostic(mistake.severity, mistake.code, mistake.message, hint: mistake.hint))
        }
    }

    private func recipient(_ text: String, isTold: Bool) -> Mistake? {
        switch Recipient(text) {
        case .person(let id)?: person(id, isTold: isTold)
        case .sponsor?:
            missing("sponsor", in: portfolio.projects.filter { $0.sponsor == nil }, fix: "add 'sponsor: …'")
        case .team?:
            missing("team", in: portfolio.projects.filter(\.team.isEmpty), fix: "add 'team: […]'")
        case .owner?, .lead?, nil: nil
        }
    }

    private func person(_ id: String, isTold: Bool) -> Mistake? {
        guard people.contains(id) else {
            guard knowsEverybody else { return nil }
            let near = isTold ? suggestion(for: id, among: people.sorted()) : nil
            return Mistake(
                severity: .error, code: .unknownRecipient, message: "nobody is called '\(id)'",
                hint: near.map { "did you mean 'person:\($0)'?" } ?? "add them to people.yaml")
        }
        let owners: [Project?] = [nil] + portfolio.projects.filter { $0.people[id] != nil }
        guard owners.allSatisfy({ portfolio.contact(id, in: $0).address == nil }) else { return nil }
        return Mistake(
            severity: .warning, code: .noAddress, message: "'\(id)' has no mail address",
            hint: "add it in people.yaml, or set mail_domain in gantry.yaml")
    }

    private func missing(_ role: String, in projects: [Project], fix: String) -> Mistake? {
        let names = projects.map(\.id)
        guard !names.isEmpty else { return nil }
        let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
        return Mistake(
            severity: .warning, code: .unknownRecipient, message: "there is no \(role) in \(shown)",
            hint: "\(fix) there")
    }

    private func project(_ id: String, _ severity: Diagnostic.Severity, isTold: Bool) -> Mistake? {
        guard knowsEverybody, !projects.contains(id) else { return nil }
        return Mistake(
            severity: severity, code: .unknownProject, message: "there is no project '\(id)'",
            hint: isTold ? hint(forProject: id) : nil)
    }

    private func hint(forProject id: String) -> String? {
        let ids = portfolio.projects.map(\.id)
        // `project.web` of `project.web-shop` is a subtraction.
        if let dashed = ids.first(where: { $0.hasPrefix(id + "-") || $0.hasPrefix(id + ".") }) {
            return "for an id with '-' or '.' write project['\(dashed)']"
        }
        return suggestion(for: id, among: ids).map { "did you mean '\($0)'?" }
    }
}
