import Synchronization

/// How a call ended.
enum CallOutcome: Hashable, Sendable {
    /// With what later steps see, an object; nil for nothing.
    case done(JSONValue?)
    case failed(FailureMessage)
    /// There is no action, channel or trigger of that name, or the request is none.
    case refused(String)
    case cancelled

    /// As the last line of `exec`.
    var line: PluginLine? {
        switch self {
        case .done(let output): output.map(PluginLine.output)
        case .failed(let failure): .failure(failure)
        case .refused(let words): .failure(FailureMessage(message: words))
        case .cancelled: .failure(FailureMessage(message: "the call was cancelled"))
        }
    }
}

/// What a plugin has, by name.
struct Offers: Sendable {
    let actions: [String: any PluginAction]
    let triggers: [String: any PluginTrigger]
    let channels: [String: any PluginChannel]

    init(actions: [any PluginAction], triggers: [any PluginTrigger], channels: [any PluginChannel]) {
        self.actions = Dictionary(actions.map { ($0.name, $0) }) { first, _ in first }
        self.triggers = Dictionary(triggers.map { ($0.name, $0) }) { first, _ in first }
        self.channels = Dictionary(channels.map { ($0.name, $0) }) { first, _ in first }
    }

    func perform(_ call: ActionCall, say: @escaping @Sendable (PluginLine) -> Void) async -> CallOutcome {
        if let words = Self.complaint(about: call.version) { return .refused(words) }
        guard let action = actions[call.action] else {
            return .refused("there is no action '\(call.action)'; there are \(Self.list(actions.keys))")
        }
        return await Self.outcome { try await action.perform(call, say: say) }
    }

    func perform(_ call: DeliveryCall, say: @escaping @Sendable (PluginLine) -> Void) async -> CallOutcome {
        if let words = Self.complaint(about: call.version) { return .refused(words) }
        guard let channel = channels[call.channel] else {
            return .refused("there is no channel '\(call.channel)'; there are \(Self.list(channels.keys))")
        }
        return await Self.outcome {
            try await channel.perform(call, say: say)
            return nil
        }
    }

    /// A trigger that is ready to run.
    ///
    /// - Throws: `RPCError` for a trigger that is not there, and for inputs that it cannot use.
    func watch(_ terms: Subscription.Terms) throws(RPCError) -> @Sendable (Subscription) async throws -> Void {
        guard let trigger = triggers[terms.trigger] else {
            let words = "there is no trigger '\(terms.trigger)'; there are \(Self.list(triggers.keys))"
            throw RPCError(code: RPCError.invalidParams, message: words)
        }
        do {
            return try trigger.prepared(terms)
        } catch {
            throw RPCError(code: RPCError.failed, message: "\(error)")
        }
    }

    private static func outcome(_ body: () async throws -> JSONValue?) async -> CallOutcome {
        do {
            return .done(try await body())
        } catch is CancellationError {
            return .cancelled
        } catch {
            return .failed(FailureMessage(error))
        }
    }

    private static func complaint(about version: Int) -> String? {
        version == PluginProtocol.version
            ? nil : "this plugin speaks version \(PluginProtocol.version) of the protocol, and not \(version)"
    }

    private static func list(_ names: some Collection<String>) -> String {
        names.isEmpty ? "none" : names.sorted().joined(separator: ", ")
    }
}

// MARK: From JSON to an author's types, and back

extension PluginAction {
    func perform(_ call: ActionCall, say: @escaping @Sendable (PluginLine) -> Void) async throws -> JSONValue? {
        let output = try await run(try call.inputs.typed(Inputs.self), in: Call(call, say: say))
        guard let output else { return nil }
        let value = try JSONValue(encoding: output)
        guard case .object = value else {
            throw PluginFailure("the output of \(name) is \(value.kind), and an object is wanted")
        }
        return value
    }
}

extension PluginChannel {
    func perform(_ call: DeliveryCall, say: @escaping @Sendable (PluginLine) -> Void) async throws {
        try await deliver(try call.inputs.typed(Inputs.self), in: Handover(call, say: say))
    }
}

extension PluginTrigger {
    func prepared(_ terms: Subscription.Terms) throws -> @Sendable (Subscription) async throws -> Void {
        let inputs = try terms.inputs.typed(Inputs.self)
        return { subscription in try await run(inputs, in: subscription) }
    }
}

extension [String: JSONValue] {
    fileprivate func typed<Inputs: Decodable>(_ type: Inputs.Type) throws -> Inputs {
        do {
            return try JSONValue.object(self).decode(type)
        } catch {
            throw MessageProblem(error, below: "inputs")
        }
    }
}

/// Lines in the order in which they were said.
final class LineCollector: Sendable {
    private let lines = Mutex<[PluginLine]>([])

    func add(_ line: PluginLine) { lines.withLock { $0.append(line) } }

    var all: [PluginLine] { lines.withLock { $0 } }
}
