/// How a call of a plugin went wrong.
enum CallFailure: Error, Hashable, Sendable {
    /// The plugin said why itself, as it should.
    case reported(String, retry: Bool, retryAfter: Duration?)
    /// It broke the protocol or its limits: a crash, a hang, a flood, garbage.
    case misbehaved(String)
    /// It could not be called at all, and not for a fault of its own code: a secret is missing, a pin does not fit.
    case impossible(String)

    static func reported(_ message: String) -> CallFailure { .reported(message, retry: true, retryAfter: nil) }

    var message: String {
        switch self {
        case .reported(let message, _, _), .misbehaved(let message), .impossible(let message): message
        }
    }
}
