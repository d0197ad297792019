/// One message that a channel is to deliver.
public struct Handover: Sendable {
    /// The request as it came.
    public let request: DeliveryCall
    private let say: @Sendable (PluginLine) -> Void

    /// A handover whose lines go to `say`. Plugins are given theirs; tests make their own.
    public init(_ request: DeliveryCall, say: @escaping @Sendable (PluginLine) -> Void) {
        (self.request, self.say) = (request, say)
    }

    /// The message, and whom it is for.
    public var delivery: DeliveryMessage { request.delivery }

    /// A folder that the plugin may write, and that stays.
    public var work: String { request.work }

    /// A secret that the manifest names in `needs.secrets`.
    ///
    /// - Throws: ``PluginFailure`` where there is none.
    public func secret(_ name: String) throws -> String { try request.secrets.secret(name) }

    /// Writes into the log.
    public func log(_ message: String, level: LogMessage.Level = .info) {
        say(.log(LogMessage(level: level, message: message)))
    }
}
