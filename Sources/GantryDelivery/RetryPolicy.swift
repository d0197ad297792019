/// When a delivery that failed is tried again. Pure: the chance comes from outside.
package struct RetryPolicy: Hashable, Sendable {
    /// The wait after the first failed try, before jitter.
    package let first: Duration
    /// No wait is longer, unless the receiver asks for it.
    package let cap: Duration
    /// Tries in all; after the last failed one the delivery is given up. They are counted, and not the hours, so that a
    /// clock that is set neither ends nor prolongs them.
    package let tries: Int
    /// The longest wait that a receiver can ask for.
    package let longestRetryAfter: Duration

    /// The standard tries go on for 48 hours at least: nine in the first 86 minutes, then one an hour.
    ///
    /// - Parameter tries: at least 1.
    package init(
        first: Duration = .seconds(10), cap: Duration = .seconds(3600), tries: Int = 57,
        longestRetryAfter: Duration = .seconds(86_400)
    ) {
        (self.first, self.cap, self.tries, self.longestRetryAfter) = (first, cap, max(1, tries), longestRetryAfter)
    }

    /// How long to wait after a failed try; nil where it was the last one.
    ///
    /// The wait doubles from try to try up to the cap. Jitter adds up to a quarter of it, so that what failed together is
    /// not tried again together.
    ///
    /// - Parameters:
    ///   - number: which try failed, from 1.
    ///   - retryAfter: the receiver's own wish, heeded where it is longer.
    package func delay(
        afterTry number: Int, retryAfter: Duration? = nil, using generator: inout some RandomNumberGenerator
    ) -> Duration? {
        guard number < tries else { return nil }
        var wait = first
        for _ in 1..<max(1, number) where wait < cap { wait = wait * 2 }
        wait = min(wait, cap)
        let milliseconds = wait.components.seconds * 1000 + wait.components.attoseconds / 1_000_000_000_000_000
        let jitter = Duration.milliseconds(Int64.random(in: 0...max(0, milliseconds / 4), using: &generator))
        return max(wait + jitter, min(retryAfter ?? .zero, longestRetryAfter))
    }
}
