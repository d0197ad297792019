public import GantryCore

extension DiagnosticCode {
    /// A folder that cannot be watched because a limit of inotify is reached; it is looked at from time to time.
    public static let watchLimitReached = DiagnosticCode("GTY0611")
    /// A folder that cannot be watched for another reason; it is looked at from time to time.
    public static let folderNotWatched = DiagnosticCode("GTY0612")
}
