public import GantryCore

extension InMemoryStore {
    public func claimDeliveries(by node: NodeID, channel: String, limit: Int, at now: Instant) -> [Delivery] {
        guard node == self.node else { return [] }
        var claimed: [Delivery] = []
        for index in deliveries.indices.sorted(by: { deliveries[$0].isBefore(deliveries[$1]) })
        where claimed.count < limit {
            guard isWaiting(deliveries[index], channel: channel), deliveries[index].isDue(at: now) else { continue }
            (deliveries[index].state, deliveries[index].owner) = (.sending, node)
            deliveries[index].fence += 1
            claimed.append(deliveries[index])
        }
        return claimed.sorted { $0.id < $1.id }
    }

    public func markDelivered(_ delivery: Delivery, at now: Instant) -> Standing {
        end(delivery) { row in
            (row.state, row.finishedAt, row.lastError) = (.delivered, now, nil)
            row.attempts += 1
        }
    }

    public func markFailed(_ delivery: Delivery, error: String, wait: Duration?, at now: Instant) -> Standing {
        end(delivery) { row in
            row.lastError = error
            row.attempts += 1
            if let wait {
                (row.state, row.nextAttemptAt, row.wait) = (.pending, now + wait, wait)
            } else {
                (row.state, row.finishedAt) = (.dead, now)
            }
        }
    }

    public func handBack(_ delivery: Delivery, at now: Instant) -> Standing {
        end(delivery) { row in (row.state, row.nextAttemptAt, row.wait) = (.pending, now, .zero) }
    }

    private func end(_ delivery: Delivery, _ body: (inout Delivery) -> Void) -> Standing {
        guard let index = deliveries.firstIndex(where: { $0.id == delivery.id }) else { return .superseded }
        let row = deliveries[index]
        guard row.fence == delivery.fence else { return .superseded }
        guard row.state == .sending else { return .already }
        guard row.owner == delivery.owner else { return .superseded }
        body(&deliveries[index])
        deliveries[index].owner = nil
        return .accepted
    }

    public func nextDeliveryDue(channel: String, at now: Instant) -> Instant? {
        deliveries.filter { isWaiting($0, channel: channel) }.map { $0.isDue(at: now) ? now : $0.nextAttemptAt }.min()
    }

    public func waitingChannels() -> Set<String> {
        Set(deliveries.filter { !$0.state.isFinal }.map(\.channel))
    }

    public func deliveryCounts(givenUpSince instant: Instant) -> DeliveryCounts {
        let dead = deliveries.filter { $0.state == .dead }
        return DeliveryCounts(
            underWay: deliveries.count { !$0.state.isFinal }, givenUp: dead.count,
            givenUpLately: dead.count { ($0.finishedAt ?? instant) >= instant })
    }

    public func deliveries(_ filter: DeliveryFilter) -> [Delivery] {
        Array(deliveries.reversed().filter { filter.states?.contains($0.state) ?? true }.prefix(filter.limit))
    }

    public func delivery(_ id: Int64) -> Delivery? { deliveries.first { $0.id == id } }

    public func retryDeliveries(_ id: Int64?, at now: Instant) -> [Int64] {
        let dead = deliveries.indices.filter {
            deliveries[$0].state == .dead && (id ?? deliveries[$0].id) == deliveries[$0].id
        }
        for index in dead { deliveries[index] = deliveries[index].revived(at: now, among: deliveries) }
        return dead.filter { deliveries[$0].state == .pending }.map { deliveries[$0].id }
    }

    /// Whether it waits for nothing but its time: the run has ended, and nothing older about one of its facts is on
    /// its way to the same person.
    private func isWaiting(_ delivery: Delivery, channel: String) -> Bool {
        guard delivery.channel == channel, delivery.state == .pending else { return false }
        if let id = delivery.run, let run = run(id), !run.state.isFinal { return false }
        let facts = Set(delivery.notices.map(\.finding.identity))
        return !deliveries.contains { other in
            other.id < delivery.id && !other.state.isFinal && other.channel == channel
                && other.recipient.person == delivery.recipient.person
                && other.notices.contains { facts.contains($0.finding.identity) }
        }
    }
}

extension Delivery {
    fileprivate func isBefore(_ other: Delivery) -> Bool {
        (nextAttemptAt, id) < (other.nextAttemptAt, other.id)
    }
}
