import Dispatch
import Glibc
import Synchronization

/// The reading end of a child's pipe.
///
/// Subprocess' own output sequence ends when the child does, and reads on for as long as a grandchild floods the pipe.
/// This one is told when to stop.
final class PipeReader: Sendable {
    private struct State {
        var isStopped = false
        /// Waits for bytes; nil while nobody waits.
        var wait: Wait?
    }

    /// Dispatch's objects may be used from any thread, which their protocols do not say.
    private struct Wait: @unchecked Sendable {
        let source: any DispatchSourceRead
    }

    private static let chunk = 65_536

    private let descriptor: CInt
    private let queue: DispatchQueue
    private let state = Mutex(State())

    /// - Parameter descriptor: not blocking; closed by `close()`.
    init(descriptor: CInt, queue: DispatchQueue) {
        (self.descriptor, self.queue) = (descriptor, queue)
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
            await waitForBytes()
        }
        return nil
    }

    private func waitForBytes() async {
        await withCheckedContinuation { continuation in
            let wait = Wait(source: DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue))
            wait.source.setEventHandler { wait.source.cancel() }
            wait.source.setCancelHandler { continuation.resume() }
            let isStopped = state.withLock { state in
                state.wait = wait
                return state.isStopped
            }
            wait.source.activate()
            if isStopped { wait.source.cancel() }
        }
        state.withLock { $0.wait = nil }
    }

    /// Lets `next()` return nil from then on, even if more could be read.
    func stop() {
        let wait = state.withLock { state in
            state.isStopped = true
            return state.wait
        }
        wait?.source.cancel()
    }

    /// Only once nobody is in `next()` any more.
    func close() {
        Glibc.close(descriptor)
    }
}
