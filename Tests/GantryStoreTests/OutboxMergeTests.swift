import GantryCore
import GantryStore
import StoreContract
import Testing

@Suite("What is told of a fact in the place of a message that waits")
struct OutboxMergeTests {
    struct Situation: CustomTestStringConvertible, Sendable {
        let known: Knowledge
        let waiting: (AlertEvent.Kind, stage: Int)
        let news: (AlertEvent.Kind, stage: Int)
        /// Nil: nothing is told, and the person knows what they knew.
        let told: AlertEvent.Kind?

        init(
            _ known: Knowledge, _ waiting: (AlertEvent.Kind, stage: Int), _ news: (AlertEvent.Kind, stage: Int),
            _ told: AlertEvent.Kind?
        ) { (self.known, self.waiting, self.news, self.told) = (known, waiting, news, told) }

        var testDescription: String { "\(known): \(waiting), then \(news)" }
    }

    private static func at(_ rank: Int, asOwner: Bool = true) -> Knowledge {
        .stands(.init("s\(rank)", rank: rank), asOwner: asOwner)
    }

    static let situations = [
        // Of what nobody has heard, the end is no news, and all else is the beginning.
        Situation(.nothing, (.opened, 2), (.raised, 3), .opened),
        Situation(.nothing, (.opened, 2), (.expired, 2), .opened),
        Situation(.nothing, (.opened, 2), (.takenOver, 2), .opened),
        Situation(.nothing, (.takenOver, 2), (.raised, 3), .takenOver),
        Situation(.nothing, (.opened, 2), (.flapping, 2), .flapping),
        Situation(.nothing, (.flapping, 2), (.settled, 2), .opened),
        Situation(.nothing, (.opened, 2), (.resolved, 2), nil),
        Situation(.nothing, (.opened, 2), (.unwatched, 2), nil),
        Situation(.nothing, (.takenOver, 2), (.handedOver, 2), nil),
        // Who has heard of the end hears that it is back, or nothing.
        Situation(.over, (.returned, 2), (.resolved, 2), nil),
        Situation(.over, (.returned, 2), (.handedOver, 2), nil),
        Situation(.over, (.returned, 2), (.raised, 3), .returned),
        Situation(.over, (.returned, 2), (.flapping, 2), .flapping),
        Situation(.over, (.flapping, 2), (.resolved, 2), nil),
        Situation(.over, (.opened, 2), (.returned, 2), .opened),
        // Who knows that it stands hears of its end, or of what is higher than they know.
        Situation(at(2), (.resolved, 2), (.returned, 2), nil),
        Situation(at(3), (.resolved, 2), (.returned, 3), nil),
        Situation(at(2), (.resolved, 2), (.returned, 3), .raised),
        Situation(at(2), (.handedOver, 1), (.takenOver, 2), nil),
        Situation(at(1), (.unwatched, 1), (.opened, 2), .raised),
        Situation(at(2), (.resolved, 2), (.flapping, 2), .flapping),
        Situation(at(2), (.flapping, 2), (.settled, 2), nil),
        Situation(at(2), (.flapping, 2), (.resolved, 2), .resolved),
        Situation(at(1), (.raised, 2), (.raised, 3), .raised),
        Situation(at(1), (.raised, 2), (.resolved, 2), .resolved),
        Situation(at(3), (.expired, 2), (.raised, 3), nil),
        Situation(at(2), (.repeated, 3), (.expired, 3), .expired),
        Situation(at(2), (.resolved, 2), (.expired, 1), .expired),
        Situation(at(2), (.raised, 3), (.takenOver, 3), .raised),
        Situation(at(2, asOwner: false), (.raised, 3), (.takenOver, 3), .takenOver),
        Situation(at(2, asOwner: false), (.resolved, 2), (.takenOver, 2), .takenOver),
        // Who knows that it comes and goes hears what became of it.
        Situation(.changes, (.settled, 2), (.flapping, 2), nil),
        Situation(.changes, (.settled, 2), (.resolved, 2), .resolved),
        Situation(.changes, (.settled, 2), (.raised, 3), .raised),
    ]

    @Test("leads from what the person knows to what is so, in one message or none", arguments: situations)
    func merges(_ situation: Situation) throws {
        var waiting = Delivery(
            id: 1, recipient: ben, channel: "inbox", run: 1, notices: [Self.notice(situation.waiting)],
            createdAt: start)
        waiting.notices[0].before = situation.known
        let draft = DeliveryDraft(recipient: ben, channel: "inbox", notices: [Self.notice(situation.news)])
        let merge = OutboxMerge([draft], waiting: [waiting], run: 2, at: start)
        #expect(merge.changed.map(\.state) == [.dropped])
        let told = merge.new.flatMap(\.notices)
        #expect(told.map(\.kind) == [situation.told].compactMap(\.self))
        #expect(told.allSatisfy { $0.before == situation.known && $0.finding.stage.rank == situation.news.stage })
        #expect(merge.corrections.map(\.knowledge) == (situation.told == nil ? [situation.known] : []))
        #expect(merge.events.count == (situation.told == nil ? 1 : 0))
    }

    @Test("who was not told knows what they knew, whichever alert of the fact they know it of")
    func corrects() throws {
        let correct = { (known: Knowledge) -> Alert in
            var waiting = Delivery(
                id: 1, recipient: ben, channel: "inbox", run: 1, notices: [Self.notice((.resolved, 2))],
                createdAt: start)
            waiting.notices[0].before = known
            let draft = DeliveryDraft(recipient: ben, channel: "inbox", notices: [Self.notice((.returned, 1))])
            var alert = Alert(id: 9, key: key, finding: finding(), openedAt: start, run: 1)
            alert.told = [.init(contact: ben, why: "owner", stage: finding(stage: "s1", rank: 1).stage)]
            for correction in OutboxMerge([draft], waiting: [waiting], run: 2, at: start).corrections {
                alert.take(correction)
            }
            return alert
        }
        #expect(correct(Self.at(3)).told.map(\.stage.rank) == [3])
        #expect(correct(.over).told.map(\.stage.rank) == [1])
    }

    private static func notice(_ what: (AlertEvent.Kind, stage: Int)) -> Notice {
        Notice(
            alert: 1, workflow: "deadlines", kind: what.0, finding: finding(stage: "s\(what.stage)", rank: what.stage),
            why: "owner", alsoTold: [])
    }
}
