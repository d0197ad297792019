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
    /// What people know who are not told, each unless they hear of the fact by another channel.
    package private(set) var corrections: [Correction] = []

    package struct Correction: Sendable {
        package let fact: Finding.Identity
        package let person: String
        package let channel: String
        package let knowledge: Knowledge
    }

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
            for index in waiting.indices where waiting[index].isFor(draft) && waiting[index].isSurelyUnread {
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
        if let joined = former.followed(by: news) { return joined }
        let reason =
            switch (former.after.isOfNoConcern, news.after.isOfNoConcern) {
            case (_, true): "over before the message went out by"
            case (true, false): "back before the message of its end went out by"
            case (false, false): "known, now that the message goes out by"
            }
        record(news.alert, "\(person): \(reason) \(waiting[index].channel)")
        corrections.append(
            Correction(
                fact: former.finding.identity, person: person, channel: waiting[index].channel,
                knowledge: former.known))
        return nil
    }

    private mutating func record(_ alert: Int64, _ detail: String) {
        events.append(AlertEvent(alert: alert, at: now, kind: .notTold, detail: detail))
    }
}

extension Alert {
    /// Takes in what somebody knows of the fact who was not told.
    package mutating func take(_ correction: OutboxMerge.Correction) {
        for index in told.indices.reversed() where told[index].contact.person == correction.person {
            switch correction.knowledge {
            case .nothing: told.remove(at: index)
            case .stands(let stage, _): told[index].stage = stage
            case .over, .changes: break
            }
        }
    }
}

extension Notice {
    /// What is told in the place of this notice, which has not gone out, and of one after it: what leads from what the
    /// person knows to what they ought to know. Nil: they know.
    fileprivate func followed(by news: Notice) -> Notice? {
        var joined = news
        joined.before = known
        switch (known, news.after) {
        case (.nothing, .nothing), (.nothing, .over), (.over, .nothing), (.over, .over): return nil
        case (.nothing, .stands), (.over, .stands):
            // It is told as what they hear first.
            guard kind.begins || !news.kind.begins else { break }
            (joined.kind, joined.resolution) = kind.begins ? (kind, resolution) : (.opened, nil)
        case (.stands(let known, let isTheirs), .stands(let stage, _))
        where news.kind != .expired && (news.kind != .takenOver || isTheirs):
            guard stage > known else { return nil }
            if news.kind.begins { (joined.kind, joined.resolution) = (.raised, nil) }
        case (.changes, .changes): return nil
        case (.nothing, .changes), (.over, .changes), (.stands, _), (.changes, _): break
        }
        return joined
    }

    /// What the person knows before they read this.
    fileprivate var known: Knowledge {
        if let before { return before }
        switch kind {
        case .opened, .takenOver: return .nothing
        case .returned, .flapping: return .over
        case .settled: return .changes
        case .raised, .repeated:
            return .stands(.init(finding.stage.name, rank: finding.stage.rank - 1), asOwner: why.saysOwner)
        default: return .stands(finding.stage, asOwner: why.saysOwner)
        }
    }
}

extension AlertEvent.Kind {
    /// Whether it is told to somebody who has nothing to do with it yet.
    fileprivate var begins: Bool { [.opened, .takenOver, .returned].contains(self) }
}

extension Delivery {
    fileprivate func isFor(_ draft: DeliveryDraft) -> Bool {
        recipient.person == draft.recipient.person && channel == draft.channel
    }

    /// Nobody has got it. What somebody may have got is sent again as it was, and known by its token.
    fileprivate var isSurelyUnread: Bool { state == .pending && unclear == 0 }

    /// Nobody has tried to send it.
    fileprivate var isUntried: Bool { isSurelyUnread && attempts == 0 }
}
