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
    private let report: @Sendable (String?) -> Void

    /// The folder of the definitions, absolute. `needs.folders` of the manifest count from it.
    public let root: String

    /// A subscription whose events go to `accept`. Plugins are given theirs; tests make their own.
    ///
    /// - Parameters:
    ///   - terms: what is watched, and for whom.
    ///   - accept: takes an event, and returns whether it is new.
    ///   - root: the folder of the definitions; nil for that of this process.
    ///   - say: takes what is written into the log.
    ///   - report: takes what the trouble is; nil for its end.
    public init(
        _ terms: Terms, root: String? = nil, accept: @escaping @Sendable (Event) async throws -> Bool,
        say: @escaping @Sendable (LogMessage) -> Void = { _ in },
        report: @escaping @Sendable (String?) -> Void = { _ in }
    ) {
        (self.terms, self.root) = (terms, root ?? Root.path)
        (self.accept, self.say, self.report) = (accept, say, report)
    }

    /// A text that no other subscription has, and that is the same after a restart.
    ///
    /// It is no file name: there may be slashes and all other characters in it.
    public var id: String { terms.id }

    /// A folder that the plugin may write, and that stays.
    public var work: String { terms.work }

    /// A file as people name it: a path below ``root``, or an absolute one.
    public func path(_ name: String) -> String { Root.path(name, below: root) }

    /// A secret that the manifest names in `needs.secrets`.
    ///
    /// - Throws: ``PluginFailure`` where there is none.
    public func secret(_ name: String) throws -> String { try terms.secrets.secret(name) }

    /// Tells an event, and waits until it is stored. When it returns, the event can be forgotten.
    ///
    /// While it cannot be stored it is sent again, after a second at first, and after a minute at most.
    ///
    /// - Parameters:
    ///   - id: the same for the same event, also after a restart: no id starts two runs of the workflow. Events of other
    ///     subscriptions may have the same. It has 1 to 256 bytes.
    ///   - payload: an object, with the keys that the manifest declares as outputs of the trigger.
    /// - Returns: whether it was not known yet.
    /// - Throws: `CancellationError` when the subscription ends, ``PluginFailure`` where Gantry never takes it, and what
    ///   encoding throws.
    @discardableResult
    public func emit(id: String, _ payload: some Encodable & Sendable) async throws -> Bool {
        guard (1...256).contains(id.utf8.count) else {
            throw PluginFailure("the id of an event has 1 to 256 bytes, and '\(id.prefix(80))' has \(id.utf8.count)")
        }
        return try await accept(Event(id: id, payload: JSONValue(encoding: payload)))
    }

    /// Says why it cannot watch for now, in words that a person can act on; nil when it can again.
    ///
    /// It stands until the author says otherwise. The same words again are not said again. What `run` throws needs no
    /// word: the library tells it.
    public func trouble(_ message: String?) { report(message) }

    /// Writes into the daemon's log.
    public func log(_ message: String, level: LogMessage.Level = .info) {
        say(LogMessage(level: level, message: message))
    }
}
