import Synchronization

/// Those who wait for a run to end.
final class RunWaiters: Sendable {
    private struct State {
        var nextID = 0
        var waiting: [Int: (run: Int64, end: AsyncStream<Never>.Continuation)] = [:]
    }

    private let state = Mutex(State())

    /// A stream that gives nothing and ends when the run has ended. Ask the store once more after this call: the run
    /// may have ended just before it.
    func end(of run: Int64) -> AsyncStream<Never> {
        let (stream, continuation) = AsyncStream.makeStream(of: Never.self, bufferingPolicy: .bufferingNewest(1))
        let id = state.withLock { state in
            state.nextID += 1
            state.waiting[state.nextID] = (run, continuation)
            return state.nextID
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { $0.waiting[id] = nil }
        }
        return stream
    }

    func ended(_ run: Int64) {
        let ends = state.withLock { state in state.waiting.values.filter { $0.run == run }.map(\.end) }
        for end in ends { end.finish() }
    }
}
