import GantrySystem
import Glibc
import Synchronization

/// The reading end of a child's pipe.
///
/// Subprocess' own output sequence ends when the child does, and reads on for as long as a grandchild floods the pipe.
/// This one is told when to stop.
final class PipeReader: Sendable {
    private struct State {
        var isStopped = false
        /// Of whoever waits for bytes; nil while nobody does.
        var token: UInt64?
    }

    private static let chunk = 65_536

    private let descriptor: CInt
    private let poller: Poller
    private let state = Mutex(State())

    /// - Parameter descriptor: not blocking; closed by `close()`.
    init(descriptor: CInt, poller: Poller) {
        (self.descriptor, self.poller) = (descriptor, poller)
    }

    /// The next piece; nil at the end of the pipe or once stopped. Heeds no cancellation: what a cancelled child still
    /// prints is wanted.
    func next() async -> [UInt8]? {
        while !state.withLock({ $0.isStopped }) {
            var result = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: Self.chunk) { buffer, count in
                repeat { result = read(descriptor, buffer.baseAddress, Self.chunk) } while result < 0 && errno == EINTR
                count = max(0, result)
            }
            if result > 0 { return bytes }
            guard result < 0, errno == EAGAIN else { return nil }
            guard await waitForBytes() else { return nil }
        }
        return nil
    }

    /// - Returns: false where there is nothing to wait for.
    private func waitForBytes() async -> Bool {
        let canWait = await withCheckedContinuation { continuation in
            let isWaiting = state.withLock { state in
                guard !state.isStopped else { return false }
                state.token = poller.wait(for: descriptor, .reading) { continuation.resume(returning: true) }
                return state.token != nil
            }
            if !isWaiting { continuation.resume(returning: false) }
        }
        state.withLock { $0.token = nil }
        return canWait
    }

    /// Lets `next()` return nil from then on, even if more could be read.
    func stop() {
        let token = state.withLock { state in
            state.isStopped = true
            return state.token
        }
        if let token { poller.cancel(token) }
    }

    /// Only once nobody is in `next()` any more.
    func close() {
        Glibc.close(descriptor)
    }
}
