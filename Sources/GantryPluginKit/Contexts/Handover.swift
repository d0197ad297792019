/// One message that a channel is to deliver.
public struct Handover: Sendable {
    /// The request as it came.
    public let request: DeliveryCall
    private let say: @Sendable (PluginLine) -> Void

    /// The folder of the definitions, absolute. `needs.folders` of the manifest count from it.
    public let root: String

    /// A handover whose lines go to `say`. Plugins are given theirs; tests make their own.
    ///
    /// - Parameters:
    ///   - request: what is asked.
    ///   - root: the folder of the definitions; nil for that of this process.
    ///   - say: takes each line.
    public init(_ request: DeliveryCall, root: String? = nil, say: @escaping @Sendable (PluginLine) -> Void) {
        (self.request, self.root, self.say) = (request, root ?? Root.path, say)
    }

    /// A file as people name it: a path below ``root``, or an absolute one.
    public func path(_ name: String) -> String { Root.path(name, below: root) }

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
