/// A program to run, and the limits it runs under.
package struct ChildCommand: Hashable, Sendable {
    /// A path, or a name that is looked for in `PATH`. A relative path with a slash counts from `workingFolder`.
    package var program: String
    /// What follows the program's name.
    package var arguments: [String]
    /// Added to the clean environment: `PATH`, `HOME`, `LANG` and nothing else of the daemon's.
    package var environment: [String: String]
    /// Absolute.
    package var workingFolder: String
    /// How long it may run before it is told to end.
    package var deadline: Duration
    /// What is passed on of both streams together; what is printed beyond it is read and dropped.
    package var outputLimit: ByteCount

    package init(
        program: String, arguments: [String] = [], environment: [String: String] = [:], workingFolder: String,
        deadline: Duration, outputLimit: ByteCount
    ) {
        (self.program, self.arguments, self.environment) = (program, arguments, environment)
        (self.workingFolder, self.deadline, self.outputLimit) = (workingFolder, deadline, outputLimit)
    }
}

/// Where a child printed something.
package enum ChildStream: Hashable, Sendable {
    case output, error
}

/// How a child ended.
package struct ChildOutcome: Hashable, Sendable {
    package enum Exit: Hashable, Sendable {
        case exited(Int32)
        case signalled(Int32)
        /// The deadline passed, and its process group was stopped.
        case timedOut
        /// It never ran; in words.
        case couldNotStart(String)
    }

    package let exit: Exit
    /// True where it printed more than the limit.
    package let truncated: Bool
    /// From the start to the end, in elapsed time.
    package let duration: Duration

    package init(exit: Exit, truncated: Bool, duration: Duration) {
        (self.exit, self.truncated, self.duration) = (exit, truncated, duration)
    }
}
