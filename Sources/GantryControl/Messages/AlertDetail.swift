package import GantryCore

/// `GET /v1/alerts/{id}` and `GET /v1/alerts/lookup?ref=…`: an alert with its proof and its history.
package struct AlertDetail: Hashable, Sendable, Codable {
    /// One entry of its history.
    package struct Event: Hashable, Sendable, Codable {
        package var at: Instant
        package var kind: AlertEvent.Kind
        package var detail: String

        package init(_ event: AlertEvent) { (at, kind, detail) = (event.at, event.kind, event.detail) }
    }

    /// One person who was told, through one channel.
    package struct Told: Hashable, Sendable, Codable {
        /// The person's id.
        package var person: String
        package var name: String
        /// Why this person: `owner`, `lead (fallback: ben has no address)`.
        package var why: String
        /// What they were told: that it opened, that it is resolved …
        package var kind: AlertEvent.Kind
        package var channel: String
        package var state: Delivery.State
        /// When the channel took it or it was given up; until then, when it was written.
        package var at: Instant
        package var attempts: Int
        /// Why the last try failed.
        @OrNull package var error: String?

        package init(_ delivery: Delivery, _ notice: Notice) {
            (person, name) = (delivery.recipient.person, delivery.recipient.name)
            (why, kind, channel, state) = (notice.why, notice.kind, delivery.channel, delivery.state)
            (at, attempts) = (delivery.finishedAt ?? delivery.createdAt, delivery.attempts)
            error = delivery.lastError
        }
    }

    package struct Acknowledgement: Hashable, Sendable, Codable {
        package var by: String
        package var because: String
        package var at: Instant
        @OrNull package var until: Instant?

        package init(_ acknowledgement: Alert.Acknowledgement) {
            (by, because, at) = (acknowledgement.by, acknowledgement.because, acknowledgement.at)
            until = acknowledgement.until
        }
    }

    package var alert: AlertMessage
    /// What to do about it, each a line that can be typed.
    package var advice: [String]
    package var updatedAt: Instant
    /// The runs that opened it and that changed it last.
    package var openedBy: String
    package var seenBy: String
    @OrNull package var acknowledgement: Acknowledgement?
    @OrNull package var resolvedAt: Instant?
    @OrNull package var resolution: String?
    /// Oldest first.
    package var history: [Event]
    /// Oldest first.
    package var told: [Told]

    /// - Parameters:
    ///   - history: the alert's entries, oldest first.
    ///   - deliveries: those with a notice of this alert, oldest first.
    package init(_ alert: Alert, stale: Bool = false, history: [AlertEvent], deliveries: [Delivery]) {
        self.alert = AlertMessage(alert, stale: stale)
        (advice, updatedAt) = (alert.finding.advice, alert.updatedAt)
        (openedBy, seenBy) = (String(alert.openedBy), String(alert.seenBy))
        self.history = history.map(Event.init)
        told = deliveries.flatMap { delivery in
            delivery.notices.filter { $0.alert == alert.id }.map { Told(delivery, $0) }
        }
        acknowledgement = alert.acknowledgement.map(Acknowledgement.init)
        resolvedAt = alert.resolvedAt
        resolution = alert.resolution
    }

    enum CodingKeys: String, CodingKey {
        case alert, advice, acknowledgement, resolution, history, told
        case updatedAt = "updated_at"
        case openedBy = "opened_by"
        case seenBy = "seen_by"
        case resolvedAt = "resolved_at"
    }
}
