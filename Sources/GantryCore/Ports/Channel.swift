/// A way to reach people.
public protocol Channel: Sendable {
    /// Hands one message over. Called again with the same delivery after a failure or a crash: what goes out carries
    /// the same id, so that a receiver can tell a repeat.
    ///
    /// - Throws: `DeliveryFailure`, which says whether another try may help.
    func deliver(_ delivery: Delivery) async throws
}

public struct DeliveryFailure: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String
    /// False where no later try can succeed.
    public let mayRetry: Bool
    /// The receiver's own wish for the next try; nil where it has none.
    public let retryAfter: Duration?

    public init(_ description: String, mayRetry: Bool = true, retryAfter: Duration? = nil) {
        (self.description, self.mayRetry, self.retryAfter) = (description, mayRetry, retryAfter)
    }
}
