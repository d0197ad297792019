package import GantryCore

/// One row of `GET /v1/projects`.
package struct ProjectMessage: Hashable, Sendable, Codable {
    package var id: String
    package var name: String
    /// `active`, `on_hold` …
    package var status: String
    /// The person's id.
    package var lead: String
    @OrNull package var deadline: LocalDate?
    package var tasks: Int
    /// `120000.00 EUR`; nil where the project has no budget.
    @OrNull package var budget: String?
    /// How many are not resolved; nil where no daemon was asked.
    @OrNull package var openAlerts: Int?
    /// The file that it stands in, relative to the root.
    package var file: String

    package init(
        id: String, name: String, status: String, lead: String, deadline: LocalDate?, tasks: Int, budget: String?,
        openAlerts: Int?, file: String
    ) {
        (self.id, self.name, self.status, self.lead) = (id, name, status, lead)
        (self.tasks, self.file) = (tasks, file)
        self.deadline = deadline
        self.openAlerts = openAlerts
        self.budget = budget
    }

    enum CodingKeys: String, CodingKey {
        case id, name, status, lead, deadline, tasks, budget, file
        case openAlerts = "open_alerts"
    }
}

/// `GET /v1/projects`.
package struct ProjectList: Hashable, Sendable, Codable {
    package var projects: [ProjectMessage]

    package init(projects: [ProjectMessage]) { self.projects = projects }
}

/// `GET /v1/projects/{id}`: one project as people read it.
package struct ProjectDetail: Hashable, Sendable, Codable {
    package var project: ProjectMessage
    /// What `gantry show NAME` prints.
    package var summary: String
    /// What `gantry show NAME --long` prints: the file with every short form written out, in YAML.
    package var long: String

    package init(project: ProjectMessage, summary: String, long: String) {
        (self.project, self.summary, self.long) = (project, summary, long)
    }
}
