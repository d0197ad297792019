package import GantryCore

extension Delivery {
    /// A dead letter that is to be tried again: what newer messages have told the same person since is left out of it,
    /// and where that is all of it, it is dropped.
    ///
    /// - Parameter others: messages about the same facts, this one perhaps among them.
    package func revived(at now: Instant, among others: [Delivery]) -> Delivery {
        let newer = others.filter { other in
            other.id > id && other.recipient.person == recipient.person && other.channel == channel
                && other.state != .dropped && other.state != .dead
        }
        let told = Set(newer.flatMap(\.notices).map(\.finding.identity))
        var copy = self
        let rest = notices.filter { !told.contains($0.finding.identity) }
        guard !rest.isEmpty else {
            (copy.state, copy.finishedAt, copy.lastError) = (.dropped, now, "newer messages have told what holds")
            return copy
        }
        (copy.notices, copy.state, copy.finishedAt, copy.attempts) = (rest, .pending, nil, 0)
        (copy.nextAttemptAt, copy.wait) = (now, .zero)
        return copy
    }
}
