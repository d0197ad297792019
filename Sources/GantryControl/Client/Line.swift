import GantryCore
import GantrySystem
import Glibc
import Synchronization

/// A connection that one thread speaks on, and that anybody may cut.
final class Line: Sendable {
    private struct State {
        var descriptor: Int32?
        var isCut = false
    }

    private let state = Mutex(State())
    private let deadline: ContinuousClock.Instant?

    init(deadline: ContinuousClock.Instant?) { self.deadline = deadline }

    var isCut: Bool { state.withLock(\.isCut) }

    /// Ends what goes on on it, from another thread.
    func cut() {
        state.withLock { state in
            state.isCut = true
            if let descriptor = state.descriptor { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    func close() {
        state.withLock { state in
            if let descriptor = state.descriptor { Glibc.close(descriptor) }
            state.descriptor = nil
        }
    }

    /// - Returns: 0, or the number of the reason why not.
    func connect(to path: String) -> Int32 {
        let address: UnixAddress
        do { address = try UnixAddress(path) } catch { return error.code }
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return errno }
        guard address.withSocketAddress({ Glibc.connect(descriptor, $0, $1) }) == 0 else {
            let code = errno
            Glibc.close(descriptor)
            return code
        }
        return state.withLock { state in
            guard !state.isCut else {
                Glibc.close(descriptor)
                return ECANCELED
            }
            state.descriptor = descriptor
            return 0
        }
    }

    /// Blocks the thread for so long, or until the deadline.
    func pause(_ duration: Duration) throws(HTTPExchange.Failure) {
        poll(nil, 0, try milliseconds(atMost: duration))
    }

    /// Blocks the thread until there is something to read, or room to write into.
    func wait(forWriting: Bool) throws(HTTPExchange.Failure) -> (toRead: Bool, toWrite: Bool) {
        guard let descriptor = state.withLock(\.descriptor) else { throw .endedEarly }
        let events = Int16(POLLIN) | (forWriting ? Int16(POLLOUT) : 0)
        var entry = pollfd(fd: descriptor, events: events, revents: 0)
        while true {
            let count = poll(&entry, 1, try milliseconds(atMost: nil))
            if count > 0 { break }
            guard count == 0 || errno == EINTR else { throw .endedEarly }
        }
        let isOver = entry.revents & Int16(POLLHUP | POLLERR) != 0
        return (isOver || entry.revents & Int16(POLLIN) != 0, entry.revents & Int16(POLLOUT) != 0)
    }

    /// - Returns: how much was taken; nil where nobody takes any more.
    func send(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let descriptor = state.withLock(\.descriptor) else { return nil }
        let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if count >= 0 { return count }
        return errno == EAGAIN || errno == EINTR ? 0 : nil
    }

    /// - Returns: how much there was, 0 at the end; nil where there is nothing yet.
    func receive(_ buffer: inout [UInt8]) -> Int? {
        guard let descriptor = state.withLock(\.descriptor) else { return 0 }
        let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        if count >= 0 { return count }
        return errno == EAGAIN || errno == EINTR ? nil : 0
    }

    /// How long to wait at most, as `poll` takes it.
    private func milliseconds(atMost limit: Duration?) throws(HTTPExchange.Failure) -> Int32 {
        guard let deadline else { return limit.map(Self.milliseconds) ?? -1 }
        let left = deadline - ContinuousClock.now
        guard left > .zero else { throw .tooSlow }
        return Self.milliseconds(min(left, limit ?? left))
    }

    /// Rounded up, so that a deadline is past when its time is over.
    private static func milliseconds(_ duration: Duration) -> Int32 {
        Int32(clamping: (duration.wholeNanoseconds + 999_999) / 1_000_000)
    }
}
