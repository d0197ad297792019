import FoundationEssentials
import GantryActions
import GantryCore
import GantryDefinitions
import GantryEngine
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

/// The whole daemon: makes the parts, joins them, runs them in order and stops them in the opposite one.
struct Daemon: Sendable {
    let layout: Layout
    private let asOf: LocalTimeText?
    private let isVerbose: Bool
    private let log: LogWriter
    private let signals: StopSignals

    /// - Parameter asOf: where the clock starts; nil for the true time.
    init(layout: Layout, asOf: LocalTimeText?, isVerbose: Bool, log: LogWriter, signals: StopSignals) {
        (self.layout, self.asOf, self.isVerbose) = (layout, asOf, isVerbose)
        (self.log, self.signals) = (log, signals)
    }

    /// Runs until SIGTERM or SIGINT.
    ///
    /// - Throws: `StartFailure` where it cannot start.
    func run() async throws {
        try requireFolder(layout.root)
        try makeStateFolder(layout.state)
        try makeStateFolder(layout.logs)
        // Nothing is done before it is known that nobody else does it.
        let lock = try InstanceLock(path: layout.lock)
        try ControlSocket(path: layout.socket).prepare()
        do {
            try await serve(lock)
        } catch let failure as StoreFailure {
            throw StartFailure(failure, path: layout.database)
        }
        // Held until here: the lock goes with the value.
        _ = consume lock
    }

    private func serve(_ lock: borrowing InstanceLock) async throws {
        let environment = ProcessInfo.processInfo.environment
        let notifier = SystemdNotifier(environment: environment)
        let thread = try BlockingThread(name: "gantry-files")
        let first = try await firstDefinitions(thread)
        let reactor = try Reactor()
        let clock = makeClock(reactor, first.settings.timeZone)
        let logger = makeLogger(clock, first.settings.timeZone, environment)
        for diagnostic in [SystemZone.current.complaint].compactMap(\.self) + first.diagnostics {
            logger.log(level: diagnostic.severity.logLevel, "\(diagnostic)")
        }
        // What the daemon writes is for its user and group only, whatever umask it was started with.
        umask(0o027)
        let opened = try await OpenedStore.open(layout, hasLived: lock.hasLived, endedWell: lock.endedWell)
        if let loss = opened.loss { logger.error("\(loss)") }
        let ground = Assembly.Ground(
            layout: layout, store: opened.store, clock: clock, asOf: asOf.map(first.settings.timeZone.instant),
            reading: { clock.reading }, reactor: reactor,
            thread: thread, environment: environment, logger: logger, hangups: signals.reloads)
        let damaged = Hint()
        let assembly = try await Assembly(on: ground, first: first, notifier: notifier) { event in
            if case .storeDamaged = event { damaged.set() }
        }
        lock.markRunning()
        if let loss = opened.loss {
            if opened.wasDamaged { assembly.condition.set(loss, for: "database") }
            try await assembly.lookAtEverything(because: loss, now: clock.now)
        }
        let server = ControlServer(path: layout.socket, backend: assembly.backend, logger: logger) {
            announce(logger, notifier, assembly.definitions.current)
        }
        // Who asks is answered, and systemd told, when a save from then on is seen.
        let answering = LateService(service: server) { await assembly.triggers.watching() }
        let watched = StateFolderWatch(
            layout: layout, reactor: reactor, thread: thread, damaged: damaged,
            onSocketGone: { server.isInPlace ? () : server.bindAnew() })
        try await withReactor(reactor) {
            try await run(assembly.services + [answering, watched, StopService(stops: signals.stops)], logger)
        }
        // What could not end in time is not a crash, and is not counted as one.
        do {
            try await assembly.engine.leave()
            try opened.store.close()
            lock.markStopped()
        } catch {
            // The next start takes it for a crash, which it recovers from.
            logger.error("the store could not be closed well: \(error)")
        }
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
                .init(
                    service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
                    failureTerminationBehavior: .gracefullyShutdownGroup,
                    // Without a name it is made of all that the service holds, which takes long.
                    serviceName: "\(type(of: $0))")
            },
            logger: quiet)
        // What runs gets this long to finish; then it is stopped and its state recorded. What does not heed that is
        // left to `Ending`: the group's own limit ends in a trap.
        configuration.maximumGracefulShutdownDuration = Ending.patience
        signals.servicesRun()
        try await ServiceGroup(configuration: configuration).run()
    }

    /// The definitions at the start.
    ///
    /// - Throws: `StartFailure` where the folder cannot be read, or `gantry.yaml` is wrong: there is no last good one.
    private func firstDefinitions(_ thread: BlockingThread) async throws -> Definitions {
        let root = layout.root
        let definitions = await thread.run {
            Definitions.load(root: root, actions: BuiltInActions.declarations, previous: nil)
        }
        let fatal = definitions.diagnostics.filter(definitions.isFatal)
        guard fatal.isEmpty else { throw StartFailure(fatal) }
        return definitions
    }

    /// The machine's clock, or one that starts where `--as-of` says.
    private func makeClock(_ reactor: Reactor, _ zone: ZoneRules) -> SystemClock {
        guard let asOf else { return SystemClock(reactor: reactor) }
        return SystemClock(reactor: reactor, startingAt: zone.instant(of: asOf))
    }

    private func makeLogger(_ clock: SystemClock, _ zone: ZoneRules, _ environment: [String: String]) -> Logger {
        var logger = Logger(label: "gantryd") { _ in
            TerminalLog(
                isJournal: environment["JOURNAL_STREAM"] != nil,
                clock: { zone.localTime(at: clock.now).timeOfDay }, write: log.write)
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
            let zone = definitions.settings.timeZone
            let local = zone.localTime(at: zone.instant(of: asOf))
            logger.notice(
                """
                a demonstration: the clock started at \(local.date) \(local.timeOfDay) \(zone.identifier), and the \
                state is in \(layout.state)
                """)
        }
        logger.notice("ready: \(counts) in \(layout.root); gantry asks at \(layout.socket)")
        notifier.notify("READY=1", "STATUS=\(counts)")
    }
}
