import GantryChildren
import GantryCore
import GantryManifest
import GantryPluginKit
import Synchronization

/// `serve`: a child that stays and answers many calls at a time. It is started when it is first wanted, and again
/// whenever it ends.
final class ServeDriver: PluginDriver {
    /// After this much waiting for an answer the plugin is asked whether it still lives.
    private static let silence = Duration.seconds(10)

    private struct State {
        /// The child that was started, from the first moment on.
        var living: ServeConnection?
        /// Whether it has been initialized.
        var isReady = false
        /// Callers that wait until it has.
        var waiting: [Int: CheckedContinuation<ServeConnection, any Error>] = [:]
        var nextWaiter = 0
        var isClosed = false
        /// Somebody wants it tried now, whatever was before.
        var isAsked = false
        var subscriptions: [Subscription] = []
    }

    let command: PluginCommand
    let context: PluginContext
    private let runner: ChildRunner
    private let state = Mutex(State())
    private let wishes = Hint()

    init(command: PluginCommand, runner: ChildRunner, context: PluginContext) {
        (self.command, self.runner, self.context) = (command, runner, context)
    }

    var subscriptions: [Subscription] { state.withLock { $0.subscriptions } }

    // MARK: Calls

    func execute(
        _ call: ActionCall, _ action: PluginManifest.PluginAction, take: @escaping ServeConnection.Take
    ) async throws {
        let answer = try await perform("execute", try JSONValue(encoding: call), take: take)
        if let output = answer["output"], output != .null { try await take(.output(output)) }
    }

    func deliver(_ call: DeliveryCall, take: @escaping ServeConnection.Take) async throws {
        _ = try await perform("deliver", try JSONValue(encoding: call), take: take)
    }

    /// Makes a call under the plugin's time limit. A plugin that does not even answer a ping is not waited for.
    private func perform(
        _ method: String, _ params: JSONValue, take: @escaping ServeConnection.Take
    ) async throws -> JSONValue {
        let limit = command.manifest.limits.timeout
        return try await withThrowingTaskGroup(of: JSONValue.self) { group in
            group.addTask { try await self.connected().request(method, params, take: take) }
            group.addTask {
                try await Task.sleep(for: limit)
                throw CallFailure.misbehaved("it did not answer within \(limit.short)")
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: Self.silence)
                    if let connection = self.state.withLock({ $0.isReady ? $0.living : nil }) {
                        await connection.ping(within: self.context.patience)
                    }
                }
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw CancellationError() }
            return answer
        }
    }

    /// The living child, once it has been initialized; starts one where there is none.
    private func connected() async throws -> ServeConnection {
        let id = state.withLock { state in
            defer { state.nextWaiter += 1 }
            return state.nextWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let known: Result<ServeConnection, any Error>? = state.withLock { state in
                    if let connection = state.living, state.isReady { return .success(connection) }
                    if Task.isCancelled { return .failure(CancellationError()) }
                    if state.isClosed { return .failure(CallFailure.impossible("the plugin is being stopped")) }
                    state.waiting[id] = continuation
                    return nil
                }
                guard let known else { return wishes.set() }
                continuation.resume(with: known)
            }
        } onCancel: {
            state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(throwing: CancellationError())
        }
    }

    func subscribe(to subscriptions: [Subscription]) {
        let (living, gone) = state.withLock { state in
            defer { state.subscriptions = subscriptions }
            return (state.living, state.subscriptions.filter { !subscriptions.contains($0) })
        }
        for subscription in gone { context.report(.unwatched(context.identity, subscription)) }
        living?.subscriptionsChanged()
        wishes.set()
    }

    // MARK: Life

    func run() async {
        await withDiscardingTaskGroup { group in
            var backoff = Backoff()
            var notBefore = context.clock.now
            for await _ in wishes {
                let (isWanted, isClosed, isAsked) = state.withLock { state in
                    defer { state.isAsked = false }
                    return (!state.waiting.isEmpty || !state.subscriptions.isEmpty, state.isClosed, state.isAsked)
                }
                if isClosed { break }
                if isAsked { notBefore = context.clock.now }
                let start = max(notBefore, context.obstacle()?.until ?? notBefore)
                guard isWanted, start <= context.clock.now else {
                    if isWanted { group.addTask { await self.wishAgain(at: start) } }
                    continue
                }
                let begun = context.clock.now
                if let complaint = await context.pinComplaint() {
                    notBefore = begun + Backoff.longest
                    refuse("it is not started: \(complaint)")
                    context.report(.ended(context.identity, reason: complaint, restartIn: Backoff.longest))
                    wishes.set()
                    continue
                }
                let reason = await live()
                if Task.isCancelled || state.withLock({ $0.isClosed }) { break }
                let pause = backoff.pause(after: context.clock.now - begun)
                notBefore = context.clock.now + pause
                let words = context.masking.masked(reason)
                context.misbehaved(words)
                context.report(.ended(context.identity, reason: words, restartIn: pause))
                for subscription in subscriptions {
                    context.report(.watching(context.identity, subscription, trouble: words))
                }
                wishes.set()
            }
            group.cancelAll()
        }
        settle(.failure(.impossible("the plugin was stopped")))
    }

    private func wishAgain(at instant: Instant) async {
        do {
            while context.clock.now < instant { try await context.clock.sleep(until: instant) }
            wishes.set()
        } catch {
            // The driver is ending.
        }
    }

    func wake() {
        state.withLock { $0.isAsked = true }
        wishes.set()
    }

    /// Lets the child end by itself; whoever runs the driver cancels it when it takes too long.
    func close() {
        let (living, subscriptions) = state.withLock { state in
            state.isClosed = true
            return (state.living, state.subscriptions)
        }
        living?.shutdown()
        for subscription in subscriptions { context.report(.unwatched(context.identity, subscription)) }
        wishes.set()
    }

    /// Starts the child and serves it until it ends.
    ///
    /// - Returns: why it ended, in words.
    private func live() async -> String {
        let connection = ServeConnection()
        state.withLock { $0.living = connection }
        let words = command.manifest.command?.words.compactMap(\.literalText) ?? []
        let child = command.command(words, deadline: .zero, input: [])
        let conversation = Conversation(connection: connection, context: context, driver: self)
        context.report(.started(context.identity))
        let reason = await conversation.hold(with: child, runner)
        let failure = CallFailure.impossible("plugin \(context.identity.name): \(reason)")
        connection.end(failure)
        settle(.failure(failure))
        return reason
    }

    private func refuse(_ reason: String) {
        settle(.failure(.impossible("plugin \(context.identity.name): \(reason)")))
    }

    /// The child has been initialized.
    func ready(_ connection: ServeConnection) { settle(.success(connection)) }

    private func settle(_ result: Result<ServeConnection, CallFailure>) {
        let waiting = state.withLock { state in
            if case .failure = result { (state.living, state.isReady) = (nil, false) } else { state.isReady = true }
            defer { state.waiting = [:] }
            return state.waiting
        }
        for waiter in waiting.values { waiter.resume(with: result.mapError { $0 as any Error }) }
    }
}
