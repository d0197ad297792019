import GantryCore
import GantryPluginKit
import Synchronization

/// One living child that speaks JSON-RPC: numbers the requests, and leads each answer back to whoever waits for it.
///
/// What is sent goes into `outgoing`, which the driver writes; what the driver reads comes in by `receive`.
final class ServeConnection: Sendable {
    typealias Take = @Sendable (PluginLine) async throws -> Void

    private struct Pending {
        let answer: CheckedContinuation<JSONValue, any Error>
        let take: Take?
        /// The first of its lines that was wrong.
        var problem: CallFailure?
        /// What was said for it, in bytes.
        var said = 0
    }

    private struct State {
        var nextID = 1
        var pending: [Int: Pending] = [:]
        /// Calls that nobody waits for any more; the plugin still owes an answer.
        var abandoned: Set<Int> = []
        /// Why nothing more can be sent.
        var end: CallFailure?
    }

    /// Frames to write.
    let outgoing: AsyncStream<[UInt8]>
    /// Ids of calls that were given up.
    let givenUp: AsyncStream<Int>
    /// Hints that the subscriptions are others now; the first one is there from the start.
    let subscriptionHints = Hint(isSet: true)
    /// Ends with the connection.
    let ended = Hint()
    private let out: AsyncStream<[UInt8]>.Continuation
    private let giveUp: AsyncStream<Int>.Continuation
    private let state = Mutex(State())

    init() {
        // Each call has a frame or two here, and the engine makes a few calls at a time.
        (outgoing, out) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1024))
        (givenUp, giveUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1024))
    }

    func subscriptionsChanged() { subscriptionHints.set() }

    // MARK: Sending

    /// Sends a request and waits for its answer. When the task is cancelled, the plugin is told to give it up.
    ///
    /// - Parameter take: is given what the plugin says for this call.
    /// - Throws: `CallFailure`, `CancellationError`.
    func request(_ method: String, _ params: JSONValue, take: Take? = nil) async throws -> JSONValue {
        let id = state.withLock { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let obstacle = state.withLock { state -> (any Error)? in
                    if let end = state.end { return end }
                    if Task.isCancelled { return CancellationError() }
                    state.pending[id] = Pending(answer: continuation, take: take)
                    return nil
                }
                if let obstacle { return continuation.resume(throwing: obstacle) }
                send(.request(id: .number(id), method: method, params: params))
            }
        } onCancel: {
            let pending = state.withLock { state in
                let pending = state.pending.removeValue(forKey: id)
                if pending != nil { state.abandoned.insert(id) }
                return pending
            }
            guard let pending else { return }
            pending.answer.resume(throwing: CancellationError())
            send(.notification(method: "cancel", params: ["call": JSONValue(integer: id)]))
            giveUp.yield(id)
        }
    }

    func answer(_ id: RPCID, _ result: JSONValue) { send(.response(id: id, result: result)) }

    func refuse(_ id: RPCID, code: Int, _ message: String) {
        send(.failure(id: id, RPCError(code: code, message: message)))
    }

    private func send(_ message: RPCMessage) {
        guard case .dropped = out.yield(FrameWriter.frame(message.encoded)) else { return }
        end(.misbehaved("it does not read what it is sent"))
    }

    /// Asks whether it lives; one that does not answer in time is given up, with all its calls.
    func ping(within limit: Duration) async {
        do {
            let answer = try await GantryPlugins.within(limit) { try await self.request("ping", .object([:])) }
            if answer == nil { end(.misbehaved("it hangs: it did not answer a ping within \(limit.short)")) }
        } catch {
            // Whoever waits for the connection hears of its end by itself.
        }
    }

    /// Tells it to end; it has until it is stopped.
    func shutdown() { send(.request(id: .number(0), method: "shutdown", params: .object([:]))) }

    /// Why nothing more can be sent; nil while it can.
    var endReason: String? { state.withLock { $0.end?.message } }

    /// Whether the plugin still owes the answer to a call that was given up.
    func owes(_ id: Int) -> Bool { state.withLock { $0.abandoned.contains(id) } }

    /// Nothing more comes: everybody who waits is told why. It is no fault of their calls.
    func end(_ failure: CallFailure) {
        let reason = CallFailure.impossible(failure.message)
        let pending = state.withLock { state in
            state.end = state.end ?? reason
            defer { state.pending = [:] }
            return state.pending
        }
        for call in pending.values { call.answer.resume(throwing: reason) }
        out.finish()
        giveUp.finish()
        subscriptionHints.finish()
        ended.finish()
    }

    // MARK: Receiving

    /// Takes what came from the plugin.
    ///
    /// - Parameters:
    ///   - size: of its frame, in bytes.
    ///   - limit: of what may be said for one call, in bytes.
    /// - Returns: the message, where it is not about a call of ours.
    /// - Throws: `CallFailure.misbehaved` where it answers what was not asked.
    func receive(_ message: RPCMessage, size: Int, limit: Int) async throws(CallFailure) -> RPCMessage? {
        switch message {
        case .response(let id, let result):
            if let call = try finish(id) {
                if let problem = call.problem {
                    call.answer.resume(throwing: problem)
                } else {
                    call.answer.resume(returning: result)
                }
            }
            return nil
        case .failure(let id, let error):
            if let call = try finish(id) { call.answer.resume(throwing: call.problem ?? error.asCallFailure) }
            return nil
        case .notification(let method, let params):
            guard let call = params["call"]?.integer else { return message }
            if isWithin(limit, adding: size, to: call) { await take(method, params, for: call) }
            return nil
        case .request: return message
        }
    }

    /// - Returns: nil for a call that was given up.
    private func finish(_ id: RPCID?) throws(CallFailure) -> Pending? {
        let (pending, isKnown): (Pending?, Bool) = state.withLock { state in
            guard case .number(let number)? = id else { return (nil, false) }
            // The answer to `shutdown`.
            if number == 0 { return (nil, true) }
            if state.abandoned.remove(number) != nil { return (nil, true) }
            let pending = state.pending.removeValue(forKey: number)
            return (pending, pending != nil)
        }
        guard isKnown else { throw .misbehaved("it answered what it was not asked") }
        return pending
    }

    /// What is said for a call has the same limit as what a process prints for one.
    private func isWithin(_ limit: Int, adding size: Int, to call: Int) -> Bool {
        state.withLock { state in
            guard state.pending[call] != nil else { return false }
            state.pending[call]?.said += size
            guard state.pending[call]?.said ?? 0 > limit else { return true }
            state.pending[call]?.problem = .misbehaved("it said more than \(ByteCount(limit)) for one call")
            return false
        }
    }

    private func take(_ method: String, _ params: JSONValue, for call: Int) async {
        // What is said for a call that was given up is of no interest.
        guard let take = state.withLock({ $0.pending[call]?.take }) else { return }
        do {
            try await take(try PluginLine(type: method, params))
        } catch {
            let problem = error as? CallFailure ?? .misbehaved("it said what is not in the protocol: \(error)")
            state.withLock { state in
                if state.pending[call]?.problem == nil { state.pending[call]?.problem = problem }
            }
        }
    }
}

extension RPCError {
    fileprivate var asCallFailure: CallFailure {
        switch code {
        case RPCError.methodNotFound: .misbehaved("it does not know the method: \(message)")
        case RPCError.invalidParams: .misbehaved("it does not know what plugin.yaml declares: \(message)")
        case RPCError.internalError: .misbehaved("it failed by a mistake of its own: \(message)")
        default:
            .reported(
                message, retry: data?["retry"]?.bool ?? true,
                retryAfter: data?["retry_after"]?.string.flatMap { CalendarSpan($0)?.duration })
        }
    }
}
