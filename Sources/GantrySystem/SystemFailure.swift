import Glibc

/// The words for a number of `errno`, in the language of the process: `No space left on device`.
package func errorText(_ code: Int32) -> String { String(cString: strerror(code)) }

/// A call to the system that failed.
public struct SystemFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried, in words: `create an epoll descriptor`.
    public let attempt: String
    /// The system's number for the reason.
    public let code: Int32

    package init(_ attempt: String, code: Int32) {
        (self.attempt, self.code) = (attempt, code)
    }

    public var description: String { "cannot \(attempt): \(errorText(code))" }

    /// What the last call on this thread that failed has to say.
    package static var lastReason: String { errorText(errno) }
}
