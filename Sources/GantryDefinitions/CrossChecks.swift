import GantryCore
import GantryProject
import GantryWorkflow

/// What only all files together show.
struct CrossChecks {
    /// Nil where the settings' last good version stands in: its places are not those of the file any more.
    let settings: Settings?
    let portfolio: Portfolio
    /// Those that are what their files say.
    let workflows: [WorkflowFile]
    /// False where a file is broken that might name the missing ones.
    let knowsEverybody: Bool

    func diagnostics() -> [Diagnostic] {
        let mentions = (settings?.alerts.mentions ?? []) + workflows.flatMap(\.recipients)
        return mentions.compactMap(recipient)
            // An expression may ask whether a project is there; a check that is told to look at it fails without it.
            + workflows.flatMap(\.projects).compactMap { project($0, .warning) }
            + workflows.flatMap(\.selectedProjects).compactMap { project($0, .error) }
    }

    private func recipient(_ mention: Mention) -> Diagnostic? {
        switch Recipient(mention.text) {
        case .person(let id)?: person(id, mention)
        case .sponsor?:
            missing(mention, "sponsor", in: portfolio.projects.filter { $0.sponsor == nil }, fix: "add 'sponsor: …'")
        case .team?:
            missing(mention, "team", in: portfolio.projects.filter(\.team.isEmpty), fix: "add 'team: […]'")
        case .owner?, .lead?, nil: nil
        }
    }

    private func person(_ id: String, _ mention: Mention) -> Diagnostic? {
        let people = Set(portfolio.people.keys).union(
            portfolio.projects.flatMap { $0.people.keys.map(\.self) + $0.team.map(\.person.value) })
        guard people.contains(id) else {
            guard knowsEverybody else { return nil }
            let near = suggestion(for: id, among: people.sorted())
            return mention.diagnostic(
                .error, .unknownRecipient, "nobody is called '\(id)'",
                hint: near.map { "did you mean 'person:\($0)'?" } ?? "add them to people.yaml")
        }
        let owners: [Project?] = [nil] + portfolio.projects.filter { $0.people[id] != nil }
        guard owners.allSatisfy({ portfolio.contact(id, in: $0).address == nil }) else { return nil }
        return mention.diagnostic(
            .warning, .noAddress, "'\(id)' has no mail address",
            hint: "add it in people.yaml, or set mail_domain in gantry.yaml")
    }

    private func missing(_ mention: Mention, _ role: String, in projects: [Project], fix: String) -> Diagnostic? {
        let names = projects.map(\.id)
        guard !names.isEmpty else { return nil }
        let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
        return mention.diagnostic(.warning, .unknownRecipient, "there is no \(role) in \(shown)", hint: "\(fix) there")
    }

    private func project(_ mention: Mention, _ severity: Diagnostic.Severity) -> Diagnostic? {
        guard knowsEverybody, portfolio.project(mention.text) == nil else { return nil }
        let ids = portfolio.projects.map(\.id)
        // `project.web` of `project.web-shop` is a subtraction.
        let dashed = ids.first { $0.hasPrefix(mention.text + "-") || $0.hasPrefix(mention.text + ".") }
        return mention.diagnostic(
            severity, .unknownProject, "there is no project '\(mention.text)'",
            hint: dashed.map { "for an id with '-' or '.' write project['\($0)']" }
                ?? suggestion(for: mention.text, among: ids).map { "did you mean '\($0)'?" })
    }
}
