import Glibc

/// Why the system would not execute a file that is there, as words that follow its path, and what mends it.
public struct ExecutionObstacle: Hashable, Sendable {
    /// `ST_NOEXEC`, which the Glibc module lacks.
    private static let runsNothing: UInt = 8

    public let reason: String
    /// A line that can be typed, or words.
    public let hint: String

    /// Looks at the file, so it blocks.
    ///
    /// - Returns: nil where it can be executed, or where there is no such file.
    public init?(of path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        guard status.st_mode & 0o111 != 0 else {
            (reason, hint) = ("cannot be executed", "chmod +x \(shellQuoted(path))")
            return
        }
        guard access(path, X_OK) != 0 else { return nil }
        var mount = statvfs()
        if statvfs(path, &mount) == 0, UInt(mount.f_flag) & Self.runsNothing != 0 {
            (reason, hint) = (
                "stands on a file system that runs no programs (mounted with noexec)",
                "move it to another one; a script is started through its interpreter: [python3, ./NAME.py]"
            )
        } else {
            (reason, hint) = ("may not be executed by this user", "chmod a+x \(shellQuoted(path))")
        }
    }
}
