/// What a person is told of one alert, as part of a message.
public struct Notice: Hashable, Sendable, Codable {
    public internal(set) var alert: Int64
    public let workflow: String
    public var kind: AlertEvent.Kind
    /// The finding as it stood when the notice was written.
    public let finding: Finding
    /// Why this person: `owner`, `lead`, `lead (fallback: ben has no address)`.
    public let why: String
    /// The others who are told the same, by name and role.
    public let alsoTold: [String]
    /// Why it ended, how long it was away, since when it comes and goes; nil where the finding says all.
    public var resolution: String?
    /// What the alert is known by outside.
    public let token: RandomToken?
    /// What the person knows of the fact before they read this; nil in notices of earlier versions.
    public var before: Knowledge?

    public init(
        alert: Int64, workflow: String, kind: AlertEvent.Kind, finding: Finding, why: String, alsoTold: [String],
        resolution: String? = nil, token: RandomToken? = nil, before: Knowledge? = nil
    ) {
        (self.alert, self.workflow, self.kind, self.finding) = (alert, workflow, kind, finding)
        (self.why, self.alsoTold, self.resolution, self.token) = (why, alsoTold, resolution, token)
        self.before = before
    }

    /// The same with another id of its alert.
    package func numbered(_ id: (Int64) -> Int64) -> Notice {
        var copy = self
        copy.alert = id(alert)
        return copy
    }

    /// What the person knows of the fact when they have read this.
    public var after: Knowledge {
        switch kind {
        case .resolved, .unwatched: .over
        case .handedOver: .nothing
        case .flapping: .changes
        default: .stands(finding.stage, asOwner: why.saysOwner)
        }
    }
}

/// What a person knows of a fact, by what they were told last.
public enum Knowledge: Hashable, Sendable {
    /// They were told nothing, or that it is somebody else's.
    case nothing
    /// - Parameter asOwner: whether it is theirs, as they were told.
    case stands(Finding.Stage, asOwner: Bool)
    /// It comes and goes.
    case changes
    case over

    /// Whether they have something to do with it.
    public var isOfNoConcern: Bool { self == .nothing || self == .over }
}

extension String {
    /// Whether `why` somebody is told of something, `owner, lead`, says that it is theirs.
    public var saysOwner: Bool { split(separator: ", ").contains("owner") }
}

/// A word, or the stage and the role.
extension Knowledge: Codable {
    private struct Standing: Codable {
        let stage: Finding.Stage
        let asOwner: Bool
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let word = try? container.decode(String.self) else {
            let standing = try container.decode(Standing.self)
            self = .stands(standing.stage, asOwner: standing.asOwner)
            return
        }
        switch word {
        case "nothing": self = .nothing
        case "changes": self = .changes
        case "over": self = .over
        default:
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(word)' is no knowledge")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .stands(let stage, let asOwner): try container.encode(Standing(stage: stage, asOwner: asOwner))
        case .nothing: try container.encode("nothing")
        case .changes: try container.encode("changes")
        case .over: try container.encode("over")
        }
    }
}
