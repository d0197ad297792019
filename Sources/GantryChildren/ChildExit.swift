import Dispatch
import Glibc
import Subprocess

/// Learns that a child has ended, without reaping it.
struct ChildExit: Sendable {
    private let process: ProcessIdentifier
    private let queue: DispatchQueue

    init(of process: ProcessIdentifier, queue: DispatchQueue) {
        (self.process, self.queue) = (process, queue)
    }

    /// Heeds no cancellation: whoever cancels also stops the child, and its end is wanted.
    func wait() async {
        guard process.processDescriptor >= 0 else { return await poll() }
        // A pidfd becomes readable when its process ends.
        await withCheckedContinuation { continuation in
            let source = DispatchSource.makeReadSource(fileDescriptor: process.processDescriptor, queue: queue)
            source.setEventHandler { source.cancel() }
            source.setCancelHandler { continuation.resume() }
            source.activate()
        }
    }

    /// For kernels without pidfd.
    private func poll() async {
        while !hasEnded {
            await withCheckedContinuation { continuation in
                queue.asyncAfter(deadline: .now() + .milliseconds(20)) { continuation.resume() }
            }
        }
    }

    /// Whether it was ended by KILL: then it could not stop what it watched over. To be asked once it has ended.
    var wasKilled: Bool {
        var info = siginfo_t()
        guard waitid(P_PID, id_t(process.value), &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return false }
        return info.si_code == CInt(CLD_KILLED) && info._sifields._sigchld.si_status == SIGKILL
    }

    private var hasEnded: Bool {
        var info = siginfo_t()
        let result = waitid(P_PID, id_t(process.value), &info, WEXITED | WNOHANG | WNOWAIT)
        return result != 0 || info.si_signo == SIGCHLD
    }
}
