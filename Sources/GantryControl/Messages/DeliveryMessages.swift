package import GantryCore

/// Which messages are asked for: the newest first.
package struct DeliveryQuery: Hashable, Sendable {
    /// Only those that were given up.
    package var failed: Bool
    package var limit: Int

    package init(failed: Bool = false, limit: Int = 50) { (self.failed, self.limit) = (failed, limit) }
}

/// One row of `GET /v1/deliveries`: a message to one person through one channel.
package struct DeliveryMessageRow: Hashable, Sendable, Codable {
    package var id: String
    /// What it is known by outside, the same at each try.
    package var token: String
    package var person: String
    package var name: String
    @OrNull package var address: String?
    package var channel: String
    package var state: Delivery.State
    /// Tries whose end is known.
    package var attempts: Int
    package var createdAt: Instant
    /// When it is tried next; of one that waits no more, null.
    @OrNull package var nextAttemptAt: Instant?
    @OrNull package var finishedAt: Instant?
    /// Why the last try failed, or why it was not sent.
    @OrNull package var error: String?
    /// The alerts that it is about.
    package var alerts: [String]
    /// What its first notice tells of: `opened`, `resolved`.
    @OrNull package var kind: AlertEvent.Kind?
    /// Of its first notice.
    @OrNull package var message: String?

    package init(_ delivery: Delivery) {
        (id, token) = (String(delivery.id), delivery.token.description)
        (person, name, channel) = (delivery.recipient.person, delivery.recipient.name, delivery.channel)
        (state, attempts, createdAt) = (delivery.state, delivery.attempts, delivery.createdAt)
        var seen: Set<Int64> = []
        alerts = delivery.notices.map(\.alert).filter { seen.insert($0).inserted }.map(String.init)
        address = delivery.recipient.address
        nextAttemptAt = delivery.state == .pending ? delivery.nextAttemptAt : nil
        finishedAt = delivery.finishedAt
        error = delivery.lastError
        (kind, message) = (delivery.notices.first?.kind, delivery.notices.first?.finding.message)
    }

    enum CodingKeys: String, CodingKey {
        case id, token, person, name, address, channel, state, attempts, error, alerts, kind, message
        case createdAt = "created_at"
        case nextAttemptAt = "next_attempt_at"
        case finishedAt = "finished_at"
    }
}

/// `GET /v1/deliveries`.
package struct DeliveryList: Hashable, Sendable, Codable {
    package var deliveries: [DeliveryMessageRow]

    package init(deliveries: [DeliveryMessageRow]) { self.deliveries = deliveries }
}

/// `POST /v1/deliveries/{id}/retry` and `POST /v1/deliveries/retry`: those that wait again.
package struct RetryMessage: Hashable, Sendable, Codable {
    package var retried: [String]

    package init(retried: [String]) { self.retried = retried }
}
