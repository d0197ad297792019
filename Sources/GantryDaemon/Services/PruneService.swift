import GantryCore
import GantryStore
import GantryWorkflow
import Logging
import ServiceLifecycle

/// Removes what has been kept for as long as the settings say, a little at a time.
struct PruneService: Service {
    /// How often it is looked for what may go.
    private static let interval = Duration.seconds(3600)

    let store: any Store
    let output: FileRunOutput
    let clock: any WallClock
    let keep: @Sendable () -> Keep
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                // Not at the start, which has enough to do.
                do { try await clock.sleep(until: clock.now + Self.interval) } catch { return }
                await prune()
            }
        }
    }

    /// Removes all that may go.
    func prune() async {
        let (now, keep) = (clock.now, keep())
        let keeping = Keeping(
            occurrences: now - keep.occurrences, runs: now - keep.runs, deliveries: now - keep.deliveries)
        do {
            let count = try await store.prune(keeping)
            let logs = try await pruneLogs(before: now - keep.logs)
            if count + logs > 0 {
                logger.info("removed what need not be kept any more: \(counted(count, "row")), \(counted(logs, "log"))")
            }
        } catch {
            logger.warning("what need not be kept any more stays for now: \(error)")
        }
    }

    /// What was printed by runs that ended before then, the oldest first.
    private func pruneLogs(before instant: Instant) async throws -> Int {
        var count = 0
        for id in await output.runs().sorted() where !Task.isCancelled {
            if let run = try await store.run(id) {
                guard let end = run.finishedAt else { continue }
                guard end < instant else { break }
            }
            await output.remove(run: id)
            count += 1
        }
        return count
    }
}
