package import GantryCore
package import GantryStore
import Synchronization

/// What the relay did, for the log.
package enum RelayEvent: Sendable {
    case delivered(Delivery)
    /// It will be tried again.
    case failed(Delivery, reason: String, retryAt: Instant)
    /// A dead letter: nothing more is tried by itself.
    case gaveUp(Delivery, reason: String)
    /// The store did not answer; the relay waits and goes on.
    case storeFailed(channel: String, reason: String)
    case storeWorks(channel: String)
}

/// Takes messages from the outbox to their channels: claim, send, mark.
///
/// Each channel has a queue of its own, so that a slow one delays nobody else. The store is the truth and wake-ups are
/// hints; what a crash leaves claimed is taken over by the next start, and goes out with the same id.
package final class DeliveryRelay: Sendable {
    private struct State {
        var channels: [String: any Channel]
        var queues: [String: Hint] = [:]
        var generator: any RandomNumberGenerator & Sendable
    }

    private static let batch = 16

    private let node: NodeID
    private let store: any OutboxStore
    private let clock: any WallClock
    private let policy: RetryPolicy
    private let storeRetry: Duration
    private let waiting: @Sendable () async throws -> Set<String>
    private let report: @Sendable (RelayEvent) -> Void
    private let state: Mutex<State>
    private let supervisor = Hint()

    /// - Parameters:
    ///   - node: owns what is claimed.
    ///   - channels: by the id that deliveries name.
    ///   - storeRetry: how long to wait after the store failed.
    ///   - generator: for the jitter of retries.
    ///   - waiting: the ids of all channels that something waits for, those no longer configured among them; left out:
    ///     the store is asked.
    ///   - report: is told each outcome; must not block.
    package init(
        node: NodeID, store: any OutboxStore, channels: [String: any Channel], clock: any WallClock,
        policy: RetryPolicy = RetryPolicy(), storeRetry: Duration = .seconds(5),
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        waiting: (@Sendable () async throws -> Set<String>)? = nil,
        report: @escaping @Sendable (RelayEvent) -> Void = { _ in }
    ) {
        (self.node, self.store, self.clock, self.policy) = (node, store, clock, policy)
        (self.storeRetry, self.report) = (storeRetry, report)
        self.waiting = waiting ?? { try await store.waitingChannels() }
        state = Mutex(State(channels: channels, generator: generator))
    }

    /// Something may have been put into the outbox, or have become due.
    package func wake() {
        for queue in state.withLock({ Array($0.queues.values) }) { queue.set() }
        supervisor.set()
    }

    /// Takes the channels of new settings. What is on its way through an old one is finished there.
    package func use(_ channels: [String: any Channel]) {
        state.withLock { $0.channels = channels }
        wake()
    }

    /// Delivers until the task is cancelled; then finishes marking what was sent, and returns.
    package func run() async throws {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                for (channel, queue) in await newQueues() {
                    group.addTask { await self.serve(channel, queue) }
                }
                await supervisor.wait(until: nil, by: clock)
            }
        }
        // So that a second run starts its queues anew.
        state.withLock { $0.queues = [:] }
    }

    private func newQueues() async -> [(String, Hint)] {
        var names = Set<String>()
        do {
            names = try await waiting()
        } catch {
            if !Task.isCancelled { report(.storeFailed(channel: "", reason: "\(error)")) }
        }
        return state.withLock { state in
            let added = names.union(state.channels.keys).filter { state.queues[$0] == nil }.sorted()
            for name in added { state.queues[name] = Hint() }
            return added.compactMap { name in state.queues[name].map { (name, $0) } }
        }
    }

    private func serve(_ channel: String, _ queue: Hint) async {
        var isFailing = false
        while !Task.isCancelled {
            do {
                let now = clock.now
                let claimed = try await store.claimDeliveries(by: node, channel: channel, limit: Self.batch, at: now)
                if isFailing { report(.storeWorks(channel: channel)) }
                isFailing = false
                guard claimed.isEmpty else {
                    await send(claimed)
                    continue
                }
                // A store that calls something due and does not hand it out must not keep this loop spinning.
                let due = try await store.nextDeliveryDue(channel: channel, at: now).map { max($0, now + .seconds(1)) }
                await queue.wait(until: due, by: clock)
            } catch {
                if Task.isCancelled { return }
                isFailing = true
                report(.storeFailed(channel: channel, reason: "\(error)"))
                await queue.wait(until: clock.now + storeRetry, by: clock)
            }
        }
    }

    private func send(_ claimed: [Delivery]) async {
        for delivery in claimed {
            if Task.isCancelled { await handBack(delivery) } else { await send(delivery) }
        }
    }

    private func send(_ delivery: Delivery) async {
        do {
            guard let channel = state.withLock({ $0.channels[delivery.channel] }) else {
                throw DeliveryFailure("the channel '\(delivery.channel)' is not in the settings any more")
            }
            try await channel.deliver(delivery)
            await mark(delivery) { _ = try await $0.markDelivered(delivery, at: $1) }
            report(.delivered(delivery))
        } catch is CancellationError where Task.isCancelled {
            await handBack(delivery)
        } catch let failure as DeliveryFailure {
            await fail(delivery, failure)
        } catch {
            await fail(delivery, DeliveryFailure("\(error)"))
        }
    }

    private func fail(_ delivery: Delivery, _ failure: DeliveryFailure) async {
        let wait = state.withLock { state in
            failure.mayRetry
                ? policy.delay(afterTry: delivery.attempts + 1, retryAfter: failure.retryAfter, using: &state.generator)
                : nil
        }
        let retryAt = wait.map { clock.now + $0 }
        await mark(delivery) { store, now in
            _ = try await store.markFailed(delivery, error: failure.description, wait: wait, at: now)
        }
        if let retryAt {
            report(.failed(delivery, reason: failure.description, retryAt: retryAt))
        } else {
            report(.gaveUp(delivery, reason: failure.description))
        }
    }

    /// A service that stops does not keep its successor waiting for the lease.
    private func handBack(_ delivery: Delivery) async {
        await mark(delivery) { _ = try await $0.handBack(delivery, at: $1) }
    }

    /// Writes how a sending ended, again and again until the store takes it: else the message would go out twice.
    private func mark(
        _ delivery: Delivery, _ write: @escaping @Sendable (any OutboxStore, Instant) async throws -> Void
    ) async {
        var isFailing = false
        while true {
            do {
                try await uncancelled { [store, clock] in try await write(store, clock.now) }
                if isFailing { report(.storeWorks(channel: delivery.channel)) }
                return
            } catch {
                isFailing = true
                report(.storeFailed(channel: delivery.channel, reason: "\(error)"))
                if Task.isCancelled { return }
                try? await clock.sleep(until: clock.now + storeRetry)
            }
        }
    }

    /// Does something to its end even where this task is cancelled: a store's writes throw in a cancelled one.
    private func uncancelled(_ body: @escaping @Sendable () async throws -> Void) async throws {
        // Waited for, so that nothing runs on behind anybody's back.
        try await Task(operation: body).value
    }
}
