/// Why a call failed, in words that a person can act on.
///
/// ```swift
/// throw PluginFailure("crm.example.org refuses the token: make a new one and save it as the secret 'crm-token'")
/// ```
public struct PluginFailure: Error, Hashable, Sendable, CustomStringConvertible {
    public var message: String
    /// For a channel: false where no later try can help.
    public var canRetry: Bool?
    /// For a channel: how long to wait before the next try.
    public var retryAfter: Duration?

    public init(_ message: String, canRetry: Bool? = nil, retryAfter: Duration? = nil) {
        (self.message, self.canRetry, self.retryAfter) = (message, canRetry, retryAfter)
    }

    public var description: String { message }
}

extension FailureMessage {
    /// Any error, as the protocol tells it.
    init(_ error: any Error) {
        let failure = PluginFailure(error)
        self.init(
            message: failure.message, retry: failure.canRetry,
            retryAfter: failure.retryAfter.map { "\(Input.Duration($0))" })
    }

    /// As the `data` of an error of `serve`.
    var data: JSONValue? {
        var members: [String: JSONValue] = [:]
        members["retry"] = retry.map(JSONValue.bool)
        members["retry_after"] = retryAfter.map(JSONValue.string)
        return members.isEmpty ? nil : .object(members)
    }
}
