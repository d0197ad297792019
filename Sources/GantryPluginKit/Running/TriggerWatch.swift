import Synchronization

/// Keeps the trigger of one subscription at it, and tells Gantry when it is in trouble.
final class TriggerWatch: Sendable {
    /// How long a trigger that failed has to watch again until its trouble is over.
    static let recovery = Duration.seconds(10)

    private struct State {
        var trouble = TroubleRecord()
        var hasLasted = false
        var isOver = false
    }

    private let pause: @Sendable (Duration) async throws -> Void
    /// Tells Gantry the trouble; nil for its end.
    private let tell: @Sendable (String?) -> Void
    private let state = Mutex(State())

    init(
        pause: @escaping @Sendable (Duration) async throws -> Void, tell: @escaping @Sendable (String?) -> Void
    ) {
        (self.pause, self.tell) = (pause, tell)
    }

    /// What the author says; nil for the end.
    func said(_ words: String?) {
        state.withLock { state in
            guard !state.isOver, state.trouble.said(words) else { return }
            tell(words)
        }
    }

    /// An event was taken, or it has watched for long.
    func recovered() {
        state.withLock { state in
            guard !state.isOver, state.trouble.recovered() else { return }
            tell(nil)
        }
    }

    /// Runs it until the task is cancelled, again and again where it fails or ends before.
    ///
    /// - Parameter log: takes why it failed, and when it begins again.
    func keep(_ run: @Sendable () async throws -> Void, log: @Sendable (_ words: String, Duration) -> Void) async {
        defer { state.withLock { $0.isOver = true } }
        var patience = Patience()
        while !Task.isCancelled {
            let words = await watch(run)
            if Task.isCancelled { return }
            if state.withLock({ $0.hasLasted }) { patience = Patience() }
            state.withLock { state in
                if state.trouble.failed(words) { tell(words) }
            }
            let wait = patience.next()
            log(words, wait)
            do { try await pause(wait) } catch { return }
        }
    }

    /// - Returns: why it ended.
    private func watch(_ run: @Sendable () async throws -> Void) async -> String {
        state.withLock { $0.hasLasted = false }
        async let _: Void = endure()
        do {
            try await run()
        } catch {
            if !(error is CancellationError) { return PluginFailure(error).message }
        }
        return "it stopped watching"
    }

    private func endure() async {
        do { try await pause(Self.recovery) } catch { return }
        if Task.isCancelled { return }
        state.withLock { $0.hasLasted = true }
        recovered()
    }
}
