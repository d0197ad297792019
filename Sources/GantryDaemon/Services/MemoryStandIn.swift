import GantryAlerts
import GantryCore
import GantryDelivery
import GantryEngine
import GantryStore
import Logging
import ServiceLifecycle

/// Runs checks from memory while the store cannot be written: what they find is told at once, and perhaps once more
/// when the store is there again.
///
/// For each time that the store fails it has an engine and a relay over a store in memory, which begins with the alerts
/// as the real one has them: who knows something is not told it again. When the real one can be written, it gets the
/// alerts that are others by now. Then the occurrences come once more, from where they were asked for, and find nothing
/// new; what could not be sent until then is sent by the real one.
actor MemoryStandIn: StandIn {
    /// What works in the place of the store for one time that it fails.
    private struct Substitute {
        let store: InMemoryStore
        let engine: Engine
        let relay: DeliveryRelay
        let relayed: Hint
        /// The alerts that it began with, by id.
        let known: [Int64: Alert]
    }

    private let store: any Store
    private let clock: any WallClock
    private let definitions: @Sendable () -> EngineDefinitions
    private let channels: @Sendable () throws -> [String: any Channel]
    private let condition: Condition
    private let logger: Logger
    private let wakeRelay: @Sendable () -> Void
    private let turns = Turns()
    private var current: Substitute?
    private let begun: AsyncStream<Substitute>
    private let beginner: AsyncStream<Substitute>.Continuation

    init(
        for store: any Store, clock: any WallClock, definitions: @escaping @Sendable () -> EngineDefinitions,
        channels: @escaping @Sendable () throws -> [String: any Channel], condition: Condition, logger: Logger,
        wakeRelay: @escaping @Sendable () -> Void
    ) {
        (self.store, self.clock, self.definitions, self.channels) = (store, clock, definitions, channels)
        (self.condition, self.logger, self.wakeRelay) = (condition, logger, wakeRelay)
        (begun, beginner) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    }

    func instead(_ work: @escaping @Sendable (Engine) async throws -> Void) async {
        do {
            let engine = try await turns.take { try await self.substitute().engine }
            try await work(engine)
        } catch {
            logger.error("while the store cannot be written, not all that is found is told: \(error)")
        }
    }

    func handBack() async throws -> Bool {
        guard current != nil else { return false }
        return try await turns.take { try await self.giveBack() }
    }

    /// Works until its task is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await substitute in begun { group.addTask { await self.work(substitute) } }
        }
    }

    // MARK: One time

    private func substitute() async throws -> Substitute {
        if let current { return current }
        let (node, memory) = (NodeID(), InMemoryStore())
        // Where not even that can be read, people are told what they may know already.
        let alerts = (try? await store.alerts(AlertFilter())) ?? []
        let (relayed, definitions) = (Hint(), definitions)
        let relay = DeliveryRelay(
            node: node, store: memory, channels: try channels(), clock: clock,
            report: { [logger, condition] event in
                RelayReporter(logger: logger, condition: condition).report(event)
                relayed.set()
            })
        let engine = Engine(
            node: node, store: memory, clock: clock, log: Unwritten(), definitions: { definitions().repeatable },
            observe: { [logger] event in
                switch event {
                case .alerted(let event, let alert):
                    let words = "[\(alert.key.project)] \(alert.finding.message)"
                    logger.notice("alert \(event.kind.spoken), from memory: \(words)")
                case .messaged: relay.wake()
                default: break
                }
            })
        try await engine.join()
        let scope = AlertScope(.all, resolvedSince: clock.now)
        _ = await memory.reconcile(scope, at: clock.now) { _ in AlertChanges(alerts: alerts) }
        let substitute = Substitute(
            store: memory, engine: engine, relay: relay, relayed: relayed,
            known: Dictionary(alerts.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first }))
        current = substitute
        beginner.yield(substitute)
        condition.set("what is found is told from memory", for: "store, instead")
        logger.warning("the store cannot be written: what is found is told from memory until it can")
        return substitute
    }

    private func work(_ substitute: Substitute) async {
        await withDiscardingTaskGroup { group in
            group.addTask { try? await substitute.relay.run() }
            await substitute.engine.run()
            // Its engine has ended, since the store is there again; what it found is told to the last.
            while !Task.isCancelled, !(await substitute.store.waitingChannels().isEmpty) {
                await substitute.relayed.wait()
            }
            group.cancelAll()
        }
    }

    private func giveBack() async throws -> Bool {
        guard let substitute = current else { return false }
        var changed: [(alert: Alert, events: [AlertEvent])] = []
        for alert in await substitute.store.alerts(AlertFilter(includesResolved: true))
        where alert != substitute.known[alert.id] {
            changed.append((alert, await substitute.store.events(ofAlert: alert.id)))
        }
        let (known, found) = (substitute.known, changed.reversed() as [(alert: Alert, events: [AlertEvent])])
        let waiting = await takeWaiting(substitute)
        do {
            _ = try await store.reconcile(AlertScope(.all, resolvedSince: clock.now), at: clock.now) { ledger in
                Self.merging(found, waiting, into: ledger, known: known)
            }
        } catch {
            for delivery in waiting { await end(delivery, substitute, wait: .zero) }
            throw error
        }
        for delivery in waiting { await end(delivery, substitute, wait: nil) }
        current = nil
        wakeRelay()
        substitute.relayed.set()
        substitute.engine.stop()
        condition.set(nil, for: "store, instead")
        logger.notice("the store can be written again; it has got \(counted(found.count, "alert"))")
        return true
    }

    /// The messages that have not been sent, taken from the relay: a restart would forget them.
    private func takeWaiting(_ substitute: Substitute) async -> [Delivery] {
        let whenever = clock.now + .seconds(365 * 86_400)
        var waiting: [Delivery] = []
        for channel in await substitute.store.waitingChannels() {
            waiting += await substitute.store.claimDeliveries(
                by: substitute.engine.node, channel: channel, limit: .max, at: whenever)
        }
        return waiting
    }

    private func end(_ delivery: Delivery, _ substitute: Substitute, wait: Duration?) async {
        _ = await substitute.store.markFailed(
            delivery, error: delivery.lastError ?? "the store was away", wait: wait, at: clock.now)
    }

    /// What the store gets: what was found of alerts that it has as they were, and what is new to it.
    private static func merging(
        _ found: [(alert: Alert, events: [AlertEvent])], _ waiting: [Delivery], into ledger: AlertLedger,
        known: [Int64: Alert]
    ) -> AlertChanges {
        let theirs = Dictionary(ledger.episodes.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let standing = Set(ledger.episodes.filter { !$0.state.isResolved }.map(\.key))
        var changes = AlertChanges()
        var nextID = ledger.nextID
        for (alert, events) in found {
            let id: Int64
            if let before = known[alert.id] {
                // Changed there as well: that is the truth.
                guard theirs[alert.id] == before else { continue }
                id = alert.id
            } else {
                guard !standing.contains(alert.key) else { continue }
                id = nextID
                nextID += 1
            }
            changes.alerts.append(alert.adopted(as: id, after: known[alert.id]))
            changes.events += events.map { AlertEvent(alert: id, at: $0.at, kind: $0.kind, detail: $0.detail) }
            let own = waiting.filter { $0.notices.contains { $0.alert == alert.id } }
            changes.deliveries += own.map { $0.draft(of: alert.id, as: id) }
            let told = alert.told.filter { !(known[alert.id]?.told.contains($0) ?? false) }.map(\.contact.person)
                .filter { person in !own.contains { $0.recipient.person == person } }
            if !told.isEmpty {
                let people = told.joined(separator: ", ")
                changes.events.append(
                    AlertEvent(alert: id, at: alert.updatedAt, kind: .toldFromMemory, detail: people))
            }
        }
        return changes
    }
}

extension Delivery {
    /// What it tells of one alert, which has another number now.
    fileprivate func draft(of alert: Int64, as id: Int64) -> DeliveryDraft {
        DeliveryDraft(
            recipient: recipient, channel: channel,
            notices: notices.filter { $0.alert == alert }.map { notice in
                Notice(
                    alert: id, workflow: notice.workflow, kind: notice.kind, finding: notice.finding, why: notice.why,
                    alsoTold: notice.alsoTold, resolution: notice.resolution, token: notice.token,
                    before: notice.before)
            })
    }
}

/// Runs a stand-in as long as the daemon runs.
struct StandInService: Service {
    let standIn: MemoryStandIn

    func run() async throws {
        await cancelWhenGracefulShutdown { await standIn.run() }
    }
}

/// What commands print while nothing can be written.
private struct Unwritten: RunOutput {
    func append(_ text: String, run: Int64, step: String) {}
}
