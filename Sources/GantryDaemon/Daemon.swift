import FoundationEssentials
import GantryActions
import GantryCore
import GantryDefinitions
import GantryDelivery
import GantryEngine
import GantryPlugins
import GantryProject
import GantrySQLite
import GantryStore
import GantrySystem
import GantryTime
import GantryTriggers
import GantryWorkflow
import Glibc
import Logging
import ServiceLifecycle
import Synchronization
import UnixSignals

/// The whole daemon: makes the parts, joins them, runs them in order and stops them in the opposite one.
struct Daemon: Sendable {
    let layout: Layout
    private let asOf: LocalTimeText?
    private let isVerbose: Bool

    /// - Parameter asOf: where the clock starts; nil for the true time.
    init(layout: Layout, asOf: LocalTimeText?, isVerbose: Bool) {
        (self.layout, self.asOf, self.isVerbose) = (layout, asOf, isVerbose)
    }

    /// Runs until SIGTERM or SIGINT.
    ///
    /// - Throws: `StartFailure` where it cannot start.
    func run() async throws {
        try requireFolder(layout.root)
        try makeStateFolder(layout.state)
        try makeStateFolder(layout.logs)
        let lock = try InstanceLock(path: layout.lock)
        try await serve()
        // Held until here: the lock goes with the value.
        _ = consume lock
    }

    private func serve() async throws {
        let environment = ProcessInfo.processInfo.environment
        let notifier = SystemdNotifier(environment: environment)
        let snapshot = DefinitionsSnapshot()
        let builtIn = BuiltInActions.all(root: layout.root) { snapshot.current?.portfolio ?? .empty }
        let thread = try BlockingThread(name: "gantry-files")
        let first = try await firstDefinitions(builtIn, thread)
        let reactor = try Reactor()
        let clock = makeClock(reactor, first.settings.timeZone)
        let logger = makeLogger(clock, first.settings.timeZone, environment)
        for diagnostic in first.diagnostics {
            logger.log(level: diagnostic.severity.logLevel, "\(diagnostic)")
        }
        let condition = Condition()
        let intake = EventIntake(clock: clock) { snapshot.current }
        let spoken: @Sendable (Instant) -> String = { instant in
            (snapshot.current?.settings.timeZone ?? .utc).spoken(instant, seenFrom: clock.now)
        }
        let reports = PluginReports(condition: condition, spoken: spoken, logger: logger)
        let plugins = PluginRegistry(
            surroundings(clock, environment) { snapshot.current }, sink: intake.take, report: reports.take)
        let definitions = await DefinitionsService(
            first, builtIn: builtIn, plugins: plugins, thread: thread, logger: logger)
        snapshot.follow(definitions)

        let store = try openStore()
        try await store.releaseClaims(at: clock.now)
        let registry = ChannelRegistry(layout: layout, store: try await store.identity(), plugins: plugins)
        let waiters = RunWaiters()
        let relay = DeliveryRelay(
            store: store, channels: try registry.channels(of: first.settings), clock: clock,
            report: { RelayReporter(logger: logger, condition: condition).report($0) })
        let ends = RunEnds()
        let reporter = EventReporter(
            logger: logger, condition: condition, waiters: waiters, ends: ends, now: { clock.now },
            wakeRelay: relay.wake)
        let output = try FileRunOutput(folder: layout.logs)
        let engine = Engine(
            store: store, clock: clock, log: output, definitions: { definitions.forEngine }, observe: reporter.report)
        intake.use(engine)
        let triggers = TriggerService(
            definitions: definitions, plugins: plugins, store: store, engine: engine, clock: clock, reactor: reactor,
            thread: thread, condition: condition, logger: logger)
        let backend = DaemonBackend(
            store: store, engine: engine, definitions: definitions, plugins: plugins, output: output, clock: clock,
            condition: condition,
            waiters: waiters, sums: try SumQueue(name: "gantry-sums"), longSums: try SumQueue(name: "gantry-longsums"),
            startedAt: clock.now)
        let server = ControlServer(path: layout.socket, backend: backend, logger: logger) {
            announce(logger, notifier, definitions.current)
        }
        let reloading = ReloadService(
            definitions: definitions, engine: engine, triggers: triggers, relay: relay, registry: registry, ends: ends,
            notifier: notifier, logger: logger)
        let pluginService = PluginService(
            registry: plugins, engine: engine, condition: condition, reports: reports,
            spoken: spoken, logger: logger)
        let failing = FailingWorkflows(
            ends: ends, engine: engine, condition: condition,
            workflows: { Set(definitions.current.workflows.map(\.name)) }, spoken: spoken, logger: logger)

        await pluginService.recall()
        await failing.recall()
        try await withReactor(reactor) {
            try await run(
                [
                    RelayService(relay: relay), pluginService, failing, EngineService(engine: engine), triggers,
                    reloading,
                    server,
                ], logger)
        }
        try store.close()
        logger.notice("stopped")
    }

    /// The reactor's thread outlives every service, so that each can use the clock until its end.
    private func withReactor(_ reactor: Reactor, _ body: () async throws -> Void) async throws {
        try reactor.start()
        defer { reactor.stop() }
        try await body()
    }

    private func run(_ services: [any Service], _ logger: Logger) async throws {
        var quiet = logger
        quiet.logLevel = .error
        var configuration = ServiceGroupConfiguration(
            services: services.map {
                .init(service: $0, successTerminationBehavior: .gracefullyShutdownGroup)
            },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
        // What runs gets this long to finish; then it is stopped and its state recorded, all within ten seconds.
        configuration.maximumGracefulShutdownDuration = .seconds(6)
        configuration.maximumCancellationDuration = .seconds(3)
        try await ServiceGroup(configuration: configuration).run()
    }

    /// The definitions at the start.
    ///
    /// - Throws: `StartFailure` where the folder cannot be read, or `gantry.yaml` is wrong: there is no last good one.
    private func firstDefinitions(_ actions: [any Action], _ thread: BlockingThread) async throws -> Definitions {
        let declarations = actions.map(\.declaration)
        let root = layout.root
        let definitions = await thread.run {
            Definitions.load(root: root, actions: declarations, previous: nil)
        }
        let fatal = definitions.diagnostics.filter(definitions.isFatal)
        guard fatal.isEmpty else { throw StartFailure(fatal) }
        return definitions
    }

    private func openStore() throws(StartFailure) -> SQLiteStore {
        // What the daemon writes is for its user and group only, whatever umask it was started with.
        umask(0o027)
        do {
            return try SQLiteStore(path: layout.database)
        } catch {
            throw StartFailure(
                .database, "cannot open \(layout.database): \(error)",
                hint: "move the file away to begin with an empty one, or put a backup in its place")
        }
    }

    /// The machine's clock, or one that starts where `--as-of` says.
    private func makeClock(_ reactor: Reactor, _ zone: ZoneRules) -> SystemClock {
        guard let asOf else { return SystemClock(reactor: reactor) }
        if let offset = asOf.offsetSeconds {
            return SystemClock(reactor: reactor, startingAt: asOf.utcIfOffsetWereZero - .seconds(offset))
        }
        let local = LocalDateTime(date: asOf.date, hour: asOf.hour, minute: asOf.minute, second: asOf.second)
        return SystemClock(reactor: reactor, startingAt: zone.instants(of: local).first ?? zone.start(of: asOf.date))
    }

    private func makeLogger(_ clock: SystemClock, _ zone: ZoneRules, _ environment: [String: String]) -> Logger {
        var logger = Logger(label: "gantryd") { _ in
            TerminalLog(isJournal: environment["JOURNAL_STREAM"] != nil) {
                let time = zone.localTime(at: clock.now)
                return "\(pad(time.hour)):\(pad(time.minute)):\(pad(time.second))"
            }
        }
        logger.logLevel = isVerbose ? .debug : .info
        return logger
    }

    private func announce(_ logger: Logger, _ notifier: SystemdNotifier, _ definitions: Definitions) {
        let counts = """
            \(counted(definitions.portfolio.projects.count, "project")), \
            \(counted(definitions.workflows.count, "workflow"))
            """
        if let asOf {
            logger.notice("a demonstration: the clock started at \(asOf.date), and the state is in \(layout.state)")
        }
        logger.notice("ready: \(counts) in \(layout.root); gantry asks at \(layout.socket)")
        notifier.notify("READY=1", "STATUS=\(counts)")
    }
}
