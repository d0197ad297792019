package import GantryCore
import Synchronization

/// The runs that this engine has under way: what each is doing, and how to end it.
package final class UnderWay: Sendable {
    private struct Entry {
        var step: StepRecord?
        var ends: AsyncStream<String>.Continuation?
        var reason: String?
    }

    private let entries = Mutex<[Int64: Entry]>([:])

    /// The step that a run is at; nil where it is between two, or not under way here.
    package func step(ofRun id: Int64) -> StepRecord? { entries.withLock { $0[id]?.step } }

    /// Does a step, unless the run is ended by hand.
    ///
    /// - Throws: `CancelledByHand`, and what the body throws.
    func perform<Content: Sendable>(
        _ step: StepRecord, _ body: @escaping @Sendable () async throws -> Content
    ) async throws -> Content {
        let (reasons, ends) = AsyncStream<String>.makeStream(bufferingPolicy: .bufferingNewest(1))
        entries.withLock { entries in
            entries[step.run, default: Entry()].step = step
            entries[step.run]?.ends = ends
            if let reason = entries[step.run]?.reason { ends.yield(reason) }
        }
        defer {
            entries.withLock { entries in
                entries[step.run]?.step = nil
                entries[step.run]?.ends = nil
            }
        }
        return try await withThrowingTaskGroup(of: Content?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                for await reason in reasons { throw CancelledByHand(reason: reason) }
                return nil
            }
            defer { group.cancelAll() }
            while let content = try await group.next() {
                if let content { return content }
            }
            throw CancellationError()
        }
    }

    /// Why a run is to end, where somebody wants that.
    func reason(ofRun id: Int64) -> String? { entries.withLock { $0[id]?.reason } }

    /// Ends a run that is under way, between two steps or within one.
    func cancel(_ id: Int64, because reason: String) {
        entries.withLock { entries in
            entries[id]?.reason = reason
            entries[id]?.ends?.yield(reason)
        }
    }

    func begin(_ id: Int64) { entries.withLock { $0[id, default: Entry()].step = nil } }

    func remove(_ id: Int64) { entries.withLock { $0[id] = nil } }
}

/// Somebody wanted the run to end.
struct CancelledByHand: Error {
    let reason: String
}
