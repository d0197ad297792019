/// One project, as an action is told of it.
public struct ProjectMessage: Hashable, Sendable, Codable {
    public var id: String
    public var name: String
    /// Of its file, absolute.
    public var path: String
    /// `active`, `on_hold` and kin.
    public var status: String
    public var lead: String
    /// A date, as `deadline` is.
    public var start: String
    public var deadline: String?

    public init(
        id: String, name: String, path: String, status: String, lead: String, start: String, deadline: String?
    ) {
        (self.id, self.name, self.path, self.status) = (id, name, path, status)
        (self.lead, self.start, self.deadline) = (lead, start, deadline)
    }
}

/// The run that a call belongs to.
public struct RunMessage: Hashable, Sendable, Codable {
    public var id: String
    public var workflow: String
    public var step: String
    /// "Now" of the run, with an offset; it need not be the machine's.
    public var at: String
    /// Of the settings: `Europe/Amsterdam`.
    public var timezone: String

    public init(id: String, workflow: String, step: String, at: String, timezone: String) {
        (self.id, self.workflow, self.step, self.at, self.timezone) = (id, workflow, step, at, timezone)
    }
}

/// The request for an action.
public struct ActionCall: Hashable, Sendable, Codable {
    public var version: Int
    public var action: String
    public var inputs: [String: JSONValue]
    public var secrets: [String: String]
    /// The folder that the plugin may write, absolute.
    public var work: String
    public var run: RunMessage
    public var projects: [ProjectMessage]

    public init(
        action: String, inputs: [String: JSONValue] = [:], secrets: [String: String] = [:], work: String,
        run: RunMessage, projects: [ProjectMessage] = []
    ) {
        (version, self.action, self.inputs, self.secrets) = (PluginProtocol.version, action, inputs, secrets)
        (self.work, self.run, self.projects) = (work, run, projects)
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        version = try fields.decode(Int.self, forKey: .version)
        action = try fields.decode(String.self, forKey: .action)
        inputs = try fields.decodeIfPresent([String: JSONValue].self, forKey: .inputs) ?? [:]
        secrets = try fields.decodeIfPresent([String: String].self, forKey: .secrets) ?? [:]
        work = try fields.decode(String.self, forKey: .work)
        run = try fields.decode(RunMessage.self, forKey: .run)
        projects = try fields.decodeIfPresent([ProjectMessage].self, forKey: .projects) ?? []
    }

    enum CodingKeys: String, CodingKey {
        case action, inputs, secrets, work, run, projects
        case version = "protocol"
    }
}
