package import GantryCore

/// What becomes of the outbox when there is news; pure, and the same for every store.
///
/// What a person hears last of a fact is what holds. News of a fact of which something waits already is told in the
/// place of what waits, and where the person then would hear of a beginning and its end at once, nothing is sent.
package struct OutboxMerge: Sendable {
    /// Messages that change: what is left of them, or that they are dropped.
    package private(set) var changed: [Delivery] = []
    package private(set) var new: [DeliveryDraft] = []
    /// Who is not told, for the histories.
    package private(set) var events: [AlertEvent] = []
    /// Who never heard of an alert that they were to be told of, unless they did by another channel.
    package private(set) var unheard: [(alert: Int64, fact: Finding.Identity, person: String)] = []

    private var waiting: [Delivery]
    private let now: Instant

    /// - Parameters:
    ///   - waiting: the messages that have not been delivered or given up and are about one of the facts, or are for
    ///     the same run.
    ///   - run: whose messages are one for each person and channel; nil: of no run.
    package init(_ drafts: [DeliveryDraft], waiting: [Delivery], run: Int64?, at now: Instant) {
        (self.waiting, self.now) = (waiting.sorted { $0.id < $1.id }, now)
        for draft in drafts { take(draft, run) }
        let before = Dictionary(waiting.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        changed = self.waiting.filter { $0 != before[$0.id] }
    }

    private mutating func take(_ draft: DeliveryDraft, _ run: Int64?) {
        let notices = draft.notices.compactMap { notice in
            var notice = Optional(notice)
            for index in waiting.indices where waiting[index].isFor(draft) && waiting[index].state == .pending {
                if let news = notice { notice = replace(in: index, by: news) }
            }
            return notice
        }
        guard !notices.isEmpty else { return }
        let own = waiting.firstIndex { delivery in
            run != nil && delivery.run == run && delivery.isFor(draft) && delivery.isUntried
        }
        if let own {
            waiting[own].notices += notices
        } else {
            new.append(DeliveryDraft(recipient: draft.recipient, channel: draft.channel, notices: notices))
        }
    }

    /// Takes what waits about the same fact out of a message.
    ///
    /// - Returns: what is to be told instead; nil: nothing.
    private mutating func replace(in index: Int, by news: Notice) -> Notice? {
        guard let place = waiting[index].notices.firstIndex(where: { $0.finding.identity == news.finding.identity })
        else { return news }
        let former = waiting[index].notices.remove(at: place)
        let person = waiting[index].recipient.person
        if waiting[index].notices.isEmpty {
            waiting[index].state = .dropped
            waiting[index].lastError = "what it said does not hold any more"
            waiting[index].finishedAt = now
        }
        // Somebody may have got it, so they must hear how it went on.
        guard waiting[index].unclear == 0 else { return news }
        switch (former.kind, news.kind) {
        case (.opened, let kind) where kind.endsKnowledge, (.takenOver, let kind) where kind.endsKnowledge:
            unheard.append((former.alert, former.finding.identity, person))
            record(news.alert, "\(person): over before the message went out by \(waiting[index].channel)")
            return nil
        case (.opened, _), (.takenOver, _):
            return news.told(as: former.kind)
        case (.returned, let kind) where kind.endsKnowledge: return nil
        case (let kind, .returned) where kind.endsKnowledge, (let kind, .opened) where kind.endsKnowledge,
            (let kind, .takenOver) where kind.endsKnowledge:
            record(news.alert, "\(person): back before the message of its end went out by \(waiting[index].channel)")
            return news.finding.stage.rank > former.finding.stage.rank ? news.told(as: .raised) : nil
        default: return news
        }
    }

    private mutating func record(_ alert: Int64, _ detail: String) {
        events.append(AlertEvent(alert: alert, at: now, kind: .notTold, detail: detail))
    }
}

extension Alert {
    /// Takes somebody off those who know, where they would have known of it through an alert that they never heard of.
    package mutating func hasNotHeard(_ person: String, of alert: Int64) {
        told.removeAll { $0.contact.person == person && (id == alert || $0.through == alert) }
    }
}

extension AlertEvent.Kind {
    /// Whether a person has nothing to do with it from then on.
    fileprivate var endsKnowledge: Bool { isEnd || self == .handedOver }
}

extension Notice {
    fileprivate func told(as kind: AlertEvent.Kind) -> Notice {
        var notice = self
        notice.kind = kind
        return notice
    }
}

extension Delivery {
    fileprivate func isFor(_ draft: DeliveryDraft) -> Bool {
        recipient.person == draft.recipient.person && channel == draft.channel
    }

    /// Nobody has tried to send it.
    fileprivate var isUntried: Bool { state == .pending && attempts == 0 && unclear == 0 }
}
