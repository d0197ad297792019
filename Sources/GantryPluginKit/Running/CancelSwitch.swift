/// Ends one piece of work from outside of its task, without a handle on the task.
struct CancelSwitch: Sendable {
    private let pulls: AsyncStream<Void>
    private let lever: AsyncStream<Void>.Continuation

    init() { (pulls, lever) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    /// Cancels the work, also where it has not begun yet.
    func pull() { lever.finish() }

    /// Does the work in a task that `pull` cancels, and waits for its end.
    func run<Result: Sendable>(_ work: @escaping @Sendable () async -> Result) async -> Result? {
        await withTaskGroup(of: Result?.self) { group in
            group.addTask { await work() }
            group.addTask {
                for await _ in pulls {}
                return nil
            }
            // Whichever ends first, the other one is to end too.
            let first = await group.next() ?? nil
            group.cancelAll()
            let second = await group.next() ?? nil
            return first ?? second
        }
    }
}
