package import GantryCore

/// A program to run, and the limits it runs under.
package struct ChildCommand: Hashable, Sendable {
    /// A path, or a name that is looked for in `PATH`. A relative path with a slash counts from `workingFolder`.
    package var program: String
    /// What follows the program's name.
    package var arguments: [String]
    /// Added to the clean environment: `PATH`, `HOME`, `LANG` and nothing else of the daemon's.
    package var environment: [String: String]
    /// Whether it gets those three; else `environment` is all it gets.
    package var hasBasicEnvironment = true
    /// Absolute.
    package var workingFolder: String
    /// What it can read; it need not. A child that is served gets what is sent to it instead.
    package var input: [UInt8] = []
    /// How long it may run before it is told to end. A child that is served has none.
    package var deadline: Duration
    /// What is passed on of both streams together; what is printed beyond it is read and dropped.
    package var outputLimit: ByteCount
    /// Whether it is stopped as soon as it has printed more than that.
    package var stopsAtOutputLimit = false
    package var limits = ChildLimits.none
    /// Nil: it may use all files and the network, as its user may.
    package var fence: Fence?

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
        /// The deadline passed, and all of it was stopped.
        case timedOut
        /// It printed more than it may, and all of it was stopped.
        case flooded
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
