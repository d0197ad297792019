import GantryCore
import Synchronization

/// What both streams of a child may still print.
final class OutputBudget: Sendable {
    private struct State {
        var remaining: Int
        var isExceeded = false
    }

    private let state: Mutex<State>

    init(_ limit: ByteCount) {
        state = Mutex(State(remaining: limit.bytes))
    }

    var isExceeded: Bool { state.withLock { $0.isExceeded } }

    /// The part of the bytes that is within the limit.
    func take(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        state.withLock { state in
            let part = bytes.prefix(state.remaining)
            state.remaining -= part.count
            if part.count < bytes.count { state.isExceeded = true }
            return part
        }
    }
}
