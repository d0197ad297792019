import CLinux
import Glibc
import Synchronization

/// What a descriptor is waited for.
package enum Readiness: Sendable {
    case reading, writing
}

/// Waits for any number of descriptors on one thread.
///
/// Dispatch does not say that the other end of a full pipe was closed: whoever waits to write would wait for ever. And
/// a source for each wait takes longer to be made and cancelled than a child takes to answer.
package final class Poller: Sendable {
    private struct State {
        var lastToken: UInt64 = 0
        var handlers: [UInt64: @Sendable () -> Void] = [:]
    }

    /// Nil where the process had no descriptor or no thread left for it.
    package static let shared = Poller()

    private let epoll: CInt
    private let state = Mutex(State())

    private init?() {
        epoll = clinux_epoll_create()
        guard epoll >= 0 else { return nil }
        // It waits in the kernel for as long as the process lives.
        do { try startThread("gantry-children") { self.loop() } } catch { return nil }
    }

    /// Calls the handler once: when the descriptor is ready or its other end is closed, or by `cancel`.
    ///
    /// - Returns: a token for `cancel`; nil where the kernel refuses, and then the handler is not called.
    package func wait(
        for descriptor: CInt, _ readiness: Readiness, handler: @escaping @Sendable () -> Void
    ) -> UInt64? {
        let token = state.withLock { state in
            state.lastToken += 1
            state.handlers[state.lastToken] = handler
            return state.lastToken
        }
        if clinux_epoll_arm(epoll, descriptor, token, readiness == .writing ? 1 : 0) == 0 { return token }
        // A handler that was called already has been told enough.
        return state.withLock { $0.handlers.removeValue(forKey: token) } == nil ? token : nil
    }

    /// Calls the handler now, unless it was called.
    package func cancel(_ token: UInt64) {
        state.withLock { $0.handlers.removeValue(forKey: token) }?()
    }

    private func loop() {
        var tokens = [UInt64](repeating: 0, count: 64)
        while true {
            let count = clinux_epoll_wait(epoll, &tokens, CInt(tokens.count))
            guard count > 0 else { continue }
            for token in tokens.prefix(Int(count)) { cancel(token) }
        }
    }
}
