// Without tests there is no Testing, and nothing that needs this.
#if canImport(Testing)
import GantryCore
import GantryStore
import Testing

/// Opens a second alert in the same run, and tells ben of it through the inbox.
private func openingAnother(_ ledger: AlertLedger) -> AlertChanges {
    let other = AlertKey(workflow: "deadlines", project: "crm2", rule: "deadline", subject: "tasks/test")
    var changes = telling(.opened, 2)(ledger)
    changes.alerts = [Alert(id: 2, key: other, finding: finding("tasks/test"), openedAt: start, run: 1)]
    return changes
}

/// Messages on their way.
enum OutboxContract {
    static let rules = [
        StoreRule("holds a run's messages until it has ended, as one per person and channel", holdsBack),
        StoreRule("counts tries, not claims: what was claimed and never tried has all of them before it", countsTries),
        StoreRule("gives every message a name of its own, which it keeps", names),
        StoreRule("tries a failed message again when it says, and keeps a dead one until it is asked for again", fails),
        StoreRule("tries no dead message again that says what newer ones have overtaken", overtaken),
        StoreRule("a retry that a clock ahead of the time had planned waits no longer once it is right", wrongClock),
        StoreRule("tells one person of one alert in order: what is newer waits for what is on its way", inOrder),
        StoreRule("what does not hold any more is dropped, and one who never heard of it hears of no end", drops),
        StoreRule("news of what waits is told in its place, as the beginning that it is to the reader", rewrites),
        StoreRule(
            "what may have arrived is sent again as it was, so that receivers know it, and then how it went on", unclear
        ),
    ]

    private static func holdsBack(kind: StoreKind) async throws {
        let store = try await kind.make()
        let run = try await store.claimedRun()
        let tenure = try #require(Tenure(run))
        for (id, alert) in [("a", Int64(1)), ("b", 2)] {
            let step = StepRecord(run: run.id, id: id, action: "log", inputs: [:], startedAt: start)
            let reconciliation: Reconciliation = alert == 1 ? opening : openingAnother
            _ = try await store.finishStep(step, tenure, ending: nil, scope, reconciliation)
        }
        #expect(try await store.nextDeliveryDue(channel: "inbox", at: start) == nil)
        #expect(try await store.claim().isEmpty)
        _ = try await store.finishRun(tenure, RunEnd(.succeeded), at: start)
        #expect(try await store.nextDeliveryDue(channel: "inbox", at: start) == start)
        #expect(try await store.waitingChannels() == ["inbox", "mail"])
        #expect(try await store.claim().map { $0.notices.map(\.alert) } == [[1, 2]])
        #expect(try await store.deliveries(ofAlert: 2).map { $0.notices.map(\.alert) } == [[2]])
    }

    private static func countsTries(kind: StoreKind) async throws {
        let store = try await kind.make()
        _ = try await store.reconcile(scope, at: start, opening)
        for number in 1...12 {
            let next = NodeID("node \(number)")
            _ = try await store.join(next, at: start)
            #expect(try await store.claim(by: next).map(\.attempts) == [0])
        }
        _ = try await store.join(node, at: start)
        let delivery = try #require(try await store.claim().first)
        _ = try await store.markFailed(delivery, error: "refused", wait: .seconds(10), at: start)
        #expect(try await store.claim(at: start + .seconds(10)).map(\.attempts) == [1])
    }

    private static func names(kind: StoreKind) async throws {
        let (one, other) = (try await kind.make(), try await kind.make())
        for store in [one, other] { _ = try await store.reconcile(scope, at: start, opening) }
        let all = try await one.deliveries(ofAlert: 1) + other.deliveries(ofAlert: 1)
        #expect(Set(all.map(\.token)).count == 4, "the same ids in two stores have two names")
        let claimed = try #require(try await one.claim().first)
        _ = try await one.markFailed(claimed, error: "refused", wait: .zero, at: start)
        #expect(try await one.claim().map(\.token) == [claimed.token])
    }

    private static func fails(kind: StoreKind) async throws {
        let store = try await kind.make()
        _ = try await store.reconcile(scope, at: start, opening)
        var claimed = try #require(try await store.claim().first)
        _ = try await store.markFailed(claimed, error: "refused", wait: .seconds(10), at: start)
        #expect(try await store.nextDeliveryDue(channel: "inbox", at: start) == start + .seconds(10))
        #expect(try await store.claim(at: start + .seconds(9)).isEmpty)
        claimed = try #require(try await store.claim(at: start + .seconds(10)).first)
        #expect(claimed.lastError == "refused")
        _ = try await store.markFailed(claimed, error: "gone", wait: nil, at: start)
        #expect(try await store.claim(at: start + .seconds(9999)).isEmpty)
        #expect(
            try await store.deliveryCounts(givenUpSince: start)
                == DeliveryCounts(underWay: 1, givenUp: 1, givenUpLately: 1))
        #expect(try await store.deliveryCounts(givenUpSince: start + .seconds(1)).givenUpLately == 0)
        #expect(try await store.deliveries(DeliveryFilter(states: [.dead])).map(\.id) == [claimed.id])
        #expect(try await store.deliveries(DeliveryFilter()).count == 2)
        #expect(try await store.deliveries(DeliveryFilter(states: [.pending])).map(\.channel) == ["mail"])
        #expect(try await store.retryDeliveries(claimed.id + 1, at: start).isEmpty)
        #expect(try await store.retryDeliveries(nil, at: start) == [claimed.id])
        #expect(try await store.claim().map(\.attempts) == [0])
    }

    private static func overtaken(kind: StoreKind) async throws {
        let store = try await kind.make()
        _ = try await store.reconcile(scope, at: start, opening)
        let first = try #require(try await store.claim().first)
        _ = try await store.markFailed(first, error: "gone", wait: nil, at: start)
        _ = try await store.reconcile(scope, at: start, telling(.resolved))
        #expect(try await store.retryDeliveries(first.id, at: start).isEmpty)
        #expect(try await store.delivery(first.id)?.state == .dropped)
        let second = try #require(try await store.claim().first)
        #expect(second.notices.map(\.kind) == [.resolved])
        // The newer one is given up in its turn, and is all there is to be told.
        _ = try await store.markFailed(second, error: "gone", wait: nil, at: start)
        #expect(try await store.retryDeliveries(nil, at: start) == [second.id])
    }

    private static func wrongClock(kind: StoreKind) async throws {
        let store = try await kind.make()
        let later = start + .seconds(365 * 86_400)
        _ = try await store.reconcile(scope, at: later, opening)
        let claimed = try #require(try await store.claim(at: later).first)
        _ = try await store.markFailed(claimed, error: "refused", wait: .seconds(3600), at: later)
        #expect(try await store.claim(at: later).isEmpty)
        #expect(try await store.nextDeliveryDue(channel: "inbox", at: start) == start)
        #expect(try await store.claim(at: start).count == 1)
    }

    private static func inOrder(kind: StoreKind) async throws {
        let store = try await kind.make()
        _ = try await store.reconcile(scope, at: start, opening)
        let first = try #require(try await store.claim().first)
        _ = try await store.reconcile(scope, at: start, telling(.resolved))
        #expect(try await store.claim().isEmpty)
        #expect(try await store.nextDeliveryDue(channel: "inbox", at: start) == nil)
        _ = try await store.markDelivered(first, at: start)
        #expect(try await store.claim().map { $0.notices.map(\.kind) } == [[.resolved]])
    }

    private static func drops(kind: StoreKind) async throws {
        let store = try await kind.make()
        _ = try await store.reconcile(scope, at: start, opening)
        let failed = try #require(try await store.claim().first)
        _ = try await store.markFailed(failed, error: "down", wait: .seconds(10), at: start)
        let mail = try #require(try await store.claim("mail").first)
        _ = try await store.markFailed(mail, error: "down", wait: nil, at: start)
        _ = try await store.reconcile(scope, at: start, telling(.resolved))
        #expect(try await store.delivery(failed.id)?.state == .dropped)
        #expect(try await store.claim(at: start + .seconds(60)).isEmpty)
        #expect(try await store.events(ofAlert: 1).map(\.kind) == [.opened, .notTold])
        #expect(try await store.alert(1)?.told.isEmpty == true)
    }

    private static func rewrites(kind: StoreKind) async throws {
        let store = try await kind.make()
        _ = try await store.reconcile(scope, at: start, opening)
        _ = try await store.reconcile(scope, at: start, telling(.raised))
        #expect(try await store.claim().map { $0.notices.map(\.kind) } == [[.opened]])
        #expect(try await store.deliveries(ofAlert: 1).count { $0.channel == "inbox" } == 1)
    }

    private static func unclear(kind: StoreKind) async throws {
        let store = try await kind.make()
        _ = try await store.reconcile(scope, at: start, opening)
        let first = try #require(try await store.claim().first)
        _ = try await store.join(successor, at: start)
        _ = try await store.reconcile(scope, at: start, telling(.resolved))
        let again = try #require(try await store.claim(by: successor).first)
        #expect(again.token == first.token && again.notices == first.notices)
        _ = try await store.markDelivered(again, at: start)
        #expect(try await store.claim(by: successor).map { $0.notices.map(\.kind) } == [[.resolved]])
    }
}
#endif
