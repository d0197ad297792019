// Without tests there is no Testing, and nothing that needs this.
#if canImport(Testing)
import GantryCore
import GantryStore
import Synchronization
import Testing

/// Episodes of alerts: what a reconciliation is given, and what is written of it.
enum AlertContract {
    static let rules = [
        StoreRule("writes episodes, history and messages together, and finds them again", reconciles),
        StoreRule("gives a reconciliation what its scope says, and what may come back", scopes),
        StoreRule("refuses a look by older definitions than those that all go by", outdated),
        StoreRule("finds the episodes of a project, of a workflow, and of both, the newest first", filters),
        StoreRule("counts the episodes that are alive", counts),
    ]

    private static func reconciles(kind: StoreKind) async throws {
        let store = try await kind.make()
        let changes = try await store.reconcile(scope, at: start, opening).changes
        let id = changes.alerts[0].id
        #expect(try await store.alerts(AlertFilter()).map(\.id) == [id])
        #expect(try await store.alert(id) == changes.alerts[0])
        #expect(try await store.events(ofAlert: id).map(\.kind) == [.opened])
        #expect(try await store.deliveries(ofAlert: id).map(\.channel) == ["inbox", "mail"])
        try await resolve(store, at: start)
        #expect(try await store.alerts(AlertFilter()).isEmpty)
        #expect(try await store.alerts(AlertFilter(includesResolved: true)).map(\.state) == [.resolved])
        let next = try await store.reconcile(scope, at: start, opening).changes
        #expect(next.alerts[0].id > id, "an id is never used again")
    }

    private static func scopes(kind: StoreKind) async throws {
        let store = try await kind.make()
        _ = try await store.reconcile(scope, at: start, opening)
        func ids(_ episodes: AlertScope.Episodes, since: Instant = start) async throws -> [Int64] {
            let found = Recorded()
            _ = try await store.reconcile(AlertScope(episodes, resolvedSince: since), at: start) { ledger in
                found.set(ledger.episodes.map(\.id))
                return AlertChanges()
            }
            return found.ids
        }
        #expect(try await ids(.ofProjects(["crm2"])) == [1])
        #expect(try await ids(.ofProjects(["other"])) == [])
        #expect(try await ids(.around(1)) == [1])
        #expect(try await ids(.around(2)) == [])
        #expect(try await ids(.timed) == [])
        #expect(try await store.nextAlertDue() == nil)
        try await resolve(store, at: start, nextAt: start + .seconds(300))
        #expect(try await store.nextAlertDue() == start + .seconds(300))
        #expect(try await ids(.timed, since: start + .seconds(9)) == [1], "its end is not told yet")
        try await resolve(store, at: start)
        #expect(try await ids(.all) == [1])
        #expect(try await ids(.all, since: start + .seconds(1)) == [], "too long ago to come back")
    }

    private static func outdated(kind: StoreKind) async throws {
        let store = try await kind.make()
        func look(_ generation: Int64, redefines: Bool = false) async throws -> Reconciled {
            let scope = AlertScope(.all, resolvedSince: start, generation: generation, redefines: redefines)
            return try await store.reconcile(scope, at: start) { _ in AlertChanges() }
        }
        #expect(try await look(7) == .done(AlertChanges()))
        #expect(try await look(9, redefines: true) == .done(AlertChanges()))
        #expect(try await look(8) == .outdated)
        #expect(try await look(9) == .done(AlertChanges()))
        let joined = try await store.join(successor, at: start)
        #expect(joined.generation == 10, "a new node's definitions are newer than those of any before")
        #expect(try await look(9) == .outdated)
    }

    private static func resolve(_ store: any Store, at now: Instant, nextAt: Instant? = nil) async throws {
        _ = try await store.reconcile(scope, at: now) { ledger in
            guard var alert = ledger.episodes.first else { return AlertChanges() }
            (alert.state, alert.resolvedAt, alert.nextAt) = (.resolved, now, nextAt)
            return AlertChanges(alerts: [alert])
        }
    }

    private static func alert(_ id: Int64, _ workflow: String, _ project: String) -> Alert {
        let key = AlertKey(workflow: workflow, project: project, rule: "deadline", subject: "tasks/t\(id)")
        return Alert(id: id, key: key, finding: finding(key.subject), openedAt: start, run: 1)
    }

    /// Six episodes: two of each of three pairs; the first of each pair is resolved.
    private static func six(_ store: any Store) async throws {
        _ = try await store.reconcile(scope, at: start) { ledger in
            let pairs = [("deadlines", "crm2"), ("budget", "crm2"), ("budget", "shop")]
            let alerts = pairs.enumerated().flatMap { index, pair in
                [0, 1].map { alert(ledger.nextID + Int64(2 * index + $0), pair.0, pair.1) }
            }
            return AlertChanges(alerts: alerts)
        }
        _ = try await store.reconcile(scope, at: start) { ledger in
            AlertChanges(
                alerts: ledger.episodes.filter { $0.id % 2 == 1 }.map { alert in
                    var alert = alert
                    (alert.state, alert.resolvedAt) = (.resolved, start)
                    return alert
                })
        }
    }

    private static func filters(kind: StoreKind) async throws {
        let store = try await kind.make()
        try await six(store)
        func ids(_ all: Bool, _ project: String? = nil, _ workflow: String? = nil) async throws -> [Int64] {
            try await store.alerts(AlertFilter(includesResolved: all, project: project, workflow: workflow)).map(\.id)
        }
        #expect(try await ids(true) == [6, 5, 4, 3, 2, 1])
        #expect(try await ids(false) == [6, 4, 2])
        #expect(try await ids(true, "crm2") == [4, 3, 2, 1])
        #expect(try await ids(true, nil, "budget") == [6, 5, 4, 3])
        #expect(try await ids(true, "crm2", "budget") == [4, 3])
        #expect(try await ids(false, "crm2", "budget") == [4])
    }

    private static func counts(kind: StoreKind) async throws {
        let store = try await kind.make()
        #expect(try await store.alertCounts() == AlertCounts())
        try await six(store)
        _ = try await store.reconcile(scope, at: start) { ledger in
            AlertChanges(
                alerts: ledger.episodes.filter { $0.id == 2 }.map { alert in
                    var alert = alert
                    alert.state = .acknowledged
                    alert.told = [.init(contact: ben, why: "owner", stage: finding().stage)]
                    return alert
                })
        }
        let counts = try await store.alertCounts()
        #expect(counts == AlertCounts(open: ["crm2": 1, "shop": 1], acknowledged: 1, untold: 2))
        #expect(counts.allOpen == 2)
    }
}

/// What a reconciliation was given.
private final class Recorded: Sendable {
    private let value = Mutex<[Int64]>([])

    var ids: [Int64] { value.withLock { $0 } }

    func set(_ ids: [Int64]) { value.withLock { $0 = ids } }
}
#endif
