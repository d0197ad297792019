public import GantryCore

extension DiagnosticCode {
    /// A folder that cannot be watched because a limit of inotify is reached; it is looked at from time to time.
    public static let watchLimitReached = DiagnosticCode("GTY0611")
    /// A folder that cannot be watched for another reason; it is looked at from time to time.
    public static let folderNotWatched = DiagnosticCode("GTY0612")
}

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
}
