/// How a call ended.
enum CallOutcome: Hashable, Sendable {
    /// With what later steps see, an object; nil for nothing.
    case done(JSONValue?)
    case failed(FailureMessage)
    /// There is no action, channel or trigger of that name, or the request is none.
    case refused(String)
    /// The inputs are not those that the program takes: its manifest declares others.
    case contradicted(String)
    case cancelled

    /// As the last line of `exec`; nil also for what no person can mend who uses the plugin.
    var line: PluginLine? {
        switch self {
        case .done(let output): output.map(PluginLine.output)
        case .failed(let failure): .failure(failure)
        case .refused(let words): .failure(FailureMessage(message: words))
        case .contradicted: nil
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

    func perform(
        _ call: ActionCall, in root: String = Root.path, say: @escaping @Sendable (PluginLine) -> Void
    ) async -> CallOutcome {
        if let words = Self.complaint(about: call.version) { return .refused(words) }
        guard let action = actions[call.action] else {
            return .refused("there is no action '\(call.action)'; there are \(Self.list(actions.keys))")
        }
        guard call.run.instant != nil else {
            return .refused("'run.at' is '\(call.run.at)', and a time such as 2026-11-16T08:00:00+01:00 is wanted")
        }
        return await Self.outcome { try action.prepared(Call(call, root: root, say: say)) }
    }

    func perform(
        _ call: DeliveryCall, in root: String = Root.path, say: @escaping @Sendable (PluginLine) -> Void
    ) async -> CallOutcome {
        if let words = Self.complaint(about: call.version) { return .refused(words) }
        guard let channel = channels[call.channel] else {
            return .refused("there is no channel '\(call.channel)'; there are \(Self.list(channels.keys))")
        }
        return await Self.outcome { try channel.prepared(Handover(call, root: root, say: say)) }
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
        } catch let problem as MessageProblem {
            throw RPCError(code: RPCError.invalidParams, message: problem.description)
        } catch {
            throw RPCError(code: RPCError.failed, message: PluginFailure(error).message)
        }
    }

    /// - Parameter prepare: reads the inputs, and gives what is to be done with them.
    private static func outcome(_ prepare: () throws -> @Sendable () async throws -> JSONValue?) async -> CallOutcome {
        let body: @Sendable () async throws -> JSONValue?
        do {
            body = try prepare()
        } catch let problem as MessageProblem {
            return .contradicted(problem.description)
        } catch {
            return .failed(FailureMessage(error))
        }
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
    func prepared(_ call: Call) throws -> @Sendable () async throws -> JSONValue? {
        let inputs = try call.request.inputs.typed(Inputs.self)
        return {
            guard let output = try await run(inputs, in: call) else { return nil }
            let value = try JSONValue(encoding: output)
            guard case .object = value else {
                throw PluginFailure("the output of \(name) is \(value.kind), and an object is wanted")
            }
            return value
        }
    }
}

extension PluginChannel {
    func prepared(_ handover: Handover) throws -> @Sendable () async throws -> JSONValue? {
        let inputs = try handover.request.inputs.typed(Inputs.self)
        return {
            try await deliver(inputs, in: handover)
            return nil
        }
    }
}

extension PluginTrigger {
    func prepared(_ terms: Subscription.Terms) throws -> @Sendable (Subscription) async throws -> Void {
        let inputs = try terms.inputs.typed(Inputs.self)
        return { subscription in try await run(inputs, in: subscription) }
    }
}

extension [String: JSONValue] {
    /// - Throws: `PluginFailure` where a type of the author's own says what is wrong, and `MessageProblem` where the
    ///   manifest declares other inputs.
    fileprivate func typed<Inputs: Decodable>(_ type: Inputs.Type) throws -> Inputs {
        do {
            return try JSONValue.object(self).decode(type)
        } catch {
            let problem = MessageProblem(error, below: "inputs")
            guard var failure = error.pluginFailure else { throw problem }
            failure.message = problem.description
            throw failure
        }
    }
}
