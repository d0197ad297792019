import GantryCore
import GantryStore
import GantryTestSupport
import Synchronization
import Testing

@testable import GantryDelivery

/// The in-memory store, with failures on demand.
actor Outbox: OutboxStore {
    struct Broken: Error, CustomStringConvertible {
        let description = "disk full"
    }

    let store = InMemoryStore()
    /// How many of the next calls fail.
    var failures = 0
    var failingMarks = 0

    private var alerts: Int64 = 0

    /// A new outbox, on which the node of the tests is at work.
    func join() async { _ = await store.join(NodeID("node"), at: monday) }

    /// Puts a message about an alert of its own.
    func put(channel: String, to recipient: Contact = ben) async {
        alerts += 1
        let draft = DeliveryDraft(
            recipient: recipient, channel: channel,
            notices: [notice(finding(subject: "tasks/t\(alerts)"), alert: alerts)])
        _ = await store.reconcile(AlertScope(.all, resolvedSince: monday), at: monday) { _ in
            AlertChanges(deliveries: [draft])
        }
    }

    func fail(calls: Int = 0, marks: Int = 0) { (failures, failingMarks) = (calls, marks) }

    /// Oldest first.
    func all() async -> [Delivery] { await store.deliveries(DeliveryFilter(limit: 5000)).reversed() }

    func waitingChannels() async throws -> Set<String> { await store.waitingChannels() }
    func deliveryCounts(givenUpSince instant: Instant) async throws -> DeliveryCounts {
        await store.deliveryCounts(givenUpSince: instant)
    }
    func deliveries(_ filter: DeliveryFilter) async throws -> [Delivery] { await store.deliveries(filter) }
    func delivery(_ id: Int64) async throws -> Delivery? { await store.delivery(id) }
    func retryDeliveries(_ id: Int64?, at now: Instant) async throws -> [Int64] {
        await store.retryDeliveries(id, at: now)
    }

    private func mayFail() throws {
        // As a database does in a cancelled task.
        try Task.checkCancellation()
        guard failures > 0 else { return }
        failures -= 1
        throw Broken()
    }

    func claimDeliveries(by node: NodeID, channel: String, limit: Int, at now: Instant) async throws -> [Delivery] {
        try mayFail()
        return await store.claimDeliveries(by: node, channel: channel, limit: limit, at: now)
    }

    private func mayFailToMark() throws {
        try Task.checkCancellation()
        guard failingMarks > 0 else { return }
        failingMarks -= 1
        throw Broken()
    }

    func markDelivered(_ delivery: Delivery, at now: Instant) async throws -> Standing {
        try mayFailToMark()
        return await store.markDelivered(delivery, at: now)
    }

    func markFailed(_ delivery: Delivery, error: String, wait: Duration?, at now: Instant) async throws -> Standing {
        try mayFailToMark()
        return await store.markFailed(delivery, error: error, wait: wait, at: now)
    }

    func handBack(_ delivery: Delivery, at now: Instant) async throws -> Standing {
        try mayFailToMark()
        return await store.handBack(delivery, at: now)
    }

    func nextDeliveryDue(channel: String, at now: Instant) async throws -> Instant? {
        await store.nextDeliveryDue(channel: channel, at: now)
    }
}

/// A channel that does what the test says, and remembers what it was given.
final class ScriptedChannel: Channel {
    private let script: Mutex<[DeliveryFailure?]>
    private let given = Mutex<[Int64]>([])
    private let gate: Gate?

    /// - Parameter script: the outcome of each call; nil and everything after its end is a success.
    init(_ script: [DeliveryFailure?] = [], gate: Gate? = nil) {
        self.script = Mutex(script)
        self.gate = gate
    }

    var deliveries: [Int64] { given.withLock { $0 } }

    func deliver(_ delivery: Delivery) async throws {
        given.withLock { $0.append(delivery.id) }
        try await gate?.pass()
        if let failure = script.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) { throw failure }
    }
}

extension RelayEvent {
    /// For comparing.
    var words: String {
        switch self {
        case .delivered(let delivery): "delivered \(delivery.id)"
        case .failed(let delivery, let reason, let at):
            "failed \(delivery.id): \(reason), again after \((at - monday).components.seconds) s"
        case .gaveUp(let delivery, let reason): "gave up \(delivery.id): \(reason)"
        case .storeFailed(let channel, let reason): "store failed (\(channel)): \(reason)"
        case .storeWorks(let channel): "store works (\(channel))"
        }
    }
}

@Suite("The delivery relay")
struct RelayTests {
    let clock = ManualClock(monday)
    let outbox = Outbox()
    let events = AsyncStream.makeStream(of: String.self, bufferingPolicy: .unbounded)

    func relay(_ channels: [String: any Channel], policy: RetryPolicy = RetryPolicy()) -> DeliveryRelay {
        DeliveryRelay(
            node: NodeID("node"), store: outbox, channels: channels, clock: clock, policy: policy,
            generator: RetryPolicyTests.Constant(value: 1), report: { [events] in events.continuation.yield($0.words) })
    }

    /// Runs the relay beside `body`, then stops it and waits for its end.
    func running(_ relay: DeliveryRelay, _ body: (inout AsyncStream<String>.Iterator) async throws -> Void) async throws
    {
        _ = await outbox.store.join(NodeID("node"), at: monday)
        var iterator = events.stream.makeAsyncIterator()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await relay.run() }
            try await body(&iterator)
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    /// Returns once the relay sleeps until then.
    func sleeping(until seconds: Int) async {
        while clock.nextWake != instant(seconds) { await Task.yield() }
    }

    @Test("delivers what waits, marks it, and what comes later after a hint")
    func delivers() async throws {
        let channel = ScriptedChannel()
        let relay = relay(["inbox": channel])
        await outbox.put(channel: "inbox")
        try await running(relay) { events in
            #expect(await events.next() == "delivered 1")
            await outbox.put(channel: "inbox")
            relay.wake()
            #expect(await events.next() == "delivered 2")
        }
        #expect(channel.deliveries == [1, 2])
        #expect(await outbox.all().map(\.state) == [.delivered, .delivered])
        #expect(await outbox.all().first?.finishedAt == monday)
    }

    @Test("sleeps without a wake-up while nothing waits")
    func idle() async throws {
        let relay = relay(["inbox": ScriptedChannel()])
        await outbox.put(channel: "inbox")
        try await running(relay) { events in
            #expect(await events.next() == "delivered 1")
            relay.wake()
            for _ in 0..<100 { await Task.yield() }
            #expect(clock.nextWake == nil)
        }
    }

    @Test("tries again after 10 s, 20 s, 40 s, with the same delivery")
    func retries() async throws {
        let failure = DeliveryFailure("no room")
        let channel = ScriptedChannel([failure, failure, failure])
        await outbox.put(channel: "inbox")
        try await running(relay(["inbox": channel])) { events in
            #expect(await events.next() == "failed 1: no room, again after 10 s")
            #expect(await outbox.all().first?.lastError == "no room")
            await sleeping(until: 10)
            clock.set(instant(10))
            #expect(await events.next() == "failed 1: no room, again after 30 s")
            await sleeping(until: 30)
            clock.set(instant(30))
            #expect(await events.next() == "failed 1: no room, again after 70 s")
            await sleeping(until: 70)
            clock.set(instant(70))
            #expect(await events.next() == "delivered 1")
        }
        #expect(channel.deliveries == [1, 1, 1, 1])
        #expect(await outbox.all().first?.attempts == 4)
    }

    @Test("gives up after the last try, and at once where no try can help")
    func givesUp() async throws {
        let channel = ScriptedChannel([
            DeliveryFailure("no room"), DeliveryFailure("no room"), DeliveryFailure("bad address", mayRetry: false),
        ])
        await outbox.put(channel: "inbox")
        let relay = relay(["inbox": channel], policy: RetryPolicy(tries: 2))
        try await running(relay) { events in
            _ = await events.next()
            await sleeping(until: 10)
            clock.set(instant(10))
            #expect(await events.next() == "gave up 1: no room")
            await outbox.put(channel: "inbox")
            relay.wake()
            #expect(await events.next() == "gave up 2: bad address")
        }
        #expect(await outbox.all().map(\.state) == [.dead, .dead])
    }

    @Test("waits as long as the receiver asks for")
    func retryAfter() async throws {
        await outbox.put(channel: "inbox")
        let channel = ScriptedChannel([DeliveryFailure("busy", retryAfter: .seconds(300))])
        try await running(relay(["inbox": channel])) { events in
            #expect(await events.next() == "failed 1: busy, again after 300 s")
        }
    }

    @Test("a slow channel delays nobody else")
    func slowChannel() async throws {
        let gate = Gate()
        await outbox.put(channel: "slow")
        await outbox.put(channel: "quick")
        let relay = relay(["slow": ScriptedChannel(gate: gate), "quick": ScriptedChannel()])
        try await running(relay) { events in
            #expect(await events.next() == "delivered 2")
            await outbox.put(channel: "quick")
            relay.wake()
            #expect(await events.next() == "delivered 3")
            gate.open()
            #expect(await events.next() == "delivered 1")
        }
    }

    @Test("a channel that left the settings is a failed try, not a loss, and its return delivers")
    func unknownChannel() async throws {
        await outbox.put(channel: "pager")
        let relay = relay(["inbox": ScriptedChannel()])
        try await running(relay) { events in
            #expect(
                await events.next() == "failed 1: the channel 'pager' is not in the settings any more, again after 10 s"
            )
            await sleeping(until: 10)
            relay.use(["pager": ScriptedChannel()])
            clock.set(instant(10))
            #expect(await events.next() == "delivered 1")
        }
    }

    @Test("what a crash left claimed goes out at the next start, at once and under the same name")
    func takenOver() async throws {
        await outbox.put(channel: "inbox")
        _ = await outbox.store.join(NodeID("lost"), at: monday)
        let lost = try await outbox.claimDeliveries(by: NodeID("lost"), channel: "inbox", limit: 1, at: monday)
        #expect(lost.count == 1)
        _ = await outbox.store.join(NodeID("node"), at: monday)
        try await running(relay(["inbox": ScriptedChannel()])) { events in
            #expect(await events.next() == "delivered 1")
        }
        #expect(await outbox.all().map(\.token) == lost.map(\.token))
        #expect(try await outbox.markDelivered(lost[0], at: monday) == .superseded)
    }

    @Test("what waits behind a neighbour that hangs loses none of its tries, however often the daemon starts anew")
    func hangingNeighbour() async throws {
        await outbox.join()
        for _ in 1...3 { await outbox.put(channel: "inbox") }
        for _ in 1...20 {
            let gate = Gate(heedsCancellation: true)
            let channel = ScriptedChannel(gate: gate)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await relay(["inbox": channel]).run() }
                while channel.deliveries.isEmpty { await Task.yield() }
                group.cancelAll()
                try await group.waitForAll()
            }
        }
        #expect(await outbox.all().map(\.attempts) == [0, 0, 0])
        #expect(await outbox.all().map(\.state) == [.pending, .pending, .pending])
    }

    @Test("marks what was sent although it is being stopped, and hands the rest back")
    func stopping() async throws {
        await outbox.join()
        let gate = Gate()
        let channel = ScriptedChannel(gate: gate)
        await outbox.put(channel: "inbox")
        await outbox.put(channel: "inbox")
        let relay = relay(["inbox": channel])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await relay.run() }
            await gate.arrival()
            group.cancelAll()
            gate.open()
            try await group.waitForAll()
        }
        #expect(channel.deliveries == [1])
        let deliveries = await outbox.all()
        #expect(deliveries.map(\.state) == [.delivered, .pending])
        #expect(deliveries.last?.nextAttemptAt == monday)
    }

    @Test("a sending that was cut off by the stop is handed back")
    func cutOff() async throws {
        await outbox.join()
        let gate = Gate(heedsCancellation: true)
        let channel = ScriptedChannel(gate: gate)
        await outbox.put(channel: "inbox")
        let relay = relay(["inbox": channel])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await relay.run() }
            while channel.deliveries.isEmpty { await Task.yield() }
            group.cancelAll()
            try await group.waitForAll()
        }
        #expect(await outbox.all().map(\.state) == [.pending])
        #expect(await outbox.all().first?.attempts == 0)
    }

    @Test("can be run again after it was stopped")
    func secondRun() async throws {
        let relay = relay(["inbox": ScriptedChannel()])
        try await running(relay) { _ in }
        await outbox.put(channel: "inbox")
        try await running(relay) { events in #expect(await events.next() == "delivered 1") }
    }

    @Test("a store that fails is asked again, and nothing is lost")
    func storeFails() async throws {
        await outbox.put(channel: "inbox")
        await outbox.fail(calls: 2)
        try await running(relay(["inbox": ScriptedChannel()])) { events in
            #expect(await events.next() == "store failed (inbox): disk full")
            await sleeping(until: 5)
            clock.set(instant(5))
            #expect(await events.next() == "store failed (inbox): disk full")
            await sleeping(until: 10)
            clock.set(instant(10))
            #expect(await events.next() == "store works (inbox)")
            #expect(await events.next() == "delivered 1")
        }
    }

    @Test("a message is not sent again because its mark could not be written")
    func markFails() async throws {
        await outbox.put(channel: "inbox")
        await outbox.fail(marks: 1)
        let channel = ScriptedChannel()
        try await running(relay(["inbox": channel])) { events in
            #expect(await events.next() == "store failed (inbox): disk full")
            await sleeping(until: 5)
            clock.set(instant(5))
            #expect(await events.next() == "store works (inbox)")
            #expect(await events.next() == "delivered 1")
        }
        #expect(channel.deliveries == [1])
        #expect(await outbox.all().map(\.state) == [.delivered])
    }

    @Test("carries a thousand messages over three channels, each once")
    func many() async throws {
        let channels = ["a": ScriptedChannel(), "b": ScriptedChannel(), "c": ScriptedChannel()]
        for index in 0..<1000 { await outbox.put(channel: ["a", "b", "c"][index % 3]) }
        try await running(relay(channels)) { events in
            for _ in 0..<1000 { _ = await events.next() }
        }
        let delivered = channels.values.flatMap(\.deliveries)
        #expect(delivered.count == 1000 && Set(delivered).count == 1000)
        #expect(channels["b"]?.deliveries == channels["b"]?.deliveries.sorted())
    }
}
