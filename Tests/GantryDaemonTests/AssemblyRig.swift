import FoundationEssentials
import GantryActions
import GantryControl
import GantryCore
import GantryDefinitions
import GantryEngine
import GantrySQLite
import GantryStore
import GantrySystem
import GantryTestSupport
import Glibc
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import GantryDaemon

/// The stores that a daemon can stand on.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case memory, sqlite

    var testDescription: String { rawValue }
}

/// All parts of a daemon on a root of its own, a clock that is turned by hand, and people who only listen.
final class AssemblyRig: Sendable {
    /// Monday 16 November 2026, 09:00 in Amsterdam.
    static let monday = Instant(secondsSinceEpoch: 1_794_816_000)

    let folder: TemporaryFolder
    let clock = ManualClock(monday)
    let store: ScriptedStore
    let mailbox = Mailbox()
    let events = Collector<String>()

    var root: String { folder.path }

    init(_ kind: StoreKind) throws {
        folder = try TemporaryFolder(mode: 0o755)
        let base: any Store =
            switch kind {
            case .memory: InMemoryStore()
            case .sqlite: try SQLiteStore(path: folder / "gantry.sqlite")
            }
        store = ScriptedStore(over: base)
        for name in ["projects", "workflows", ".gantry/logs"] { try folder.makeFolders(name) }
        try save("people.yaml", "asha: { email: asha@example.org }\nben: { email: ben@example.org }\n")
        try save("gantry.yaml", "timezone: Europe/Amsterdam\nchannels: { inbox: { type: maildir } }\n")
        try save("workflows/deadlines.yaml", Self.workflow())
    }

    static func workflow(triggers: String = "[{ project: changed, settle: 0s }, manual]") -> String {
        """
        name: deadlines
        triggers: \(triggers)
        steps:
          - id: check
            action: deadline.check
        alerts:
          to: [owner, lead]

        """
    }

    /// A project with one task of ben's, that was due long ago unless it is finished.
    static func project(_ id: String, due: String = "2026-11-02", _ more: String = "") -> String {
        """
        project: \(id)
        lead: asha
        start: 2026-10-05
        team: [asha, ben]
        tasks:
          - { id: build, duration: 5wd, who: ben, due: \(due)\(more) }

        """
    }

    /// Writes a file as careful editors do: beside it, then in its place.
    func save(_ path: String, _ text: String) throws {
        try folder.write(text, to: ".gantry/new")
        guard rename(folder / ".gantry/new", folder / path) == 0 else {
            throw SystemFailure("save \(path)", code: errno)
        }
    }

    func remove(_ path: String) { unlink(folder / path) }

    /// Has a daemon work while `body` does things to it, then stops it as a signal would.
    ///
    /// - Parameter before: done before anything runs.
    func run(
        before: (Assembly) async throws -> Void = { _ in }, _ body: @escaping @Sendable (Assembly) async throws -> Void
    ) async throws {
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        let reactor = try Reactor()
        let root = root
        let thread = try BlockingThread(name: "test-files")
        let first = await thread.run {
            Definitions.load(root: root, actions: BuiltInActions.declarations, previous: nil)
        }
        let ground = Assembly.Ground(
            layout: .inFolder(root, demonstration: nil), store: store, clock: clock,
            reading: { [clock] in ClockReading(now: clock.now, uptime: clock.uptime) }, reactor: reactor,
            thread: thread, environment: [:], logger: logger, channels: ["inbox": mailbox])
        let assembly = try await Assembly(on: ground, first: first, notifier: SystemdNotifier(environment: [:])) {
            [events] event in
            switch event {
            case .alerted(let event, let alert): events.add("\(event.kind.rawValue) \(alert.key.project)")
            case .storeDamaged: events.add("damaged")
            default: break
            }
        }
        try await before(assembly)
        try reactor.start()
        defer { reactor.stop() }
        let group = ServiceGroup(configuration: .init(services: assembly.services, logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask {
                await assembly.triggers.watching()
                do {
                    try await body(assembly)
                } catch {
                    await group.triggerGracefulShutdown()
                    throw error
                }
                await group.triggerGracefulShutdown()
            }
            try await tasks.waitForAll()
        }
        try await assembly.engine.leave()
    }

    /// Lets time pass step by step, and all that falls into each be done before the next.
    func pass(_ duration: Duration, step: Duration) async throws {
        let end = clock.now + duration
        while clock.now < end {
            clock.set(min(end, clock.now + step))
            try await quiet()
        }
    }

    /// Turns the clock to what somebody waits for, where that is near: deadlines of what works now are not.
    func leap(upTo most: Duration) {
        if let next = clock.nextWake, next <= clock.now + most { clock.set(max(next, clock.now)) }
    }

    /// Returns when nothing is left to be done now.
    func quiet() async throws {
        var calm = 0
        // What has just been woken needs some turns before it shows in the store.
        while calm < 5, !Task.isCancelled {
            for _ in 0..<200 { await Task.yield() }
            let isDue =
                try await store.nextDeliveryDue(channel: "inbox", at: clock.now).map { $0 <= clock.now } ?? false
            calm = try await store.unfinishedRuns().isEmpty && !isDue ? calm + 1 : 0
        }
    }

    func alerts() async throws -> [Alert] { try await store.alerts(AlertFilter(includesResolved: true)) }
}

/// A channel that keeps what people are told: `ben opened crm`.
final class Mailbox: Channel {
    let messages = Collector<String>()
    /// Whether nothing more goes in.
    let isFull = Mutex(false)

    func deliver(_ delivery: Delivery) async throws {
        if isFull.withLock({ $0 }) { throw SystemFailure("write a mail", code: ENOSPC) }
        for notice in delivery.notices {
            messages.add("\(delivery.recipient.person) \(notice.kind.rawValue) \(notice.finding.project)")
        }
    }

    var all: [String] { messages.all }

    func wait(for message: String) async { _ = await messages.wait { $0.contains(message) } }
}
