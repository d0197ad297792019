import GantryCore
import GantryDefinitions
import GantryDelivery
import GantryEngine
import GantryProject
import Logging
import ServiceLifecycle

/// Hands new definitions on to the parts that keep something of the old ones, and reloads on SIGHUP.
struct ReloadService: Service {
    let definitions: DefinitionsService
    let engine: Engine
    let triggers: TriggerService
    let relay: DeliveryRelay
    let registry: ChannelRegistry
    let ends: RunEnds
    /// That SIGHUP came.
    let hangups: Hint
    let wrong: WrongFiles
    let notifier: SystemdNotifier
    let logger: Logger

    func run() async throws {
        await withGracefulShutdownHandler {
            await cancelWhenGracefulShutdown {
                await withDiscardingTaskGroup { group in
                    group.addTask { await reloadOnHangup() }
                    group.addTask { await handOn() }
                    group.addTask { await wrong.run() }
                }
            }
        } onGracefulShutdown: {
            notifier.notify("STOPPING=1")
            logger.notice("stopping; a second signal ends it at once")
        }
    }

    private func reloadOnHangup() async {
        for await _ in hangups {
            notifier.notify("RELOADING=1")
            await definitions.reload(.everything)
            logger.notice("all files were read again")
            notifier.notify("READY=1")
        }
    }

    private func handOn() async {
        let first = definitions.current
        useChannels(of: first)
        var (seen, latest) = (first.stamp, await apply(first, since: nil))
        for await _ in definitions.changed {
            let current = definitions.current
            // Settings and plugins are as they were where only projects were read again.
            if current.reread?.since != seen { useChannels(of: current) }
            seen = current.stamp
            latest = await apply(current, since: latest)
        }
    }

    private func useChannels(of current: Definitions) {
        do {
            relay.use(try registry.channels(of: current.settings))
        } catch {
            logger.error("the channels stay as they were: \(error)")
        }
    }

    /// - Parameter latest: the stamp of the definitions that were handed on last; nil where not all was done.
    /// - Returns: the same for the next ones.
    private func apply(_ current: Definitions, since latest: UInt64?) async -> UInt64? {
        triggers.definitionsChanged()
        ends.hint()
        wrong.hint()
        await engine.definitionsChanged()
        // Nothing goes by a save of what was there before.
        if let reread = current.reread, reread.since == latest { return current.stamp }
        // What stands in a broken file is not gone: nothing is resolved while one is broken.
        guard current.brokenFiles.isEmpty else { return nil }
        let workflows = Set(current.workflows.map(\.name))
        let projects = Set(current.portfolio.projects.map(\.id))
        do {
            try await engine.retire(
                isWorkflowGone: { !workflows.contains($0) }, isProjectGone: { !projects.contains($0) })
            return current.stamp
        } catch {
            logger.error("alerts of what was removed stay open for now: \(error)")
            return nil
        }
    }
}
