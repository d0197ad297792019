package import GantryCore
package import GantryTime

/// All projects that are loaded, and the people they share.
package struct Portfolio: Sendable {
    package let projects: [Project]
    /// Those of people.yaml, by id.
    package let people: [String: Person]
    /// A person without an address is `ID@domain`; nil: has none.
    package let mailDomain: String?
    /// For sums over all projects: those of the settings.
    package let zone: ZoneRules
    package let calendar: WorkingCalendar
    /// Places in `projects`.
    private let places: [String: Int]

    package init(
        projects: [Project], people: [String: Person] = [:], mailDomain: String? = nil, zone: ZoneRules = .utc,
        calendar: WorkingCalendar = .standard
    ) {
        (self.projects, self.people, self.mailDomain) = (projects, people, mailDomain)
        (self.zone, self.calendar) = (zone, calendar)
        places = Dictionary(projects.enumerated().map { ($1.id, $0) }) { first, _ in first }
    }

    private init(_ other: Portfolio, projects: [Project]) {
        (self.projects, places, people, mailDomain) = (projects, other.places, other.people, other.mailDomain)
        (zone, calendar) = (other.zone, other.calendar)
    }

    /// The same with other versions of some projects. Those that it does not have are left out.
    package func replacing(_ changed: [Project]) -> Portfolio {
        var projects = projects
        for project in changed {
            if let place = places[project.id] { projects[place] = project }
        }
        return Portfolio(self, projects: projects)
    }

    package static let empty = Portfolio(projects: [])

    package func project(_ id: String) -> Project? { places[id].map { projects[$0] } }

    /// Everybody a project knows: its own descriptions, completed by the shared ones.
    package func people(of project: Project) -> [String: Person] {
        people.merging(project.people) { shared, own in own.completed(by: shared) }
    }

    /// The money of a project.
    package func budget(of project: Project, asOf: LocalDate? = nil) -> BudgetSums? {
        BudgetSums(of: project, people: people(of: project), asOf: asOf)
    }

    /// How somebody is reached.
    ///
    /// - Parameter project: the project whose own people are asked first; nil: only the shared ones are.
    package func contact(_ id: String, in project: Project? = nil) -> Contact {
        let shared = people[id]
        let person = project?.people[id].map { own in shared.map { own.completed(by: $0) } ?? own } ?? shared
        let stakeholder = project?.stakeholders.first { $0.id == id }
        let address = person?.email?.value ?? stakeholder?.email?.value
        let isOutside = person == nil && stakeholder != nil
        return Contact(
            person: id, name: person?.name ?? stakeholder?.name ?? id,
            // Whoever stands outside the organisation has no address of its domain.
            address: address ?? (isOutside ? nil : mailDomain.map { "\(id)@\($0)" })
        )
    }
}

extension Portfolio: Directory {
    /// Owners of several are joined by `+`, as the short form of a task writes them. Nobody is named twice.
    package func contacts(for recipient: Recipient, project id: String, owner: String?) -> [Contact] {
        if recipient == .lead, id == Finding.portfolio { return leads }
        let project = self.project(id)
        let people: [String] =
            switch recipient {
            case .owner: owner.map { $0.split(separator: "+").map(String.init) } ?? []
            case .lead: project.map { [$0.lead] } ?? []
            case .sponsor: project?.sponsor.map { [$0] } ?? []
            case .team: project?.team.map(\.person.value) ?? []
            case .person(let person): [person]
            }
        var seen: Set<String> = []
        return people.filter { seen.insert($0).inserted }.map { contact($0, in: project) }
    }

    /// Those who answer for what belongs to no project, each once.
    private var leads: [Contact] {
        var seen: Set<String> = []
        return projects.filter { seen.insert($0.lead).inserted }.map { contact($0.lead, in: $0) }
    }
}
