/// Decides what follows from each message of a plugin that serves, and from the end of each call.
struct ServeMachine: Sendable {
    enum Event: Sendable {
        case received(RPCMessage)
        case ended(RPCID, CallOutcome)
        /// A trigger tells an event; `settle` answers it.
        case told(subscription: String, Subscription.Event)
        /// Whoever told the event does not wait any longer.
        case forgotten(RPCID)
        /// The end of the input.
        case closed
    }

    enum Effect: Hashable, Sendable {
        case send(RPCMessage)
        case execute(RPCID, ActionCall)
        case deliver(RPCID, DeliveryCall)
        case cancel(RPCID)
        /// To be answered by whoever starts it.
        case watch(RPCID, Subscription.Terms)
        case unwatch(String)
        /// The event with this id was answered.
        case settle(RPCID, Result<Bool, RPCError>)
        /// The event goes out under this id.
        case told(RPCID)
        /// All work is to end, and then the process.
        case stop
    }

    /// Nil until `initialize`.
    private var work: String?
    private var calls: Set<RPCID> = []
    private var untold: Set<RPCID> = []
    private var nextID = 1

    mutating func on(_ event: Event) -> [Effect] {
        switch event {
        case .received(.request(let id, let method, let params)): request(id, method, params)
        case .received(.notification("cancel", let params)): cancel(params)
        // What a later version may say without wanting an answer.
        case .received(.notification): []
        case .received(.response(let id, let result)): settle(id, .success(result["new"]?.bool ?? true))
        case .received(.failure(let id, let error)): id.map { settle($0, .failure(error)) } ?? []
        case .ended(let id, let outcome): end(id, outcome)
        case .told(let subscription, let event): tell(subscription, event)
        case .forgotten(let id): forget(id)
        case .closed: [.stop]
        }
    }

    // MARK: What Gantry asks

    private mutating func request(_ id: RPCID, _ method: String, _ params: JSONValue) -> [Effect] {
        do throws(RPCError) {
            switch method {
            case "ping": return [.send(.response(id: id, result: [:]))]
            case "initialize": return try initialize(id, params)
            case "shutdown": return [.send(.response(id: id, result: [:])), .stop]
            case "execute":
                let call = try read(params, ActionCall.self)
                return [.execute(try opened(id), call)]
            case "deliver":
                let call = try read(params, DeliveryCall.self)
                return [.deliver(try opened(id), call)]
            case "subscribe": return [.watch(id, try terms(params))]
            case "unsubscribe":
                let subscription = try read(params, Unsubscription.self).subscription
                return [.unwatch(subscription), .send(.response(id: id, result: [:]))]
            default: throw RPCError(code: RPCError.methodNotFound, message: "there is no method '\(method)'")
            }
        } catch {
            return [.send(.failure(id: id, error))]
        }
    }

    private struct Introduction: Decodable { var work: String }
    private struct Unsubscription: Decodable { var subscription: String }
    private struct Cancellation: Decodable { var call: RPCID }

    /// What is sent with `subscribe`.
    private struct Request: Decodable {
        var subscription: String
        var trigger: String
        var inputs: [String: JSONValue]?
        var secrets: [String: String]?
    }

    private mutating func initialize(_ id: RPCID, _ params: JSONValue) throws(RPCError) -> [Effect] {
        work = try read(params, Introduction.self).work
        return [.send(.response(id: id, result: ["protocol": JSONValue(integer: PluginProtocol.version)]))]
    }

    private mutating func opened(_ id: RPCID) throws(RPCError) -> RPCID {
        try checkInitialized()
        guard calls.insert(id).inserted else {
            throw RPCError(code: RPCError.invalidRequest, message: "a call with the id \(id) is under way")
        }
        return id
    }

    private func terms(_ params: JSONValue) throws(RPCError) -> Subscription.Terms {
        let work = try checkInitialized()
        let request = try read(params, Request.self)
        return Subscription.Terms(
            id: request.subscription, trigger: request.trigger, inputs: request.inputs ?? [:],
            secrets: request.secrets ?? [:], work: work)
    }

    @discardableResult
    private func checkInitialized() throws(RPCError) -> String {
        guard let work else { throw RPCError(code: RPCError.invalidRequest, message: "'initialize' comes first") }
        return work
    }

    private func read<Content: Decodable>(_ params: JSONValue, _ type: Content.Type) throws(RPCError) -> Content {
        do {
            return try params.decode(type)
        } catch {
            throw RPCError(code: RPCError.invalidParams, message: "\(MessageProblem(error, below: "params"))")
        }
    }

    // MARK: Calls

    private func cancel(_ params: JSONValue) -> [Effect] {
        guard let id = try? params.decode(Cancellation.self).call, calls.contains(id) else { return [] }
        return [.cancel(id)]
    }

    private mutating func end(_ id: RPCID, _ outcome: CallOutcome) -> [Effect] {
        guard calls.remove(id) != nil else { return [] }
        switch outcome {
        case .done(let output):
            return [.send(.response(id: id, result: output.map { ["output": $0] } ?? [:]))]
        case .failed(let failure):
            return [
                .send(.failure(id: id, RPCError(code: RPCError.failed, message: failure.message, data: failure.data)))
            ]
        case .refused(let words), .contradicted(let words):
            return [.send(.failure(id: id, RPCError(code: RPCError.invalidParams, message: words)))]
        case .cancelled:
            return [.send(.failure(id: id, RPCError(code: RPCError.cancelled, message: "the call was cancelled")))]
        }
    }

    // MARK: Events

    private mutating func tell(_ subscription: String, _ event: Subscription.Event) -> [Effect] {
        let id = RPCID.number(nextID)
        nextID += 1
        untold.insert(id)
        let params: JSONValue = [
            "subscription": .string(subscription), "id": .string(event.id), "payload": event.payload,
        ]
        return [.told(id), .send(.request(id: id, method: "event", params: params))]
    }

    private mutating func forget(_ id: RPCID) -> [Effect] {
        untold.remove(id)
        return []
    }

    private mutating func settle(_ id: RPCID, _ result: Result<Bool, RPCError>) -> [Effect] {
        untold.remove(id) == nil ? [] : [.settle(id, result)]
    }
}
