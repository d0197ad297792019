import GantryCore
import GantryDefinitions
import GantryEngine
import GantryManifest
import GantryPlugins
import GantryProject
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
    }

    private let state: Mutex<State>
    private let builtIn: [any Action]
    private let plugins: PluginRegistry
    private let logger: Logger
    /// One reading at a time, in the order in which they were asked for, on a thread that may block.
    private let thread: BlockingThread
    /// A hint after every reading.
    let changed = Hint()

    /// Has the plugins of the definitions used from now on.
    init(
        _ definitions: Definitions, builtIn: [any Action], plugins: PluginRegistry, thread: BlockingThread,
        logger: Logger
    ) async {
        (self.builtIn, self.plugins, self.thread, self.logger) = (builtIn, plugins, thread, logger)
        await thread.run { plugins.use(definitions.pluginsInUse) }
        let engine = EngineDefinitions(definitions, actions: builtIn + plugins.actions)
        state = Mutex(State(definitions: definitions, engine: engine))
    }

    var current: Definitions { state.withLock { $0.definitions } }

    var forEngine: EngineDefinitions { state.withLock { $0.engine } }

    /// Reads the files, and makes what they say hold from now on. A bad file keeps its last good version.
    @discardableResult
    func reload(_ scope: Scope) async -> Definitions {
        await thread.run { [self] in
            let before = current
            let after = Definitions.load(
                root: before.root, actions: builtIn.map(\.declaration), previous: before,
                keepsSettings: scope == .definitions)
            plugins.use(after.pluginsInUse)
            let engine = EngineDefinitions(after, actions: builtIn + plugins.actions)
            state.withLock { $0 = State(definitions: after, engine: engine) }
            report(after, since: before)
            changed.set()
            return after
        }
    }

    /// Says what has become wrong, and what is right again; what was said before is not said twice.
    private func report(_ after: Definitions, since before: Definitions) {
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
    }
}

extension Definitions {
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
