import GantryCore
import GantrySystem
import Glibc
import Synchronization

/// Writes the lines of the log on a thread of its own, so that nobody waits for whoever reads them.
///
/// What a reader does not take in time is dropped, and counted: the count stands in the log where the lines are missing,
/// as soon as somebody reads again.
final class LogWriter: Sendable {
    private struct State {
        /// Whole lines, with their ends.
        var waiting: [UInt8] = []
        /// Lines that found no room, after those that wait.
        var dropped = 0
        /// Whether the thread holds something that is not written yet.
        var isWriting = false
    }

    /// How much may wait to be written; a second such amount may be under way.
    private static let capacity = 256 * 1024

    private let descriptor: Int32
    /// A line that says how many are missing.
    private let remark: @Sendable (Int) -> String
    private let state = Mutex(State())
    private let gate = Gate()

    /// - Parameters:
    ///   - descriptor: stays open.
    ///   - remark: gives the line that stands for so many that were dropped.
    /// - Throws: `SystemFailure` where the thread cannot be started.
    init(
        to descriptor: Int32,
        remark: @escaping @Sendable (Int) -> String = {
            "warning: \($0) lines of the log were dropped: nobody read them"
        }
    ) throws(SystemFailure) {
        (self.descriptor, self.remark) = (descriptor, remark)
        try startThread("gantry-log") { [weak self, gate] in
            // Whoever waits at the gate holds nothing, so that the writer can go.
            while gate.wait(), let writer = self { writer.writeWaiting() }
        }
    }

    deinit { gate.close() }

    /// Takes a line without its end, and returns at once.
    func write(_ line: String) {
        state.withLock { state in
            guard state.waiting.count + line.utf8.count < Self.capacity, state.dropped == 0 else {
                state.dropped += 1
                return
            }
            state.waiting += line.utf8
            state.waiting.append(UInt8(ascii: "\n"))
        }
        gate.open()
    }

    /// Waits until everything is written, or so long. It blocks: for the end of a process.
    func flush(within limit: Duration) {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while clock.now < deadline, state.withLock({ !$0.waiting.isEmpty || $0.isWriting }) { usleep(2000) }
    }

    private func writeWaiting() {
        let (bytes, dropped) = state.withLock { state in
            state.isWriting = true
            defer { (state.waiting, state.dropped) = ([], 0) }
            return (state.waiting, state.dropped)
        }
        let lost = writeAll(bytes)
        let missing = lost + dropped
        // One that cannot be said counts with the next that are dropped.
        let isSaid = missing == 0 || writeAll(Array((remark(missing) + "\n").utf8)) == 0
        state.withLock { state in
            state.isWriting = false
            if !isSaid { state.dropped += missing }
        }
    }

    /// - Returns: how many lines could not be written.
    private func writeAll(_ bytes: [UInt8]) -> Int {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                var room = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&room, 1, -1)
            default: return rest.count { $0 == UInt8(ascii: "\n") }
            }
        }
        return 0
    }
}

/// Where the thread waits for lines.
private final class Gate: Sendable {
    /// How often it was opened, and once more when it was closed.
    nonisolated(unsafe) private let count: UnsafeMutablePointer<sem_t>
    private let isClosed = Atomic(false)

    init() {
        count = .allocate(capacity: 1)
        sem_init(count, 0, 0)
    }

    deinit {
        sem_destroy(count)
        count.deallocate()
    }

    func open() {
        var value: Int32 = 0
        sem_getvalue(count, &value)
        // One is enough to be let through: whoever comes through takes all that waits.
        if value == 0 { sem_post(count) }
    }

    func close() {
        isClosed.store(true, ordering: .releasing)
        sem_post(count)
    }

    /// - Returns: false once it is closed.
    func wait() -> Bool {
        while sem_wait(count) != 0 {}
        return !isClosed.load(ordering: .acquiring)
    }
}
