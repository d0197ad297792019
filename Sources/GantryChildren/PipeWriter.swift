import Dispatch
import Glibc
import Synchronization

/// The writing end of a child's pipe. What a child does not read waits here, and holds up nobody but the writer.
final class PipeWriter: Sendable {
    private struct State {
        var isClosed = false
        var wait: Wait?
    }

    /// Dispatch's objects may be used from any thread, which their protocols do not say.
    private struct Wait: @unchecked Sendable {
        let source: any DispatchSourceWrite
    }

    /// A child that does not read what it is sent ends the writing, not this process.
    private static let ignoresBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

    private let descriptor: CInt
    private let queue: DispatchQueue
    private let state = Mutex(State())

    /// - Parameter descriptor: not blocking.
    init(descriptor: CInt, queue: DispatchQueue) {
        (self.descriptor, self.queue) = (descriptor, queue)
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
            if written == 0 { await waitForRoom() }
        }
        return true
    }

    private func waitForRoom() async {
        await withCheckedContinuation { continuation in
            let isClosed = state.withLock { state in
                guard !state.isClosed else { return true }
                let wait = Wait(source: DispatchSource.makeWriteSource(fileDescriptor: descriptor, queue: queue))
                wait.source.setEventHandler { wait.source.cancel() }
                wait.source.setCancelHandler { continuation.resume() }
                state.wait = wait
                wait.source.activate()
                return false
            }
            if isClosed { continuation.resume() }
        }
        state.withLock { $0.wait = nil }
    }

    /// The child reads the end of its input. Whoever writes is told so.
    func close() {
        let (wait, isFirst) = state.withLock { state in
            defer { state.isClosed = true }
            return (state.wait, !state.isClosed)
        }
        guard isFirst else { return }
        guard let wait else {
            Glibc.close(descriptor)
            return
        }
        // The source looks at the descriptor until it has been cancelled.
        queue.async { [descriptor] in
            wait.source.cancel()
            self.queue.async { Glibc.close(descriptor) }
        }
    }
}
