/// Somebody who can be told.
public struct Contact: Hashable, Sendable, Codable {
    /// The person's id in the files.
    public let person: String
    public let name: String
    /// The mail address; nil where neither the person nor `mail_domain` gives one.
    public let address: String?

    public init(person: String, name: String, address: String?) {
        (self.person, self.name, self.address) = (person, name, address)
    }
}

/// One person who is told about a finding, and why that one.
public struct Addressee: Hashable, Sendable, Codable {
    public let contact: Contact
    /// `owner`, `owner, lead`, `lead (fallback: ben has no address)`.
    public let why: String

    public init(contact: Contact, why: String) {
        (self.contact, self.why) = (contact, why)
    }
}

/// Whom a route names: `owner`, `lead`, `sponsor`, `team`, `person:ben`.
public enum Recipient: Hashable, Sendable, CustomStringConvertible {
    case owner, lead, sponsor, team
    case person(String)

    public init?(_ text: String) {
        switch text {
        case "owner": self = .owner
        case "lead": self = .lead
        case "sponsor": self = .sponsor
        case "team": self = .team
        default:
            guard text.hasPrefix("person:"), text.count > 7 else { return nil }
            self = .person(String(text.dropFirst(7)))
        }
    }

    /// What `init` takes, for diagnostics.
    public static let names = ["owner", "lead", "sponsor", "team", "person:ID"]

    public var description: String {
        switch self {
        case .owner: "owner"
        case .lead: "lead"
        case .sponsor: "sponsor"
        case .team: "team"
        case .person(let id): "person:\(id)"
        }
    }
}

/// Finds the people behind a route, for one version of the definitions.
public protocol Directory: Sendable {
    /// The people that `recipient` means for a finding; empty where there are none.
    func contacts(for recipient: Recipient, project: String, owner: String?) -> [Contact]
}
