import GantryCore
import GantryStore
import GantryTestSupport
import Synchronization

@testable import GantryEngine

/// One random history of a daemon, by a seed: things happen, and after each of them what was promised must hold.
actor History {
    /// The process is gone, before or after the store had written.
    struct Killed: Error {}

    /// A promise that does not hold.
    struct Broken: Error, CustomStringConvertible {
        let description: String
    }

    private static let subjects = ["build", "test", "pay"]

    private var numbers: SplitMix
    private let reopen: (any Store) async throws -> any Store
    private var store: ScriptedStore
    private let clock = ManualClock(Instant(secondsSinceEpoch: 1_794_812_400))
    private let shared = Shared()
    private var world = World()
    private var engine: Engine
    private var inboxes = Inboxes()
    private var isChannelDead = false
    private var lastTick: Instant?
    private var count = 0
    /// What was answered for: the occurrences that were taken, and the alerts that were acknowledged.
    private var admitted: Set<String> = []
    private var acknowledged: Set<Int64> = []
    /// What happened, for whoever has to find out why.
    private(set) var steps: [String] = []

    /// - Parameter reopen: gives the store as the next daemon finds it.
    init(
        seed: UInt64, over base: any Store, reopen: @escaping (any Store) async throws -> any Store = { $0 }
    ) async throws {
        numbers = SplitMix(state: seed)
        (store, self.reopen) = (ScriptedStore(over: base), reopen)
        engine = Engine(
            store: store, clock: clock, log: Unwritten(), definitions: { World().definitions(meanwhile: {}) },
            observe: { _ in })
        try await begin()
    }

    /// Lets things happen, and at last lets all of it come to rest.
    func run(_ length: Int) async throws {
        for _ in 0..<length {
            let (name, event) = pick()
            steps.append(name)
            let before = try await unresolved()
            do {
                try await event()
                try await work()
            } catch is Killed {
                steps.append("  killed")
                try await restart()
                try await work()
            }
            steps += shared.takeNotes()
            try await check(since: before)
        }
        steps.append("at rest")
        try await rest()
    }

    // MARK: What happens

    private typealias Event = () async throws -> Void

    private func pick() -> (String, Event) {
        let project = numbers.one(of: ["crm", "shop"])
        let subject = numbers.one(of: Self.subjects)
        switch Int.random(in: 0..<20, using: &numbers) {
        case 0...4: return save(project, subject)
        case 5:
            return (
                "partial write and whole again",
                {
                    try await self.changed(); try await self.fire()
                }
            )
        case 6: return isThere(project) ? ("remove \(project)", { try await self.remove(project) }) : putBack(project)
        case 7: return rename()
        case 8: return hold(project)
        case 9: return killing("save", save(project, subject).1)
        case 10: return killing("look", fire)
        case 11:
            return (
                "stop and start",
                {
                    try await self.engine.leave(); try await self.restart()
                }
            )
        case 12: return ("kill and start", restart)
        case 13: return ("late writer", lateWriter)
        case 14: return acknowledge()
        case 15:
            let hours = numbers.one(of: [5, -5, 24, -24])
            return ("clock set by \(hours) h", { self.clock.step(by: .seconds(hours * 3600)) })
        case 16:
            isChannelDead.toggle()
            return (isChannelDead ? "channel dies" : "channel lives", {})
        case 17: return ("reload while a step is under way", whileRunning)
        default:
            let minutes = numbers.one(of: [1, 6, 11, 130, 1500])
            return (
                "\(minutes) min pass",
                {
                    self.clock.advance(by: .seconds(minutes * 60)); try await self.fire()
                }
            )
        }
    }

    private func save(_ project: String, _ subject: String) -> (String, Event) {
        let stage = Int.random(in: 0...3, using: &numbers)
        let owner = numbers.one(of: ["ben", "eve", "asha", "nobody"])
        return (
            "save \(project)/\(subject) at \(stage) of \(owner)",
            {
                guard self.isThere(project) else { return }
                self.world.projects[project]?[subject] = stage == 0 ? nil : .init(stage: stage, owner: owner)
                try await self.changed()
                try await self.fire()
            }
        )
    }

    private func isThere(_ project: String) -> Bool { world.projects[project] != nil }

    private func remove(_ project: String) async throws {
        world.removed[project] = world.projects.removeValue(forKey: project)
        try await changed()
    }

    private func putBack(_ project: String) -> (String, Event) {
        (
            "put \(project) back",
            {
                self.world.projects[project] = self.world.removed.removeValue(forKey: project)
                try await self.changed()
                try await self.fire()
            }
        )
    }

    private func rename() -> (String, Event) {
        let index = Int.random(in: 0..<2, using: &numbers)
        let name = (index == 0 ? ["a", "a2"] : ["b", "b2"]).filter { $0 != world.workflows[index].name }[0]
        let steps = numbers.one(of: [["one"], ["first"], ["one", "strict"], ["strict"]])
        return (
            "workflow \(world.workflows[index].name) is \(name) with \(steps)",
            {
                self.world.workflows[index] = .init(name: name, steps: steps)
                try await self.changed()
                if steps.count > 1 { try await self.fire() }
            }
        )
    }

    private func hold(_ project: String) -> (String, Event) {
        (
            "\(project) on hold, or no more",
            {
                self.world.onHold.formSymmetricDifference([project])
                try await self.changed()
                try await self.fire()
            }
        )
    }

    private func acknowledge() -> (String, Event) {
        let until = numbers.one(of: [nil, Duration.seconds(7200)])
        let choice = Int.random(in: 0..<100, using: &numbers)
        return (
            "acknowledge",
            {
                let alerts = try await self.store.base.alerts(AlertFilter())
                guard !alerts.isEmpty else { return }
                let now = self.clock.now
                let alert = alerts[choice % alerts.count]
                self.steps.append("  \(alert.key) of \(alert.key.workflow)")
                let acknowledgement = Alert.Acknowledgement(
                    by: "asha", because: "seen", at: now, until: until.map { now + $0 })
                if try await self.engine.acknowledge(alert.id, acknowledgement) { self.acknowledged.insert(alert.id) }
            }
        )
    }

    /// The process dies at one of the next writes.
    private func killing(_ name: String, _ event: @escaping Event) -> (String, Event) {
        let calls = Int.random(in: 1...8, using: &numbers)
        let moment: ScriptedStore.Moment = numbers.one(of: [.before, .after])
        return (
            "\(name), killed at write \(calls), \(moment)",
            {
                let left = Mutex(calls)
                self.store.follow { _, at in
                    guard at == moment else { return }
                    let isOver = left.withLock { left in
                        left -= 1
                        return left <= 0
                    }
                    if isOver { throw Killed() }
                }
                try await event()
                try await self.work()
                self.store.follow { _, _ in }
            }
        )
    }

    /// Brings a run to its end, and those that take its place.
    private func conduct(_ first: Run, by engine: Engine) async throws {
        var next: Run? = first
        while let run = next { next = try await RunConduct(engine: engine, run: run).toTheEnd() }
    }

    /// A run goes on in an old daemon when a new one has taken over.
    private func lateWriter() async throws {
        try await fire()
        let old = engine
        let runs = try await store.claimRuns(Claimant(old.node, limit: 4), at: clock.now)
        try await restart()
        for run in runs { try await conduct(run, by: old) }
    }

    private func whileRunning() async throws {
        let engine = engine
        let project = numbers.one(of: ["crm", "shop"])
        if isThere(project) {
            world.removed[project] = world.projects.removeValue(forKey: project)
        } else {
            world.projects[project] = world.removed.removeValue(forKey: project)
        }
        let next = version()
        shared.meanwhile.withLock { meanwhile in
            meanwhile = { [shared, world] in
                shared.current.withLock { $0 = next }
                try await Self.retire(engine, world)
            }
        }
        try await fire()
        try await work()
        // Where nothing was to be run, it is done all the same.
        try await shared.takeMeanwhile()?()
        try await fire()
    }

    // MARK: The daemon

    private func version() -> EngineDefinitions {
        world.definitions { [shared] in try await shared.takeMeanwhile()?() }
    }

    private func begin() async throws {
        let version = version()
        shared.current.withLock { $0 = version }
        engine = Engine(
            store: store, clock: clock, log: Unwritten(), definitions: { [shared] in shared.current.withLock { $0 } },
            observe: { [shared] event in shared.note(event) })
        try await engine.join()
        try await Self.retire(engine, world)
    }

    private func restart() async throws {
        _ = shared.takeMeanwhile()
        lastTick = nil
        store.follow { _, _ in }
        store = ScriptedStore(over: try await reopen(store.base))
        try await begin()
    }

    private func changed() async throws {
        let version = version()
        shared.current.withLock { $0 = version }
        try await Self.retire(engine, world)
    }

    private static func retire(_ engine: Engine, _ world: World) async throws {
        let names = Set(world.workflows.map(\.name))
        let projects = Set(world.projects.keys)
        try await engine.retire(
            isWorkflowGone: { !names.contains($0) }, isProjectGone: { !projects.contains($0) })
    }

    private func fire() async throws {
        for workflow in world.workflows.map(\.name) {
            count += 1
            let key = "\(count)"
            let occurrence = Occurrence(
                workflow: workflow, trigger: "t", key: key, plannedAt: clock.now, observedAt: clock.now, payload: [:])
            try await engine.submit(
                Firing(
                    workflow: workflow, trigger: "t", occurrences: [PlannedOccurrence(occurrence)], mode: .queue))
            admitted.insert(key)
        }
    }

    /// Does all that can be done now: runs, what was to be done in time, messages.
    private func work() async throws {
        while true {
            let runs = try await store.claimRuns(Claimant(engine.node, limit: 4), at: clock.now)
            guard !runs.isEmpty else { break }
            for run in runs { try await conduct(run, by: engine) }
        }
        // As the engine's timer does: when it is time, at a start, and when the clock was put back.
        let isBack = lastTick.map { clock.now < $0 } ?? true
        lastTick = clock.now
        if let due = try await store.nextAlertDue(), due <= clock.now || isBack { try await engine.tick() }
        try await deliver()
    }

    private func deliver() async throws {
        while true {
            let claimed = try await store.claimDeliveries(
                by: engine.node, channel: "inbox", limit: 16, at: clock.now)
            guard !claimed.isEmpty else { return }
            for delivery in claimed {
                if isChannelDead {
                    _ = try await store.markFailed(delivery, error: "down", wait: .seconds(600), at: clock.now)
                } else {
                    steps +=
                        shared.takeNotes()
                        + delivery.notices.map {
                            "  \(delivery.recipient.person) <- \($0.kind.rawValue) \($0.finding.identity.subject)"
                                + " at \($0.finding.stage.rank) (alert \($0.alert), message \(delivery.id))"
                        }
                    inboxes.take(delivery)
                    _ = try await store.markDelivered(delivery, at: clock.now)
                }
            }
        }
    }

    // MARK: What was promised

    private func unresolved() async throws -> [Int64: Alert] {
        let alerts = try await store.base.alerts(AlertFilter())
        return Dictionary(uniqueKeysWithValues: alerts.map { ($0.id, $0) })
    }

    private func check(since before: [Int64: Alert]) async throws {
        if let complaint = inboxes.complaints.first { throw Broken(description: complaint) }
        let now = try await unresolved()
        let keys = now.values.map(\.key)
        guard keys.count == Set(keys).count else { throw Broken(description: "two unresolved episodes of a key") }
        for id in before.keys where now[id] == nil {
            guard let alert = try await store.base.alert(id) else { throw Broken(description: "alert \(id) is lost") }
            guard !(alert.resolution ?? "").hasPrefix("no longer watched"), world.isSeen(alert.key) else { continue }
            throw Broken(description: "\(alert.key) of \(alert.key.workflow) is resolved, and stands")
        }
        for id in acknowledged {
            let kinds = try await store.base.events(ofAlert: id).map(\.kind)
            guard kinds.contains(.acknowledged) else {
                throw Broken(description: "the acknowledgement of alert \(id) is lost")
            }
        }
    }

    /// Everything works, and nothing changes any more: whoever ought to know knows what is so.
    private func rest() async throws {
        isChannelDead = false
        try await restart()
        for _ in 0..<8 {
            let before = try await unresolved()
            try await fire()
            try await work()
            steps += shared.takeNotes()
            try await check(since: before)
            clock.advance(by: .seconds(45 * 60))
            try await work()
            steps += shared.takeNotes()
        }
        let runs = try await store.base.runs(RunFilter(limit: 100_000))
        let ended = Set(runs.filter(\.state.isFinal).map(\.occurrence.key))
        guard admitted.isSubset(of: ended) else {
            throw Broken(description: "occurrences \(admitted.subtracting(ended)) were taken, and not run")
        }
        let alerts = try await unresolved().values.filter { $0.muted == nil }
        for alert in alerts {
            guard !alert.told.isEmpty else { throw Broken(description: "\(alert.key) was told to nobody") }
            for told in alert.told {
                let belief = inboxes.belief(of: told.contact.person, about: alert.key.identity)
                guard case .stands = belief else {
                    throw Broken(description: "\(alert.key) stands, and \(told.contact.person) thinks \(belief)")
                }
            }
        }
        let standing = Set(try await unresolved().values.map(\.key.identity))
        for (person, fact) in inboxes.standing where !standing.contains(fact) {
            throw Broken(description: "\(fact.project)/\(fact.subject) is over, and \(person) was not told")
        }
    }
}

/// What the daemon's parts see of the history.
private final class Shared: Sendable {
    let current = Mutex(World().definitions(meanwhile: {}))
    /// Done once, while a step is under way.
    let meanwhile = Mutex<(@Sendable () async throws -> Void)?>(nil)

    private let notes = Mutex<[String]>([])

    func note(_ event: EngineEvent) {
        guard case .alerted(let event, let alert) = event else { return }
        notes.withLock {
            $0.append("  alert \(alert.id) \(alert.key) of \(alert.key.workflow): \(event.kind) \(event.detail)")
        }
    }

    func takeNotes() -> [String] {
        notes.withLock { notes in
            defer { notes = [] }
            return notes
        }
    }

    func takeMeanwhile() -> (@Sendable () async throws -> Void)? {
        meanwhile.withLock { meanwhile in
            defer { meanwhile = nil }
            return meanwhile
        }
    }
}

private struct Unwritten: RunOutput {
    func append(_ text: String, run: Int64, step: String) {}
}
