package import GantryCore

/// What a list shows of an alert: the rows of `GET /v1/alerts` without their evidence, which is most of each.
package struct AlertRow: Hashable, Sendable, Decodable {
    package var id: String
    package var key: AlertKey
    package var severity: Finding.Severity
    package var state: Alert.State
    package var message: String
    package var openedAt: Instant
    package var mutedBy: String?
    package var notLookedAtSince: Instant?
    package var stale: Bool

    init(
        id: String, key: AlertKey, severity: Finding.Severity, state: Alert.State, message: String, openedAt: Instant,
        mutedBy: String?, notLookedAtSince: Instant?, stale: Bool
    ) {
        (self.id, self.key, self.severity, self.state, self.message) = (id, key, severity, state, message)
        (self.openedAt, self.mutedBy, self.notLookedAtSince, self.stale) = (openedAt, mutedBy, notLookedAtSince, stale)
    }

    package init(_ message: AlertMessage) {
        (id, key, severity, state) = (message.id, message.key, message.severity, message.state)
        (self.message, openedAt, stale) = (message.message, message.openedAt, message.stale)
        (mutedBy, notLookedAtSince) = (message.mutedBy, message.notLookedAtSince)
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: AlertMessage.CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        key = AlertKey(
            workflow: try values.decode(String.self, forKey: .workflow),
            project: try values.decode(String.self, forKey: .project),
            rule: try values.decode(String.self, forKey: .rule),
            subject: try values.decode(String.self, forKey: .subject))
        severity = try values.decode(Finding.Severity.self, forKey: .severity)
        state = try values.decode(Alert.State.self, forKey: .state)
        message = try values.decode(String.self, forKey: .message)
        openedAt = try values.decode(Instant.self, forKey: .openedAt)
        mutedBy = try values.decodeIfPresent(String.self, forKey: .mutedBy)
        notLookedAtSince = try values.decodeIfPresent(Instant.self, forKey: .notLookedAtSince)
        stale = try values.decode(Bool.self, forKey: .stale)
    }
}

/// `GET /v1/alerts`, as a list shows it.
package struct AlertRows: Hashable, Sendable, Decodable {
    package var alerts: [AlertRow]

    package init(alerts: [AlertRow]) { self.alerts = alerts }
}
