import GantryCore
import GantryDefinitions
import GantryPlugins
import GantryProject
import GantryTime
import GantryWorkflow

extension Surroundings {
    /// What plugins are told of the daemon, as the definitions have it at the time.
    static func of(
        _ layout: Layout, _ clock: any WallClock, _ environment: [String: String],
        definitions: @escaping @Sendable () -> Definitions?
    ) -> Surroundings {
        let root = layout.root
        let zone: @Sendable () -> ZoneRules = { definitions()?.settings.timeZone ?? .utc }
        var surroundings = Surroundings(
            root: root, workFolder: layout.state + "/plugins", environment: environment,
            secrets: SecretFolder(root: root, credentials: environment["CREDENTIALS_DIRECTORY"]), clock: clock,
            timeZone: { zone().identifier }, localTime: { zone().text(of: $0) },
            projects: { definitions()?.portfolio.projects.map { ProjectFacts($0, root: root) } ?? [] })
        surroundings.spoken = { zone().spoken($0, seenFrom: clock.now) }
        surroundings.people = { definitions()?.portfolio.people(seenFrom: $0) }
        return surroundings
    }
}

extension World {
    init(_ definitions: Definitions) {
        self.init(
            projects: definitions.portfolio.projects.map { ProjectFacts($0, root: definitions.root) },
            people: { [portfolio = definitions.portfolio] in portfolio.people(seenFrom: $0) })
    }
}

extension ProjectFacts {
    fileprivate init(_ project: Project, root: String) {
        let file = project.position.file
        self.init(
            id: project.id, name: project.name, path: file.hasPrefix("/") ? file : "\(root)/\(file)",
            status: project.status.rawValue, lead: project.lead, start: project.start.value,
            deadline: project.deadline?.value)
    }
}

extension Portfolio {
    /// The ids of all whom a project knows, or, seen from the portfolio, of all whom any of them knows.
    fileprivate func people(seenFrom project: String) -> Set<String> {
        let seen = project == Finding.portfolio ? projects : projects.filter { $0.id == project }
        return seen.reduce(Set(people.keys)) { $0.union($1.known(among: people)) }
    }
}
