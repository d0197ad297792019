/// Answers the one request of `exec`.
struct ExecSession: Sendable {
    let offers: Offers
    /// Takes a line, with its end.
    let send: @Sendable ([UInt8]) -> Void

    /// - Parameter request: all that came on standard input.
    /// - Returns: how the call ended, which is said already, but for a contradiction.
    func answer(_ request: [UInt8]) async -> CallOutcome {
        let outcome = await outcome(request)
        if let line = outcome.line { say(line) }
        return outcome
    }

    private func outcome(_ request: [UInt8]) async -> CallOutcome {
        do {
            let value = try JSONValue(parsing: request)
            if value["action"] != nil { return await offers.perform(try value.decode(ActionCall.self), say: say) }
            if value["channel"] != nil { return await offers.perform(try value.decode(DeliveryCall.self), say: say) }
            return .refused("the request names neither an 'action' nor a 'channel'")
        } catch {
            return .refused("the request cannot be read: \(MessageProblem(error))")
        }
    }

    private func say(_ line: PluginLine) {
        // Nothing of a line can fail to be encoded: all its parts are texts, whole numbers and JSON.
        if let bytes = try? line.encoded() { send(bytes) }
    }
}
