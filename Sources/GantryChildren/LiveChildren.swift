import Glibc
import Synchronization

/// The children that run now, for a process that has to end whatever they do.
package final class LiveChildren: Sendable {
    private struct State {
        var processes: Set<pid_t> = []
        var isEnding = false
    }

    /// Those of this process.
    package static let shared = LiveChildren()

    private let state = Mutex(State())

    package init() {}

    package var count: Int { state.withLock { $0.processes.count } }

    /// Whether no more may be started.
    var isEnding: Bool { state.withLock { $0.isEnding } }

    func insert(_ process: pid_t) {
        state.withLock { state in
            state.processes.insert(process)
            if state.isEnding { kill(process, SIGUSR1) }
        }
    }

    func remove(_ process: pid_t) { state.withLock { _ = $0.processes.remove(process) } }

    /// Kills all of them with what they started, and lets none be started any more. Returns at once.
    package func killAll() {
        state.withLock { state in
            state.isEnding = true
            // Within the lock: one that is listed has not been reaped.
            for process in state.processes { kill(process, SIGUSR1) }
        }
    }
}
