import Glibc
import Subprocess

/// A child that stays, while it lives.
package final class ServedChild: Sendable {
    private let pipes: ChildPipes
    private let process: ProcessIdentifier

    init(_ pipes: ChildPipes, process: ProcessIdentifier) { (self.pipes, self.process) = (pipes, process) }

    /// Writes to its input; waits while it does not read. One call at a time. Where the task is cancelled, its input
    /// ends.
    ///
    /// - Throws: `ChildHasEnded` where it has closed its input.
    package func send(_ bytes: [UInt8]) async throws(ChildHasEnded) {
        let isSent = await withTaskCancellationHandler {
            await pipes.input.write(bytes)
        } onCancel: {
            pipes.input.close()
        }
        guard isSent else { throw ChildHasEnded() }
    }

    /// What it printed next; nil once it has closed its output, and for good where the task is cancelled.
    package func next() async -> [UInt8]? {
        await withTaskCancellationHandler {
            await pipes.output.next()
        } onCancel: {
            pipes.output.stop()
        }
    }

    /// It reads the end of its input.
    package func closeInput() { pipes.input.close() }

    /// Asks it to end: TERM, and later KILL, for it and all it started.
    package func stop() { kill(process.value, SIGTERM) }
}

/// A child that does not take what it is sent any more.
package struct ChildHasEnded: Error, Hashable, Sendable, CustomStringConvertible {
    package let description = "it has closed its input"
}
