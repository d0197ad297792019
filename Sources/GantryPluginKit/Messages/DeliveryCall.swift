/// A message for a person, as a channel is given it.
public struct DeliveryMessage: Hashable, Sendable, Codable {
    public struct Recipient: Hashable, Sendable, Codable {
        public var person: String
        public var name: String
        public var address: String?

        public init(person: String, name: String, address: String?) {
            (self.person, self.name, self.address) = (person, name, address)
        }
    }

    public struct Alert: Hashable, Sendable, Codable {
        public var id: String
        public var workflow: String
        public var project: String
        public var rule: String
        public var subject: String
        /// `opened`, `raised`, `repeated`, `acknowledged`, `resolved`.
        public var kind: String
        public var severity: String
        public var message: String

        public init(
            id: String, workflow: String, project: String, rule: String, subject: String, kind: String,
            severity: String, message: String
        ) {
            (self.id, self.workflow, self.project, self.rule) = (id, workflow, project, rule)
            (self.subject, self.kind, self.severity, self.message) = (subject, kind, severity, message)
        }
    }

    public var id: String
    /// The same for each try, so that a receiver can tell a repeat.
    public var messageID: String
    /// Counted from 1.
    public var attempt: Int
    public var createdAt: String
    public var recipient: Recipient
    public var subject: String
    public var body: String
    public var alerts: [Alert]

    public init(
        id: String, messageID: String, attempt: Int, createdAt: String, recipient: Recipient, subject: String,
        body: String, alerts: [Alert]
    ) {
        (self.id, self.messageID, self.attempt, self.createdAt) = (id, messageID, attempt, createdAt)
        (self.recipient, self.subject, self.body, self.alerts) = (recipient, subject, body, alerts)
    }

    enum CodingKeys: String, CodingKey {
        case id, attempt, recipient, subject, body, alerts
        case messageID = "message_id"
        case createdAt = "created_at"
    }
}

/// The request for a channel.
public struct DeliveryCall: Hashable, Sendable, Codable {
    public var version: Int
    public var channel: String
    public var inputs: [String: JSONValue]
    public var secrets: [String: String]
    public var work: String
    public var delivery: DeliveryMessage

    public init(
        channel: String, inputs: [String: JSONValue] = [:], secrets: [String: String] = [:], work: String,
        delivery: DeliveryMessage
    ) {
        (version, self.channel, self.inputs, self.secrets) = (PluginProtocol.version, channel, inputs, secrets)
        (self.work, self.delivery) = (work, delivery)
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        version = try fields.decode(Int.self, forKey: .version)
        channel = try fields.decode(String.self, forKey: .channel)
        inputs = try fields.decodeIfPresent([String: JSONValue].self, forKey: .inputs) ?? [:]
        secrets = try fields.decodeIfPresent([String: String].self, forKey: .secrets) ?? [:]
        work = try fields.decode(String.self, forKey: .work)
        delivery = try fields.decode(DeliveryMessage.self, forKey: .delivery)
    }

    enum CodingKeys: String, CodingKey {
        case channel, inputs, secrets, work, delivery
        case version = "protocol"
    }
}
