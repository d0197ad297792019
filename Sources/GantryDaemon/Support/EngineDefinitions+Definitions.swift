import FoundationEssentials
import GantryCore
import GantryDefinitions
import GantryEngine
import GantryProject
import GantryTime
import GantryWorkflow

extension EngineDefinitions {
    /// What runs need of one version of the definitions.
    init(_ definitions: Definitions, actions: [any Action]) {
        let settings = definitions.settings
        self.init(
            workflows: definitions.workflows, actions: actions, directory: definitions.portfolio,
            channels: settings.channels.map(\.id),
            projects: .map(
                Dictionary(
                    definitions.portfolio.projects.map { ($0.id, $0.facts) }, uniquingKeysWith: { first, _ in first })),
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
