import GantryCore
import GantryDefinitions
import GantryEngine
import GantryPlugins
import GantryStore
import GantrySystem
import GantryTime
import GantryTriggers
import GantryWorkflow
import Logging
import ServiceLifecycle

/// Turns what happens, saves and the hours of the clock, into occurrences.
///
/// It works in turns. A turn takes in what changed since the last one, definitions first and then the triggers they
/// fire, and says when the next is due. Between turns nothing runs. What a turn could not store is forgotten here and
/// taken up again from the store, so that a failing disk delays a firing and never loses it.
actor TriggerService: Service {
    /// How often everything is looked at, whatever inotify said; and how often where there are folders that cannot be
    /// watched.
    private static let (safetyScan, polling) = (Duration.seconds(300), Duration.seconds(60))
    /// Where definitions stand, below the root.
    private static let definitionFolders = ["projects", "workflows", "plugins", "secrets"]

    private let definitions: DefinitionsService
    private let plugins: PluginRegistry
    private let store: any Store
    private let engine: Engine
    private let clock: any WallClock
    /// The clock with the elapsed time, read as one.
    private let reading: @Sendable () -> ClockReading
    private let watcher: FolderWatcher
    private let thread: BlockingThread
    private let condition: Condition
    private let logger: Logger

    /// Why a firing of this turn could not be written.
    private var unwritten: (any Error)?
    private let wakes = Hint(isSet: true)
    private var watches: [TriggerKey: FilesWatch] = [:]
    private var projectWatches: [TriggerKey: ProjectsWatch] = [:]
    private var schedules: ScheduleKeeper?
    /// Until when a daemon before this one was at work.
    private let down: DownSince?
    private var followed: Definitions?
    private var lastScan: Instant
    private var armed: Set<Instant> = []
    private var isWatching = false
    /// Whether what triggers begin with was stored once in this life.
    private var hasBegun = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(
        definitions: DefinitionsService, plugins: PluginRegistry, store: any Store, engine: Engine,
        clock: any WallClock, reading: @escaping @Sendable () -> ClockReading, reactor: Reactor, thread: BlockingThread,
        condition: Condition, down: DownSince?, logger: Logger
    ) {
        self.down = down
        (self.definitions, self.store, self.engine, self.clock) = (definitions, store, engine, clock)
        (self.plugins, self.reading) = (plugins, reading)
        (self.thread, self.condition, self.logger) = (thread, condition, logger)
        watcher = FolderWatcher(reactor: reactor)
        definitions.ask(watcher)
        lastScan = clock.now
    }

    /// A hint that the definitions are others now.
    nonisolated func definitionsChanged() { wakes.set() }

    /// Returns when watching has begun: what is saved from then on is seen. It returns, too, where the store cannot be
    /// written, which is told elsewhere, and at the end.
    func watching() async {
        guard !isWatching else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    private func setWatching() {
        isWatching = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }

    func run() async throws {
        defer { setWatching() }
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
        // Watched first and read then: what is saved in between is read now or is told of.
        if !isWatching { await watchFolders(definitions.current) }
        let report = watcher.drain()
        let everything = report.rescan || !isWatching || isSafetyScanDue
        if everything { lastScan = clock.now }
        let isUnsettled = definitions.current.away.settlesAt.map { $0 <= clock.now } ?? false
        if everything || isUnsettled || touchesDefinitions(report.paths), await !isStillAsRead(report) {
            await definitions.read(.definitions, report, isAll: !everything && !isUnsettled)
        }
        // Beside what the turn writes, so that one sync does for both.
        async let kept: Void = definitions.keep()
        let isFirst = !isWatching
        let next = await takeInOrLater(report, everything: everything)
        await kept
        if isFirst { await thread.run { Memory.giveBack() } }
        return next
    }

    /// Whether the start, which has just read everything, need not do so again now that it watches.
    private func isStillAsRead(_ report: WatchReport) async -> Bool {
        guard !isWatching, !report.rescan else { return false }
        return await definitions.isAsRead()
    }

    private func takeInOrLater(_ report: WatchReport, everything: Bool) async -> Instant {
        defer { if !isWatching { setWatching() } }
        do {
            try await takeIn(report, everything: everything)
            condition.set(nil, for: "triggers")
            hasBegun = true
        } catch {
            condition.set("triggers cannot be stored: \(error)", for: "triggers")
            logger.error("triggers cannot be stored, trying again in 5 s: \(error)")
            (watches, projectWatches, schedules, followed) = ([:], [:], nil, nil)
            return clock.now + .seconds(5)
        }
        return nextTurn
    }

    private func takeIn(_ report: WatchReport, everything: Bool) async throws {
        unwritten = nil
        let current = definitions.current
        let news = definitions.takeNews()
        let root = current.root + "/"
        let told = report.paths.filter { $0.hasPrefix(root) }.map { String($0.dropFirst(root.count)) }
        let isNew = try await follow(current)
        if let (firings, gone) = try schedules?.letGo(current, reading()), !gone.isEmpty {
            await submit(firings)
            for workflow in gone { try await engine.removed(workflow) }
        }
        await look(
            at: everything || isNew ? nil : news.files.union(told), returned: news.returnedFiles,
            FilesView(definitions: current, isBeingWritten: watcher.isBeingWritten))
        await look(at: current, news)
        await tick()
        if let unwritten { throw unwritten }
    }

    private var isSafetyScanDue: Bool { clock.now >= nextScan || clock.now < lastScan }

    private var nextScan: Instant { lastScan + (watcher.polled.isEmpty ? Self.safetyScan : Self.polling) }

    private var nextTurn: Instant {
        let dues =
            watches.values.compactMap(\.due) + projectWatches.values.compactMap(\.due)
            + [schedules?.due, definitions.current.away.settlesAt].compactMap(\.self)
        return dues.min().map { min($0, nextScan) } ?? nextScan
    }

    /// Whether a save may have changed a definition. A folder that came or went may hold some.
    ///
    /// - Parameter paths: absolute.
    private func touchesDefinitions(_ paths: Set<String>) -> Bool {
        let current = definitions.current
        let folders = Self.definitionFolders.map { "\(current.root)/\($0)" }
        return paths.contains { path in
            current.definitionFiles.contains(path) || current.links.contains(path)
                || folders.contains { path == $0 || path.hasPrefix($0 + "/") }
        }
    }

    /// Brings folders, files triggers and schedules in line with the definitions.
    ///
    /// - Returns: whether there is a trigger whose files are all to be looked at.
    private func follow(_ current: Definitions) async throws -> Bool {
        guard
            followed?.workflows != current.workflows || followed?.folders != current.folders
                || followed?.settings.calendar != current.settings.calendar
                || followed?.brokenFiles != current.brokenFiles
        else { return false }
        await watchFolders(current)
        let isNew = try await followFiles(current)
        try await followProjects(current)
        try await followSchedules(current)
        followEvents(current)
        followed = current
        return isNew
    }

    private func watchFolders(_ current: Definitions) async {
        let patterns = current.workflows.flatMap(\.triggers).flatMap { trigger in
            if case .files(let plan) = trigger.kind { plan.patterns } else { [String]() }
        }
        let bases = Set(patterns.compactMap { try? Glob($0).base }).map { base in
            base.isEmpty ? current.root : "\(current.root)/\(base)"
        }
        let trees = Set(bases + Self.definitionFolders.map { "\(current.root)/\($0)" })
        let before = Set(watcher.problems)
        await thread.run { [watcher] in watcher.watch(current.folders.union([current.root]), recursively: trees) }
        for problem in watcher.problems where !before.contains(problem) { logger.warning("\(problem)") }
        let polled = watcher.polled
        let cause = "not watched and looked at every minute: \(counted(polled.count, "folder"))"
        condition.set(polled.isEmpty ? nil : cause, for: "watcher")
    }

    private func followFiles(_ current: Definitions) async throws -> Bool {
        var kept: [TriggerKey: FilesWatch] = [:]
        var isNew = false
        let view = FilesView(definitions: current, isBeingWritten: watcher.isBeingWritten)
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
                    FilesWatch.begin(plan, of: workflow, trigger: trigger.id, memory: memory, view: view)
                }
                if let baseline { await submit(baseline) }
                kept[key] = watch
                isNew = true
            }
        }
        watches = kept
        return isNew
    }

    private func followProjects(_ current: Definitions) async throws {
        var kept: [TriggerKey: ProjectsWatch] = [:]
        for workflow in current.workflows {
            for trigger in workflow.triggers {
                guard case .project(let plan) = trigger.kind else { continue }
                let key = TriggerKey(workflow: workflow.name, trigger: trigger.id)
                if let watch = projectWatches[key], watch.plan == plan, watch.mode == workflow.mode {
                    kept[key] = watch
                    continue
                }
                let memory = try await store.memory(workflow: workflow.name, trigger: trigger.id)
                let (watch, baseline) = ProjectsWatch.begin(
                    plan, of: workflow, trigger: trigger.id, memory: memory, current: current,
                    isFirst: !hasBegun && definitions.isFirstStart)
                if let baseline { await submit(baseline) }
                kept[key] = watch
            }
        }
        projectWatches = kept
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
        if schedules == nil {
            var keeper = ScheduleKeeper(down: down)
            let known = try await store.triggers(of: nil)
            let waiting = try await store.unfinishedWorkflows()
            let firings = try keeper.start(current, known, waiting: waiting, reading())
            schedules = keeper
            await submit(firings)
        } else if let firings = try schedules?.reload(current, reading()) {
            await submit(firings)
        }
    }

    // MARK: Firing

    /// Hands a firing to the engine. One that cannot be written holds up none of the others: they are all asked for
    /// again.
    private func submit(_ firing: Firing) async {
        for line in firing.passedOver { logger.log(level: line.level, "\(line.text)") }
        do {
            let calendar = definitions.current.settings.calendar
            try await ScheduleKeeper.submit(firing, calendar) { [engine] in try await engine.submit($0) }
        } catch {
            unwritten = unwritten ?? error
        }
    }

    /// The same for firings of different workflows. Those that ask for runs go in their order; the others share their
    /// transactions, as a first start has one for each workflow.
    private func submit(_ firings: [Firing]) async {
        await withDiscardingTaskGroup { group in
            for firing in firings where !firing.asksForRuns { group.addTask { await self.submit(firing) } }
            for firing in firings where firing.asksForRuns { await submit(firing) }
        }
    }

    private func look(at paths: Set<String>?, returned: Set<String>, _ view: FilesView) async {
        for (key, watch) in watches.sorted(by: { $0.key < $1.key }) {
            let isDue = watch.due.map { $0 <= clock.now } ?? false
            guard paths?.isEmpty != true || isDue || !returned.isEmpty else { continue }
            let now = clock.now
            let (looked, firing) = await thread.run {
                var watch = watch
                let firing = watch.look(at: paths, returned: returned, view: view, now: now)
                return (watch, firing)
            }
            watches[key] = looked
            if let firing { await submit(firing) }
        }
    }

    private func look(at current: Definitions, _ news: DefinitionsNews) async {
        for (key, watch) in projectWatches.sorted(by: { $0.key < $1.key }) {
            var watch = watch
            let firing = watch.look(at: current, news, now: clock.now)
            projectWatches[key] = watch
            if let firing { await submit(firing) }
        }
    }

    private func tick() async {
        if let firings = schedules?.tick(reading()) { await submit(firings) }
    }
}
