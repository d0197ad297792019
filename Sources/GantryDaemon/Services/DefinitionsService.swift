import GantryCore
import GantryDefinitions
import GantryEngine
import GantryManifest
import GantryPlugins
import GantryProject
import GantryStore
import GantrySystem
import GantryTriggers
import GantryWorkflow
import Logging
import Synchronization

/// Keeps the definitions that hold now, and takes new ones in from the files.
final class DefinitionsService: Sendable {
    /// What is read again.
    enum Scope: Sendable {
        /// Projects, people and workflows, as after a save.
        case definitions
        /// `gantry.yaml` as well, as `gantry reload` and SIGHUP ask.
        case everything
    }

    private struct State {
        var definitions: Definitions
        var engine: EngineDefinitions
        var facts: [String: Value]
        var news = DefinitionsNews()
    }

    private let state: Mutex<State>
    /// What is built in, seeing one version of the projects.
    private let builtIn: @Sendable (Portfolio) -> [any Action]
    private let plugins: PluginRegistry
    private let logger: Logger
    /// One reading at a time, in the order in which they were asked for, on a thread that may block.
    private let thread: BlockingThread
    private let turns = Turns()
    private let kept = Mutex<LastGoodKeeper?>(nil)
    /// Tells of files that are being written.
    private let watcher = Mutex<FolderWatcher?>(nil)
    /// A hint after every reading that changed something.
    let changed = Hint()

    /// Has the plugins of the definitions used from now on.
    init(
        _ definitions: Definitions, builtIn: @escaping @Sendable (Portfolio) -> [any Action], plugins: PluginRegistry,
        thread: BlockingThread,
        logger: Logger
    ) async {
        (self.builtIn, self.plugins, self.thread, self.logger) = (builtIn, plugins, thread, logger)
        await thread.run { plugins.use(definitions.pluginsInUse) }
        let facts = definitions.facts(after: [:])
        let engine = EngineDefinitions(
            definitions, actions: builtIn(definitions.portfolio) + plugins.actions(seeing: World(definitions)),
            facts: facts)
        state = Mutex(State(definitions: definitions, engine: engine, facts: facts))
    }

    var current: Definitions { state.withLock { $0.definitions } }

    var forEngine: EngineDefinitions { state.withLock { $0.engine } }

    /// Whether the store had seen no definitions before this start.
    var isFirstStart: Bool { kept.withLock { $0?.wasEmpty ?? true } }

    /// What has changed since this was last asked for; for one reader.
    func takeNews() -> DefinitionsNews {
        state.withLock { state in
            defer { state.news = DefinitionsNews() }
            return state.news
        }
    }

    /// Has what is good kept in a store from now on, and what was good when it was last kept stand in for what is wrong
    /// or away now. Called once, at the start.
    ///
    /// - Throws: what the store throws.
    func recall(from store: any LastGoodStore, clock: any WallClock) async throws {
        let keeper = try await LastGoodKeeper(store: store, clock: clock)
        kept.withLock { $0 = keeper }
        let first = current
        // After most starts all is as it was left, and there is nothing to read again for.
        if keeper.holds(first) { return changed.set() }
        let contents = try await store.lastGoodContents(first.contentsWanted(for: keeper.versions))
        await thread.run { [self] in
            let recalled = first.recalling(keeper.versions, contents: contents)
            state.withLock { $0.definitions = recalled }
        }
        await reload(.definitions)
    }

    /// Asks a watcher from now on which files are being written.
    func ask(_ watcher: FolderWatcher) { self.watcher.withLock { $0 = watcher } }

    /// Reads the files, and makes what they say hold from now on. A bad file keeps its last good version; one that is
    /// away does so until its absence has settled, unless everything is asked for.
    ///
    /// - Parameter report: what the watcher has told since the reading before; a file that it says is whole is read
    ///   though it is new.
    /// - Parameter isAll: whether nothing else has changed since then; false: everything is looked at.
    @discardableResult
    func reload(
        _ scope: Scope, _ report: WatchReport = WatchReport(), isAll: Bool = false
    ) async -> Definitions {
        let after = await read(scope, report, isAll: isAll)
        await keep()
        return after
    }

    /// The same, for who has `keep` done beside what follows.
    @discardableResult
    func read(_ scope: Scope, _ report: WatchReport, isAll: Bool) async -> Definitions {
        await turns.take {
            await self.keepNoted()
            return await self.readAnew(scope, report, isAll: isAll && !report.rescan)
        }
    }

    /// Whether a reading of all files now would find, and keep, what is known already: then there is no need for one.
    func isAsRead() async -> Bool {
        await turns.take {
            guard self.kept.withLock({ $0?.isUpToDate ?? false }) else { return false }
            let current = self.current
            return await self.thread.run { current.looksAsRead }
        }
    }

    /// Has what was read last kept in the store, as what was good.
    func keep() async { await turns.take { await self.keepNoted() } }

    private func keepNoted() async {
        do {
            guard let keeper = kept.withLock({ $0 }), try await keeper.keep(on: thread) else { return }
            await thread.run { Memory.giveBack() }
        } catch {
            logger.error("the last good versions cannot be kept, and are at the next reading: \(error)")
        }
    }

    private func readAnew(_ scope: Scope, _ report: WatchReport, isAll: Bool) async -> Definitions {
        let (before, keeper) = (current, kept.withLock { $0 })
        let looking = looking(scope, report, now: keeper?.clock.now)
        let (after, contents) = await thread.run { [self] in
            let reading = Definitions.read(
                root: before.root, actions: builtIn(.empty).map(\.declaration), previous: before,
                keepsSettings: scope == .definitions, looking: looking, saved: isAll ? report.paths : nil)
            if reading.definitions.reread == nil { plugins.use(reading.definitions.pluginsInUse) }
            return reading
        }
        var news = DefinitionsNews()
        news.returnedProjects = after.returnedProjects
        news.returnedFiles = after.away.returned
        news.files = after.reread?.files ?? after.filesSeenOtherwise(than: before)
        do {
            // What was read before is read once more for it.
            if after.areProjectsFollowed, let told = try await keeper?.changes(to: after, contents, on: thread) {
                (news.changes, news.tellsPeople) = told
            }
        } catch {
            logger.error("what has changed is not known in detail: \(error)")
        }
        let facts = after.facts(after: state.withLock { $0.facts })
        let ofPlugins = after.enabledPlugins.isEmpty ? [] : plugins.actions(seeing: World(after))
        let engine = EngineDefinitions(after, actions: builtIn(after.portfolio) + ofPlugins, facts: facts)
        state.withLock { state in
            (state.definitions, state.engine, state.facts) = (after, engine, facts)
            state.news.add(news)
        }
        say(after, since: before)
        keeper?.note(after, contents)
        changed.set()
        return after
    }

    private func looking(_ scope: Scope, _ report: WatchReport, now: Instant?) -> Looking {
        guard let now else { return .once }
        let watcher = watcher.withLock { $0 }
        return Looking(
            now: now, takesRemovals: scope == .everything, isBeingWritten: { watcher?.isBeingWritten($0) ?? false },
            isWhole: { scope == .everything || report.isWhole($0) })
    }

    /// Says what has become wrong, and what is right again; what was said before is not said twice.
    private func say(_ after: Definitions, since before: Definitions) {
        let known = Set(before.diagnostics)
        for diagnostic in after.diagnostics where !known.contains(diagnostic) {
            logger.log(level: diagnostic.severity.logLevel, "\(diagnostic)")
        }
        for file in before.keptLastGood where !after.keptLastGood.contains(file) {
            logger.notice("\(file) is right again")
        }
        for file in after.keptLastGood where !before.keptLastGood.contains(file) {
            logger.warning("\(file) is wrong; its last good version stands in")
        }
        for file in after.away.files where !before.away.files.contains(file) {
            logger.info("\(file) is away; what it said holds on for now")
        }
        for file in after.away.returned.sorted() { logger.info("\(file) is there again") }
    }
}

extension Definitions {
    /// Whether a workflow wants to know what projects say otherwise than before.
    fileprivate var areProjectsFollowed: Bool {
        workflows.contains { $0.triggers.contains { if case .project = $0.kind { true } else { false } } }
    }

    /// The enabled plugins, each with what the settings grant it.
    fileprivate var pluginsInUse: [EnabledPlugin] {
        enabledPlugins.map { manifest in
            let settings = settings.plugins[manifest.name]
            return EnabledPlugin(
                manifest, Grant(folders: settings?.folders ?? [], environment: settings?.environment ?? []))
        }
    }
}

extension Diagnostic.Severity {
    var logLevel: Logger.Level {
        switch self {
        case .error: .error
        case .warning: .warning
        case .note: .notice
        }
    }
}
