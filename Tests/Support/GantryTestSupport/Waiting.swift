import GantrySystem

/// Runs what blocks on a thread of its own, so that no thread of the cooperative pool does; neither does one of
/// Dispatch's, which are the same ones.
package func onThread<Product: Sendable, Failure: Error>(
    _ body: @escaping @Sendable () throws(Failure) -> Product
) async throws(Failure) -> Product {
    let result: Result<Product, Failure> = await withCheckedContinuation { continuation in
        let work: @Sendable () -> Void = { continuation.resume(returning: Result(catching: body)) }
        // Where there are too many threads, it is slow rather than nothing.
        do { try startThread("gantry-test", work) } catch { work() }
    }
    return try result.get()
}

/// Waits until a condition of another task holds; gives way to it meanwhile.
package func until(_ condition: () async throws -> Bool) async rethrows {
    // A time limit cancels the test; it ends then, and fails.
    while !Task.isCancelled, !(try await condition()) { await Task.yield() }
}
