import GantryChildren
import GantrySystem
import Glibc
import Synchronization

/// Sees to it that a daemon that was told to stop is gone ten seconds later, whatever hangs: a file that is read from a
/// network which does not answer, a command that ignores SIGTERM, a defect.
///
/// Nothing is lost by it. What is acknowledged is on the disk; a run that had not ended is found at the next start, as
/// after a power cut.
final class Ending: Sendable {
    /// How long runs may go on; then they are cancelled, which tells their commands to end.
    static let patience = Duration.seconds(5)
    /// When commands that did not end by then are killed, counted from the beginning.
    private static let killing = Duration.milliseconds(7500)
    /// When the process ends, whatever goes on in it.
    private static let last = Duration.seconds(9)
    /// How long the log has to take its last lines.
    static let lastWords = Duration.milliseconds(400)

    private let log: LogWriter
    private let children: LiveChildren
    /// Whether it ends the process already.
    private let isAtWork = Atomic(false)

    init(log: LogWriter, children: LiveChildren = .shared) { (self.log, self.children) = (log, children) }

    /// Gives the daemon its time to stop by itself. Returns at once.
    func begin() {
        do {
            try startThread("gantry-ending") { self.run() }
        } catch {
            // Without a thread nobody could see to it later.
            children.killAll()
        }
    }

    /// Ends the process now, and its children with it.
    func now(status: Int32) -> Never {
        isAtWork.store(true, ordering: .sequentiallyConsistent)
        children.killAll()
        waitForChildren(.milliseconds(500))
        log.flush(within: Self.lastWords)
        _exit(status)
    }

    /// Where the process is ended at this moment, lets that be its end, with the status that belongs to it.
    func goFirst() {
        while isAtWork.load(ordering: .sequentiallyConsistent) { pause() }
    }

    private func run() {
        sleep(Self.killing)
        children.killAll()
        sleep(Self.last - Self.killing)
        log.write("warning: something did not stop in time; what it was doing is taken up at the next start")
        now(status: 0)
    }

    /// They end by themselves; the kernel would let them outlive us by a moment.
    private func waitForChildren(_ limit: Duration) {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while children.count > 0, clock.now < deadline { usleep(5000) }
    }

    private func sleep(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        var rest = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        var left = timespec()
        while nanosleep(&rest, &left) != 0, errno == EINTR { rest = left }
    }
}
