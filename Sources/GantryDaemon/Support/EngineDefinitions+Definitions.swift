import FoundationEssentials
import GantryCore
import GantryDefinitions
import GantryEngine
import GantryProject
import GantryTime
import GantryWorkflow

extension EngineDefinitions {
    /// What runs need of one version of the definitions.
    ///
    /// - Parameter facts: of all projects, by id.
    init(_ definitions: Definitions, actions: [any Action], facts: [String: Value]) {
        let settings = definitions.settings
        self.init(
            workflows: definitions.workflows, actions: actions, directory: definitions.portfolio,
            channels: settings.channels.map(\.id),
            projects: .map(facts),
            defaultPolicy: AlertPolicy(
                isOn: true, to: settings.alerts.to, via: settings.alerts.via, fallback: settings.alerts.fallback),
            absence: { [capabilities = definitions.capabilities] name in
                capabilities.reason(forMissing: name, near: nil)?.message
            },
            spoken: { [portfolio = definitions.portfolio] instant, project in
                (portfolio.project(project)?.zone ?? portfolio.zone).spoken(instant, seenFrom: instant)
            },
            runLimit: settings.limits.runs)
    }
}

extension Definitions {
    /// What expressions see of each project, by id.
    ///
    /// - Parameter previous: the same of the reading before: where only some projects were read again, only theirs are
    ///   made anew.
    func facts(after previous: [String: Value]) -> [String: Value] {
        guard let reread else {
            return Dictionary(portfolio.projects.map { ($0.id, $0.facts) }, uniquingKeysWith: { first, _ in first })
        }
        return reread.projects.reduce(into: previous) { $0[$1.id] = $1.facts }
    }
}

extension Project {
    /// What expressions see as `project.ID`.
    fileprivate var facts: Value {
        let texts = [
            "id": id, "name": name, "status": status.rawValue, "mode": mode.rawValue, "lead": lead, "sponsor": sponsor,
            "start": start.value.description, "deadline": deadline?.value.description,
            "currency": budget?.currency?.code,
        ]
        var facts = texts.mapValues { $0.map(Value.text) ?? .null }
        facts["budget"] = budget?.total.map { .number($0.amount) } ?? .null
        facts["team"] = .list(team.map { .text($0.person.value) })
        facts["tasks"] = .number(Decimal(tasks.count))
        return .map(facts)
    }
}
