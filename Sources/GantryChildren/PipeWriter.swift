import GantrySystem
import Glibc
import Synchronization

/// The writing end of a child's pipe. What a child does not read waits here, and holds up nobody but the writer.
final class PipeWriter: Sendable {
    private struct State {
        var isClosed = false
        /// Of whoever waits for room; nil while nobody does.
        var token: UInt64?
    }

    /// A child that does not read what it is sent ends the writing, not this process.
    private static let ignoresBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

    private let descriptor: CInt
    private let poller: Poller
    private let state = Mutex(State())

    /// - Parameter descriptor: not blocking.
    init(descriptor: CInt, poller: Poller) {
        (self.descriptor, self.poller) = (descriptor, poller)
        Self.ignoresBrokenPipes
    }

    deinit { close() }

    /// Writes all of it. One call at a time.
    ///
    /// - Returns: false where the child has closed its end, or this end was closed.
    func write(_ bytes: [UInt8]) async -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written: Int? = state.withLock { state in
                guard !state.isClosed else { return nil }
                var count = 0
                repeat {
                    count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
                } while count < 0 && errno == EINTR
                return count < 0 && errno != EAGAIN ? nil : max(0, count)
            }
            guard let written else { return false }
            rest = rest.dropFirst(written)
            if written == 0, !(await waitForRoom()) { return false }
        }
        return true
    }

    /// - Returns: false where there is nothing to wait for.
    private func waitForRoom() async -> Bool {
        let canWait = await withCheckedContinuation { continuation in
            let isWaiting = state.withLock { state in
                guard !state.isClosed else { return false }
                state.token = poller.wait(for: descriptor, .writing) { continuation.resume(returning: true) }
                return state.token != nil
            }
            if !isWaiting { continuation.resume(returning: false) }
        }
        state.withLock { $0.token = nil }
        return canWait
    }

    /// The child reads the end of its input. Whoever writes is told so.
    func close() {
        let token = state.withLock { state in
            // Within the lock: a write must not meet a descriptor that is somebody else's by now.
            if !state.isClosed { Glibc.close(descriptor) }
            state.isClosed = true
            return state.token
        }
        if let token { poller.cancel(token) }
    }
}
