import CLinux
import GantryCore
import GantrySystem
import Glibc
import Synchronization

/// Hears the signals of the process on a thread of its own, so that they are heard whatever the daemon is busy with.
///
/// The first SIGTERM or SIGINT asks it to stop, a second one ends it at once. SIGHUP asks it to read all files again;
/// on a terminal it says that the terminal is gone, and asks it to stop.
final class StopSignals: Sendable {
    private enum Stage {
        case starting, running, stopping
    }

    /// Ends, or has an element, once the daemon is to stop.
    let stops = Hint()
    /// That all files are to be read again.
    let reloads = Hint()
    private let stage = Mutex(Stage.starting)
    private let isOnTerminal: Bool
    private let ending: Ending

    /// - Parameters:
    ///   - isOnTerminal: whether SIGHUP means that there is nobody any more.
    ///   - ending: carries out what was asked for.
    /// - Throws: `SystemFailure` where it has no descriptor or no thread for it.
    init(isOnTerminal: Bool, ending: Ending) throws(SystemFailure) {
        (self.isOnTerminal, self.ending) = (isOnTerminal, ending)
        let numbers = [SIGTERM, SIGINT, SIGHUP]
        let descriptor = clinux_signals_open(numbers, Int32(numbers.count))
        guard descriptor >= 0 else { throw SystemFailure("listen to signals", code: -descriptor) }
        try startThread("gantry-signals") { self.listen(descriptor) }
    }

    /// Whether a person at a terminal runs this process: who logs out wants it gone, and one that systemd runs stays.
    static var areOnTerminal: Bool { (0...2).contains { isatty($0) == 1 } }

    /// The services run from now on: a signal asks them to stop. Before, it ends the process, which has begun nothing.
    func servicesRun() { stage.withLock { if $0 == .starting { $0 = .running } } }

    private func listen(_ descriptor: Int32) {
        var number: UInt8 = 0
        while true {
            let count = read(descriptor, &number, 1)
            if count == 1 { take(Int32(number)) }
            guard count == 1 || errno == EINTR else { return }
        }
    }

    private func take(_ number: Int32) {
        if number == SIGHUP, !isOnTerminal {
            reloads.set()
            return
        }
        let before = stage.withLock { stage in
            defer { stage = .stopping }
            return stage
        }
        switch before {
        case .starting: ending.now(status: 0)
        case .running:
            ending.begin()
            stops.finish()
        case .stopping:
            // A terminal that goes sends it to all at once, and again for each of them.
            if number != SIGHUP { ending.now(status: 128 + number) }
        }
    }
}
