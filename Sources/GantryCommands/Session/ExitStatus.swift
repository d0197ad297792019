/// How `gantry` ends. Source: sysexits.h for 64, 69 and 78.
enum ExitStatus {
    /// All is well; warnings do not count.
    static let good: Int32 = 0
    /// What was asked for failed, or something was found at the level of `--fail-on`.
    static let failed: Int32 = 1
    /// What was typed cannot be understood, or an expression is impossible.
    static let usage: Int32 = 64
    /// No daemon can be reached.
    static let unavailable: Int32 = 69
    /// A file is wrong.
    static let wrongFile: Int32 = 78
}
