import GantryActions
package import GantryCore
import GantryDefinitions
import GantryDelivery
package import GantryEngine
import GantryPlugins
import GantryProject
package import GantryStore
package import GantrySystem
import GantryTime
import GantryTriggers
import GantryWorkflow
package import Logging
package import ServiceLifecycle

/// The parts of a daemon, made and joined: on any clock and over any store, with no process around them.
package struct Assembly: Sendable {
    /// What the parts stand on.
    package struct Ground: Sendable {
        package var layout: Layout
        package var store: any Store
        package var clock: any WallClock
        /// Where it started, by `--as-of`; nil: it is the machine's.
        package var asOf: Instant?
        /// The clock with the elapsed time, read as one.
        package var reading: @Sendable () -> ClockReading
        package var reactor: Reactor
        /// A thread that may wait for the disk.
        package var thread: BlockingThread
        package var environment: [String: String]
        package var logger: Logger
        /// SIGHUPs that ask for all files to be read again.
        package var hangups: Hint
        /// Channels in the place of those of the settings, by id; nil: those of the settings.
        package var channels: [String: any Channel]?

        package init(
            layout: Layout, store: any Store, clock: any WallClock, asOf: Instant? = nil,
            reading: @escaping @Sendable () -> ClockReading, reactor: Reactor, thread: BlockingThread,
            environment: [String: String], logger: Logger,
            hangups: Hint = Hint(), channels: [String: any Channel]? = nil
        ) {
            (self.layout, self.store, self.clock, self.asOf) = (layout, store, clock, asOf)
            self.reading = reading
            (self.reactor, self.thread, self.environment) = (reactor, thread, environment)
            (self.logger, self.hangups, self.channels) = (logger, hangups, channels)
        }
    }

    package let engine: Engine
    package let backend: any ControlBackend
    let definitions: DefinitionsService
    let condition: Condition
    let triggers: TriggerService
    /// In the order in which they start; they stop in the opposite one.
    package let services: [any Service]

    /// Makes the parts, and takes over what a daemon before left under way. Nothing runs yet.
    ///
    /// - Parameters:
    ///   - first: the definitions as they were read at the start.
    ///   - observe: is told what the engine does, after the parts that act on it.
    /// - Throws: what the store throws, `StartFailure`.
    init(
        on ground: Ground, first: Definitions, notifier: SystemdNotifier,
        observe: @escaping @Sendable (EngineEvent) -> Void = { _ in }
    ) async throws {
        let (store, clock, logger) = (ground.store, ground.clock, ground.logger)
        let node = NodeID()
        let snapshot = DefinitionsSnapshot()
        let condition = Condition()
        let intake = EventIntake(clock: clock) { snapshot.current }
        let spoken: @Sendable (Instant) -> String = { instant in
            (snapshot.current?.settings.timeZone ?? .utc).spoken(instant, seenFrom: clock.now)
        }
        let reports = PluginReports(condition: condition, spoken: spoken, logger: logger)
        let plugins = PluginRegistry(
            .of(ground.layout, clock, ground.environment) { snapshot.current }, sink: intake.take,
            report: reports.take)
        let (root, looks) = (ground.layout.root, LookMemory())
        definitions = await DefinitionsService(
            first, builtIn: { BuiltInActions.all(root: root, portfolio: $0, memory: looks) }, plugins: plugins,
            thread: ground.thread, logger: logger)
        snapshot.follow(definitions)
        try await definitions.recall(from: store, clock: clock)

        let registry = ChannelRegistry(
            layout: ground.layout, store: try await store.identity(), plugins: plugins, replaced: ground.channels)
        let (waiters, ends) = (RunWaiters(), RunEnds())
        let relay = DeliveryRelay(
            node: node, store: store, channels: try registry.channels(of: first.settings), clock: clock,
            report: { RelayReporter(logger: logger, condition: condition).report($0) })
        let reporter = EventReporter(
            logger: logger, condition: condition, waiters: waiters, ends: ends, now: { clock.now },
            wakeRelay: relay.wake)
        let output = try FileRunOutput(folder: ground.layout.logs)
        let standIn = MemoryStandIn(
            for: store, clock: clock, definitions: { [definitions] in definitions.forEngine },
            channels: { [definitions] in try registry.channels(of: definitions.current.settings) },
            condition: condition, logger: logger, wakeRelay: relay.wake)
        engine = Engine(
            node: node, store: store, clock: clock, log: output, standIn: standIn,
            definitions: { [definitions] in definitions.forEngine },
            observe: { event in
                if case .stepEnded(let step) = event, step.state == .succeeded {
                    looks.recorded(run: step.run, step: step.id)
                }
                reporter.report(event)
                observe(event)
            })
        let joined = try await engine.join()
        intake.use(engine)
        triggers = TriggerService(
            definitions: definitions, plugins: plugins, store: store, engine: engine, clock: clock,
            reading: ground.reading, reactor: ground.reactor, thread: ground.thread, condition: condition,
            down: joined.lastSign.map { DownSince(at: $0.at, isKnown: $0.isLeave) }, logger: logger)
        backend = DaemonBackend(
            store: store, engine: engine, definitions: definitions, plugins: plugins, output: output, relay: relay,
            clock: clock, condition: condition, waiters: waiters, sums: try SumQueue(name: "gantry-sums"),
            longSums: try SumQueue(name: "gantry-longsums"), startedAt: clock.now,
            asOf: ground.asOf)
        let reloading = ReloadService(
            definitions: definitions, engine: engine, triggers: triggers, relay: relay, registry: registry, ends: ends,
            hangups: ground.hangups,
            wrong: WrongFiles(
                definitions: definitions, engine: engine, store: store, clock: clock, condition: condition,
                spoken: spoken, logger: logger),
            notifier: notifier, logger: logger)
        let pluginService = PluginService(
            registry: plugins, engine: engine, condition: condition, reports: reports, spoken: spoken, logger: logger)
        let failing = FailingWorkflows(
            ends: ends, engine: engine, condition: condition,
            workflows: { [definitions] in Set(definitions.current.workflows.map(\.name)) }, spoken: spoken,
            logger: logger)
        self.condition = condition
        let pruning = PruneService(
            store: store, output: output, clock: clock,
            keep: { [definitions] in definitions.current.settings.keep }, logger: logger)
        services = [
            pruning, RelayService(relay: relay), StandInService(standIn: standIn), pluginService, failing,
            EngineService(engine: engine), triggers, reloading,
        ]
        await pluginService.recall()
        await failing.recall()
    }

    /// Has every check look at everything once: for a store that has lost what it knew.
    func lookAtEverything(because reason: String, now: Instant) async throws {
        for workflow in definitions.current.workflows {
            let looks = workflow.steps.contains { step in
                !(definitions.forEngine.actions[step.action]?.declaration.rules.isEmpty ?? true)
            }
            guard looks else { continue }
            let occurrence = Occurrence(
                workflow: workflow.name, trigger: "first look", key: now.description, plannedAt: now, observedAt: now,
                payload: ["kind": "first look", "at": .text(now.description), "because": .text(reason)])
            try await engine.submit(
                Firing(
                    workflow: workflow.name, trigger: "first look",
                    occurrences: [PlannedOccurrence(occurrence, fate: .run(.making))], mode: workflow.mode))
        }
    }
}
