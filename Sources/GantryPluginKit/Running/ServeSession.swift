import Synchronization

/// Speaks `serve`: carries out what ``ServeMachine`` says.
final class ServeSession: Sendable {
    private struct State {
        var machine = ServeMachine()
        var calls: [RPCID: CancelSwitch] = [:]
        var subscriptions: [String: CancelSwitch] = [:]
        var waiting: [RPCID: CheckedContinuation<Result<Bool, RPCError>, any Error>] = [:]
    }

    /// Requests are as long as the answers may be that Gantry takes; this only bounds the memory.
    private static let longestFrame = 256 << 20

    private let offers: Offers
    /// Takes a frame.
    private let send: @Sendable ([UInt8]) -> Void
    private let onStop: @Sendable () -> Void
    private let pause: @Sendable (Duration) async throws -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - pause: waits before something is tried again.
    ///   - onStop: called once, when all work is to end.
    init(
        offers: Offers, send: @escaping @Sendable ([UInt8]) -> Void,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        onStop: @escaping @Sendable () -> Void = {}
    ) {
        (self.offers, self.send, self.pause, self.onStop) = (offers, send, pause, onStop)
    }

    /// Serves until `shutdown` or the end of the input.
    ///
    /// - Parameter read: the next bytes; nil at the end.
    /// - Returns: what was wrong with the input; nil where nothing was.
    func run(_ read: () async -> [UInt8]?) async -> MessageProblem? {
        await withDiscardingTaskGroup { group in
            var problem: MessageProblem?
            do throws(MessageProblem) {
                try await receive(read, in: &group)
            } catch {
                problem = error
            }
            onStop()
            group.cancelAll()
            return problem
        }
    }

    private func receive(
        _ read: () async -> [UInt8]?, in group: inout DiscardingTaskGroup
    ) async throws(MessageProblem) {
        var reader = FrameReader(limit: Self.longestFrame)
        while let bytes = await read() {
            for frame in try reader.frames(from: bytes) {
                guard handle(.received(try RPCMessage(parsing: frame)), in: &group) else { return }
            }
        }
        try reader.finish()
        _ = handle(.closed, in: &group)
    }

    // MARK: Effects

    /// - Returns: false when it is time to stop.
    private func handle(_ event: ServeMachine.Event, in group: inout DiscardingTaskGroup) -> Bool {
        for effect in state.withLock({ $0.machine.on(event) }) {
            switch effect {
            case .execute(let id, let call):
                start(id, in: &group) { [offers] say in await offers.perform(call, say: say) }
            case .deliver(let id, let call):
                start(id, in: &group) { [offers] say in await offers.perform(call, say: say) }
            case .watch(let id, let terms): watch(id, terms, in: &group)
            case .stop: return false
            case .send, .cancel, .unwatch, .settle, .told: perform(effect)
            }
        }
        return true
    }

    /// What needs no new task.
    private func perform(_ effect: ServeMachine.Effect) {
        switch effect {
        case .send(let message): send(FrameWriter.frame(message.encoded))
        case .cancel(let id): state.withLock { $0.calls[id] }?.pull()
        case .unwatch(let id): state.withLock { $0.subscriptions.removeValue(forKey: id) }?.pull()
        case .settle(let id, let result):
            state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(returning: result)
        case .execute, .deliver, .watch, .stop, .told: break
        }
    }

    private func start(
        _ id: RPCID, in group: inout DiscardingTaskGroup,
        _ work: @escaping @Sendable (@escaping @Sendable (PluginLine) -> Void) async -> CallOutcome
    ) {
        let lever = CancelSwitch()
        state.withLock { $0.calls[id] = lever }
        group.addTask {
            let outcome = await lever.run { await work { self.say($0, for: id) } }
            let effects = self.state.withLock { state in
                state.calls[id] = nil
                return state.machine.on(.ended(id, outcome ?? .cancelled))
            }
            for effect in effects { self.perform(effect) }
        }
    }

    /// A line of a call.
    private func say(_ line: PluginLine, for call: RPCID?) {
        // Nothing of a line can fail to be encoded: all its parts are texts, whole numbers and JSON.
        guard var members = try? line.members() else { return }
        members["call"] = call?.value
        perform(.send(.notification(method: line.type, params: .object(members))))
    }

    // MARK: Triggers

    private func watch(_ id: RPCID, _ terms: Subscription.Terms, in group: inout DiscardingTaskGroup) {
        let run: @Sendable (Subscription) async throws -> Void
        do {
            run = try offers.watch(terms)
        } catch {
            return perform(.send(.failure(id: id, error)))
        }
        let lever = CancelSwitch()
        let former = state.withLock { $0.subscriptions.updateValue(lever, forKey: terms.id) }
        former?.pull()
        perform(.send(.response(id: id, result: [:])))
        let watch = TriggerWatch(pause: pause) { words in
            self.report(TroubleMessage(subscription: terms.id, message: words))
        }
        let subscription = Subscription(terms) { event in
            let isNew = try await self.tell(event, for: terms.id)
            watch.recovered()
            return isNew
        } say: { message in
            self.say(.log(message), for: nil)
        } report: { words in
            watch.said(words)
        }
        group.addTask {
            await lever.run {
                await watch.keep {
                    try await run(subscription)
                } log: { words, wait in
                    let message = "\(terms.trigger) failed, it begins again in \(Input.Duration(wait)): \(words)"
                    subscription.log(message, level: .error)
                }
            }
        }
    }

    private func report(_ trouble: TroubleMessage) {
        // Two texts can be encoded.
        guard let params = try? JSONValue(encoding: trouble) else { return }
        perform(.send(.notification(method: "trouble", params: params)))
    }

    /// Sends an event until it is taken.
    ///
    /// - Throws: `PluginFailure` for one that Gantry never takes.
    private func tell(_ event: Subscription.Event, for subscription: String) async throws -> Bool {
        var patience = Patience()
        while true {
            switch try await ask(event, for: subscription) {
            case .success(let isNew): return isNew
            case .failure(let error) where error.code == RPCError.invalidParams:
                throw PluginFailure("Gantry does not take the event '\(event.id)': \(error.message)")
            case .failure(let error):
                let wait = patience.next()
                let words = "the event \(event.id) was not taken, it is sent again in \(Input.Duration(wait)): "
                say(.log(LogMessage(level: .warning, message: words + error.message)), for: nil)
                try await pause(wait)
            }
        }
    }

    private func ask(_ event: Subscription.Event, for subscription: String) async throws -> Result<Bool, RPCError> {
        let effects = state.withLock { $0.machine.on(.told(subscription: subscription, event)) }
        guard case .told(let id)? = effects.first else { throw CancellationError() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isCancelled = state.withLock { state in
                    guard !Task.isCancelled else { return true }
                    state.waiting[id] = continuation
                    return false
                }
                if isCancelled { return continuation.resume(throwing: CancellationError()) }
                for effect in effects { perform(effect) }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                _ = state.machine.on(.forgotten(id))
                return state.waiting.removeValue(forKey: id)
            }
            continuation?.resume(throwing: CancellationError())
        }
    }
}

/// How long to wait before the next try: a second, then 2, 4 and so on up to a minute.
struct Patience: Sendable {
    private var seconds = 1

    mutating func next() -> Duration {
        defer { seconds = min(seconds * 2, 60) }
        return .seconds(seconds)
    }
}
