package import GantryCore

/// How a reading treats what may not be as it will be in a moment: files that are being written, and files that are
/// away.
package struct Looking: Sendable {
    /// For so long a file that is away keeps its last good version. Editors that save by renaming and `git checkout`
    /// there and back are done by then; a person who removes a file waits no longer than for a cup to be put down.
    package static let removalSettles = Duration.seconds(10)
    /// A file that changed within this time, and of which nobody said that it is whole, may be half a file.
    package static let contentSettles = Duration.seconds(1)

    /// Of the clock that removals settle on.
    package let now: Instant
    /// Whether what is new waits until it is whole; false: files are taken as they are.
    package let settles: Bool
    /// Whether what is away is gone at once, as when somebody asks for it.
    package let takesRemovals: Bool
    /// Whether a file is open for writing, by its absolute path.
    package let isBeingWritten: @Sendable (String) -> Bool
    /// Whether a file was closed, or put there whole, since the last reading; by its absolute path.
    package let isWhole: @Sendable (String) -> Bool
    /// The machine's clock, which files carry the times of, in nanoseconds since 1970.
    package let machineTime: @Sendable () -> Int64

    package init(
        now: Instant, settles: Bool = true, takesRemovals: Bool = false,
        isBeingWritten: @escaping @Sendable (String) -> Bool = { _ in false },
        isWhole: @escaping @Sendable (String) -> Bool = { _ in false },
        machineTime: @escaping @Sendable () -> Int64 = { FileMark.machineTime }
    ) {
        (self.now, self.settles, self.takesRemovals) = (now, settles, takesRemovals)
        (self.isBeingWritten, self.isWhole, self.machineTime) = (isBeingWritten, isWhole, machineTime)
    }

    /// Takes everything as it is: for those who look once.
    package static let once = Looking(now: Instant(secondsSinceEpoch: 0), settles: false, takesRemovals: true)
}
