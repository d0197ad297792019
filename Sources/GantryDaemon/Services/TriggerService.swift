import GantryCore
import GantryDefinitions
import GantryEngine
import GantryPlugins
import GantryStore
import GantrySystem
import GantryTime
import GantryTriggers
import Logging
import ServiceLifecycle

/// Turns what happens, saves and the hours of the clock, into occurrences.
///
/// It works in turns. A turn takes in what changed since the last one, definitions first and then the triggers they
/// fire, and says when the next is due. Between turns nothing runs. What a turn could not store is forgotten here and
/// taken up again from the store, so that a failing disk delays a firing and never loses it.
actor TriggerService: Service {
    /// How often everything is looked at, whatever inotify said.
    private static let safetyScan = Duration.seconds(300)

    private let definitions: DefinitionsService
    private let plugins: PluginRegistry
    private let store: any Store
    private let engine: Engine
    private let clock: SystemClock
    private let watcher: FolderWatcher
    private let thread: BlockingThread
    private let condition: Condition
    private let logger: Logger

    private let wakes = Hint(isSet: true)
    private var watches: [TriggerKey: FilesWatch] = [:]
    private var schedules: ScheduleMachine?
    private var nextSchedule: Instant?
    private var followed: Definitions?
    private var lastScan: Instant
    private var armed: Set<Instant> = []

    init(
        definitions: DefinitionsService, plugins: PluginRegistry, store: any Store, engine: Engine, clock: SystemClock,
        reactor: Reactor, thread: BlockingThread, condition: Condition, logger: Logger
    ) {
        (self.definitions, self.store, self.engine, self.clock) = (definitions, store, engine, clock)
        self.plugins = plugins
        (self.thread, self.condition, self.logger) = (thread, condition, logger)
        watcher = FolderWatcher(reactor: reactor)
        lastScan = clock.now
    }

    /// A hint that the definitions are others now.
    nonisolated func definitionsChanged() { wakes.set() }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.passOnHints() }
                for await _ in self.wakes {
                    let due = await self.turn()
                    guard await self.arm(due) else { continue }
                    group.addTask { await self.wake(at: due) }
                }
            }
        }
    }

    private func passOnHints() async {
        for await _ in watcher.hints { wakes.set() }
    }

    /// Whether a sleeper is needed: none is, where one wakes no later than `due`.
    private func arm(_ due: Instant) -> Bool {
        guard !armed.contains(where: { $0 <= due }) else { return false }
        armed.insert(due)
        return true
    }

    private func wake(at due: Instant) async {
        try? await clock.sleep(until: due)
        armed.remove(due)
        wakes.set()
    }

    // MARK: A turn

    /// Takes in what changed; gives when to look again.
    private func turn() async -> Instant {
        let report = watcher.drain()
        let isSafetyScan = clock.now - lastScan >= Self.safetyScan || clock.now < lastScan
        let everything = report.rescan || isSafetyScan
        if everything { lastScan = clock.now }
        let root = definitions.current.root
        let paths = Set(report.paths.filter { $0.hasPrefix(root + "/") }.map { String($0.dropFirst(root.count + 1)) })
        if everything || touchesDefinitions(paths) { await definitions.reload(.definitions) }
        do {
            let current = definitions.current
            let isNew = try await follow(current)
            try await look(at: everything || isNew ? nil : paths, root: root)
            try await tick()
            condition.set(nil, for: "triggers")
        } catch {
            condition.set("triggers cannot be stored: \(error)", for: "triggers")
            logger.error("triggers cannot be stored, trying again in 5 s: \(error)")
            (watches, schedules, followed) = ([:], nil, nil)
            return clock.now + .seconds(5)
        }
        let dues = watches.values.compactMap(\.due) + [nextSchedule].compactMap(\.self) + [lastScan + Self.safetyScan]
        return dues.min() ?? lastScan + Self.safetyScan
    }

    /// Whether a save may have changed a definition. A folder that came or went may hold some.
    private func touchesDefinitions(_ paths: Set<String>) -> Bool {
        let current = definitions.current
        return paths.contains { path in
            current.definitionFiles.contains(current.root + "/" + path)
                || ["projects", "workflows", "plugins", "secrets"].contains { path == $0 || path.hasPrefix($0 + "/") }
        }
    }

    /// Brings folders, files triggers and schedules in line with the definitions.
    ///
    /// - Returns: whether there is a trigger whose files are all to be looked at.
    private func follow(_ current: Definitions) async throws -> Bool {
        guard followed?.workflows != current.workflows || followed?.folders != current.folders else { return false }
        let isNew = try await followFiles(current)
        try await followSchedules(current)
        followEvents(current)
        followed = current
        return isNew
    }

    private func followFiles(_ current: Definitions) async throws -> Bool {
        var kept: [TriggerKey: FilesWatch] = [:]
        var isNew = false
        for workflow in current.workflows {
            for trigger in workflow.triggers {
                guard case .files(let plan) = trigger.kind else { continue }
                let key = TriggerKey(workflow: workflow.name, trigger: trigger.id)
                if let watch = watches[key], watch.plan == plan, watch.mode == workflow.mode {
                    kept[key] = watch
                    continue
                }
                let memory = try await store.memory(workflow: workflow.name, trigger: trigger.id)
                let (watch, baseline) = await thread.run {
                    FilesWatch.begin(plan, of: workflow, trigger: trigger.id, memory: memory, root: current.root)
                }
                if let baseline { try await engine.submit(baseline) }
                kept[key] = watch
                isNew = true
            }
        }
        watches = kept
        let bases = Set(kept.values.flatMap(\.bases).map { $0.isEmpty ? current.root : current.root + "/" + $0 })
        let trees = bases.union(["projects", "workflows", "plugins", "secrets"].map { "\(current.root)/\($0)" })
        await thread.run { [watcher] in watcher.watch(current.folders.union([current.root]), recursively: trees) }
        for problem in watcher.problems { logger.warning("\(problem)") }
        let polled = watcher.polled
        let cause = "not watched and looked at every 5 minutes: \(counted(polled.count, "folder"))"
        condition.set(polled.isEmpty ? nil : cause, for: "watcher")
        return isNew
    }

    private func followEvents(_ current: Definitions) {
        plugins.subscribe(
            to: current.workflows.flatMap { workflow in
                workflow.triggers.compactMap { trigger in
                    guard case .event(let event) = trigger.kind else { return nil }
                    return Subscription(workflow: workflow.name, trigger: trigger.id, event: event)
                }
            })
    }

    private func followSchedules(_ current: Definitions) async throws {
        var entries: [ScheduleEntry] = []
        for workflow in current.workflows {
            for trigger in workflow.triggers {
                guard case .schedule(let plan) = trigger.kind else { continue }
                let key = TriggerKey(workflow: workflow.name, trigger: trigger.id)
                entries.append(
                    ScheduleEntry(
                        key: key, schedule: try Schedule(plan.expression), zone: try ZoneRules.load(plan.timeZone),
                        catchUp: plan.catchUp))
            }
        }
        if schedules == nil {
            var cursors: [TriggerKey: Instant] = [:]
            for entry in entries {
                let memory = try await store.memory(workflow: entry.key.workflow, trigger: entry.key.trigger)
                cursors[entry.key] = memory.cursor.flatMap(Instant.init(rfc3339:))
            }
            var machine = ScheduleMachine()
            let plan = machine.on(.started(entries, cursors: cursors, clock.reading))
            schedules = machine
            try await admit(plan)
        } else if let plan = schedules?.on(.reloaded(entries, clock.reading)) {
            try await admit(plan)
        }
    }

    // MARK: Firing

    private func look(at paths: Set<String>?, root: String) async throws {
        for (key, watch) in watches.sorted(by: { $0.key < $1.key }) {
            let isDue = watch.due.map { $0 <= clock.now } ?? false
            guard paths?.isEmpty != true || isDue else { continue }
            let now = clock.now
            let (looked, firing) = await thread.run {
                var watch = watch
                let firing = watch.look(at: paths, root: root, now: now)
                return (watch, firing)
            }
            watches[key] = looked
            if let firing { try await engine.submit(firing) }
        }
    }

    private func tick() async throws {
        guard let plan = schedules?.on(.tick(clock.reading)) else { return }
        try await admit(plan)
    }

    private func admit(_ plan: SchedulePlan) async throws {
        let modes = Dictionary(definitions.current.workflows.map { ($0.name, $0.mode) }, uniquingKeysWith: { $1 })
        let byTrigger = Dictionary(grouping: plan.occurrences) {
            TriggerKey(workflow: $0.occurrence.workflow, trigger: $0.occurrence.trigger)
        }
        for key in Set(byTrigger.keys).union(plan.cursors.keys).sorted() {
            let occurrences = byTrigger[key] ?? []
            for skipped in occurrences where skipped.verdict != .ran {
                logger.info("\(key) at \(skipped.occurrence.plannedAt): \(skipped.verdict.rawValue), \(skipped.reason)")
            }
            try await engine.submit(
                Firing(
                    workflow: key.workflow, trigger: key.trigger, occurrences: occurrences,
                    mode: modes[key.workflow] ?? .queue, cursor: plan.cursors[key]?.description))
        }
        nextSchedule = plan.nextDue
    }
}
