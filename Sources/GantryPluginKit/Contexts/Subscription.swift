/// One workflow that waits for the events of a trigger.
public struct Subscription: Sendable {
    /// An event, on its way to Gantry.
    public struct Event: Hashable, Sendable {
        /// The same for the same event, always.
        public var id: String
        public var payload: JSONValue

        public init(id: String, payload: JSONValue) { (self.id, self.payload) = (id, payload) }
    }

    /// What there is for one subscription, as long as it lasts.
    public struct Terms: Hashable, Sendable {
        public var id: String
        /// The name of the trigger.
        public var trigger: String
        public var inputs: [String: JSONValue]
        public var secrets: [String: String]
        /// A folder that the plugin may write, and that stays.
        public var work: String

        public init(
            id: String, trigger: String, inputs: [String: JSONValue] = [:], secrets: [String: String] = [:],
            work: String
        ) {
            (self.id, self.trigger, self.inputs, self.secrets, self.work) = (id, trigger, inputs, secrets, work)
        }
    }

    public let terms: Terms
    private let accept: @Sendable (Event) async throws -> Bool
    private let say: @Sendable (LogMessage) -> Void

    /// A subscription whose events go to `accept`. Plugins are given theirs; tests make their own.
    ///
    /// - Parameters:
    ///   - terms: what is watched, and for whom.
    ///   - accept: takes an event, and returns whether it is new.
    ///   - say: takes what is written into the log.
    public init(
        _ terms: Terms, accept: @escaping @Sendable (Event) async throws -> Bool,
        say: @escaping @Sendable (LogMessage) -> Void = { _ in }
    ) {
        (self.terms, self.accept, self.say) = (terms, accept, say)
    }

    /// What tells it from others. It is the same after a restart.
    public var id: String { terms.id }

    /// A folder that the plugin may write, and that stays.
    public var work: String { terms.work }

    /// A secret that the manifest names in `needs.secrets`.
    ///
    /// - Throws: ``PluginFailure`` where there is none.
    public func secret(_ name: String) throws -> String { try terms.secrets.secret(name) }

    /// Tells an event, and waits until it is stored. When it returns, the event can be forgotten.
    ///
    /// While it is not taken it is sent again, after a second at first, and after a minute at most.
    ///
    /// - Parameters:
    ///   - id: the same for the same event, also after a restart: no id starts two runs. 256 bytes at most.
    ///   - payload: an object, with the keys that the manifest declares as outputs of the trigger.
    /// - Returns: whether it was not known yet.
    /// - Throws: `CancellationError` when the subscription ends, and what encoding throws.
    @discardableResult
    public func emit(id: String, _ payload: some Encodable & Sendable) async throws -> Bool {
        try await accept(Event(id: id, payload: JSONValue(encoding: payload)))
    }

    /// Writes into the daemon's log.
    public func log(_ message: String, level: LogMessage.Level = .info) {
        say(LogMessage(level: level, message: message))
    }
}
