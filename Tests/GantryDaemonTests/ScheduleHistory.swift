import GantryCore
import GantryEngine
import GantryStore
import GantrySystem
import GantryTestSupport
import GantryTime
import GantryTriggers

@testable import GantryDaemon

/// One life of a few schedules on the real engine: edits, kills, sleep, clocks that are set, files that are wrong, runs
/// that begin, end and are dropped; at the end the ledger is held against what was planned.
struct ScheduleHistory {
    /// What a trigger was by its definition, and from when to when.
    private struct Term {
        let key: TriggerKey
        let timetable: Timetable
        let from: Instant
        var to: Instant?
    }

    private struct Wrong: Error, CustomStringConvertible { let description: String }

    private static let texts = [
        "every 10m", "every 7s", "*/15 * * * *", "daily 08:00", "0 */2 * * *", "30 8 * * mon-fri", "* 9 * * *",
    ]
    private static let begin = Instant(secondsSinceEpoch: 1_794_812_400)

    private let store: any Store
    private let clock = ManualClock(Self.begin)
    private let engine: Engine
    private var random: SplitMix
    private(set) var steps: [String] = []
    private var keeper: ScheduleKeeper?
    private var node = NodeID("node")
    private var now = Self.begin
    private var uptime = Duration.seconds(1000)
    /// By workflow: its triggers; nil while its file is wrong.
    private var files: [String: [String: (text: String, catchUp: CatchUp)]] = [:]
    private var wrong: Set<String> = []
    private var terms: [Term] = []
    /// What the keeper has taken in.
    private var defined: [TriggerKey: String] = [:]

    init(seed: UInt64, over store: any Store) async throws {
        (self.store, random) = (store, SplitMix(state: seed))
        let definitions = EngineDefinitions(
            workflows: [], actions: [], directory: Office(), channels: [], projects: [:],
            defaultPolicy: .init(isOn: false, to: [], via: [], fallback: "lead"))
        engine = Engine(
            node: node, store: store, clock: clock, log: Silent(), definitions: { definitions }, observe: { _ in })
        try await engine.join()
    }

    private struct Silent: RunOutput {
        func append(_ text: String, run: Int64, step: String) {}
    }

    private var reading: ClockReading { ClockReading(now: now, uptime: uptime) }

    // MARK: Steps

    mutating func run(_ count: Int) async throws {
        files = ["a": ["t": ("daily 08:00", .last)], "b": ["t": ("every 10m", .all), "u": ("0 */2 * * *", .last)]]
        try await start()
        for _ in 0..<count { try await step() }
        if keeper == nil { try await start() }
        wrong = []
        try await takeIn()
        try await pass(.seconds(3600))
        try await check()
    }

    private mutating func step() async throws {
        switch Int.random(in: 0..<14, using: &random) {
        case 0...3: try await pass(.seconds(Int.random(in: 1...9000, using: &random)))
        case 4: try await edit()
        case 5:
            steps.append("killed")
            keeper = nil
            away(.seconds(Int.random(in: 1...40_000, using: &random)))
            if Bool.random(using: &random) { try await edit() }
            try await start()
        case 6:
            steps.append("asleep")
            away(.seconds(Int.random(in: 1...40_000, using: &random)))
            try await tick()
        case 7:
            let step = random.one(of: [-20_000, -9000, -200, 200, 9000, 20_000])
            steps.append("the clock is set by \(step) s")
            now = now + .seconds(step)
            if Bool.random(using: &random) { keeper = nil }
            if keeper == nil { try await start() } else { try await tick() }
        case 8:
            let workflow = random.one(of: ["a", "b"])
            steps.append("\(workflow) is wrong")
            wrong.insert(workflow)
            if Bool.random(using: &random) {
                keeper = nil
                away(.seconds(7000))
            }
            if keeper == nil { try await start() } else { try await takeIn() }
        case 9:
            wrong = []
            steps.append("all is right")
            try await takeIn()
        case 10...11: try await work()
        default:
            _ = try await store.drop(
                .waiting(workflow: random.one(of: ["a", "b"])), because: "cancelled by asha", at: now)
        }
    }

    private mutating func away(_ time: Duration) { (now, uptime) = (now + time, uptime + time) }

    private mutating func edit() async throws {
        let workflow = random.one(of: ["a", "b"])
        let trigger = random.one(of: ["t", "u"])
        let policy = random.one(of: [CatchUp.none, .last, .all, CatchUp(.all, max: 3, maxAge: .seconds(20_000))])
        if files[workflow]?[trigger] != nil, Int.random(in: 0..<4, using: &random) == 0 {
            files[workflow]?[trigger] = nil
            steps.append("\(workflow)/\(trigger) is removed")
        } else {
            let text = random.one(of: Self.texts)
            files[workflow, default: [:]][trigger] = (text, policy)
            steps.append("\(workflow)/\(trigger) is \(text), \(policy.policy)")
        }
        if keeper != nil { try await takeIn() }
    }

    /// Some runs begin, and some of them end.
    private func work() async throws {
        for run in try await store.claimRuns(Claimant(node, limit: 2), at: now) {
            guard let tenure = Tenure(run) else { continue }
            _ = try await store.finishRun(tenure, RunEnd(.succeeded), at: now)
        }
    }

    // MARK: The daemon

    private func plans() throws -> ScheduleKeeper.Plans {
        var entries: [ScheduleEntry] = []
        let right = files.filter { !wrong.contains($0.key) }
        for (workflow, triggers) in right {
            for (id, trigger) in triggers {
                entries.append(
                    ScheduleEntry(
                        key: TriggerKey(workflow: workflow, trigger: id),
                        timetable: try Timetable(Schedule(trigger.text), in: .utc), catchUp: trigger.catchUp))
            }
        }
        return ScheduleKeeper.Plans(
            entries: entries, modes: right.mapValues { _ in .queue }, isGone: { _ in false },
            trouble: { "\($0) is wrong" })
    }

    private mutating func start() async throws {
        steps.append("started at \(now)")
        var keeper = ScheduleKeeper(down: nil)
        let plans = try plans()
        let waiting = Set(try await store.unfinishedRuns().map(\.workflow))
        let firings = keeper.start(plans, try await store.triggers(of: nil), waiting: waiting, reading)
        self.keeper = keeper
        try await submit(firings, plans)
        try await catchUp()
    }

    private mutating func takeIn() async throws {
        guard keeper != nil else { return }
        let plans = try plans()
        let reading = reading
        let firings = keeper?.reload(plans, reading) ?? []
        try await submit(firings, plans)
        try await catchUp()
    }

    private mutating func tick() async throws {
        try await submit(ticked(), nil)
        try await catchUp()
    }

    private mutating func ticked() -> [Firing] {
        let reading = reading
        return keeper?.tick(reading) ?? []
    }

    private mutating func catchUp() async throws {
        while let due = keeper?.due, due <= now { try await submit(ticked(), nil) }
    }

    private mutating func pass(_ time: Duration) async throws {
        let end = now + time
        guard keeper != nil else { return away(time) }
        while let due = keeper?.due, due <= end {
            if due > now { away(due - now) }
            try await submit(ticked(), nil)
        }
        if end > now { away(end - now) }
    }

    private mutating func submit(_ firings: [Firing], _ plans: ScheduleKeeper.Plans?) async throws {
        clock.set(now)
        for firing in firings {
            try await ScheduleKeeper.submit(firing, .standard) { [engine] in try await engine.submit($0) }
            for trigger in firing.gone { close(TriggerKey(workflow: firing.workflow, trigger: trigger)) }
        }
        guard let plans else { return }
        let cursors = try await store.triggers(of: nil)
        for entry in plans.entries where defined[entry.key] != entry.timetable.stored {
            close(entry.key)
            defined[entry.key] = entry.timetable.stored
            let mark = cursors.first { $0.workflow == entry.key.workflow && $0.trigger == entry.key.trigger }?.mark
            let from = mark.flatMap { Instant(rfc3339: $0.cursor) } ?? now
            terms.append(Term(key: entry.key, timetable: entry.timetable, from: max(from, now)))
        }
    }

    private mutating func close(_ key: TriggerKey) {
        defined[key] = nil
        for index in terms.indices where terms[index].key == key && terms[index].to == nil { terms[index].to = now }
    }

    // MARK: What must hold

    private func check() async throws {
        var instants: [TriggerKey: Set<Instant>] = [:]
        for workflow in ["a", "b"] {
            for entry in try await store.ledger(LedgerFilter(workflow: workflow, limit: .max)) where entry.key == nil {
                let key = TriggerKey(workflow: workflow, trigger: entry.trigger)
                for instant in try expanded(entry) {
                    guard instants[key, default: []].insert(instant).inserted else {
                        throw Wrong(description: "\(key) has two rows for \(instant)")
                    }
                }
            }
        }
        for term in terms {
            var last = term.from
            while let next = term.timetable.next(after: last)?.at, next <= term.to ?? now {
                guard instants[term.key]?.contains(next) == true else {
                    let near = try await store.ledger(
                        around: next, workflow: term.key.workflow, trigger: term.key.trigger)
                    throw Wrong(
                        description: "\(term.key) has no row for \(next), by \(term.timetable.schedule.text): \(near)")
                }
                last = next
            }
        }
        let runs = try await store.runs(RunFilter(limit: .max)).filter {
            $0.occurrence.isPlanned && $0.startedAt != nil
        }
        let planned = Set(runs.map { "\($0.workflow) \($0.occurrence.trigger) \($0.occurrence.key)" })
        guard planned.count == runs.count else { throw Wrong(description: "an instant ran twice") }
    }

    private func expanded(_ entry: LedgerEntry) throws -> [Instant] {
        guard entry.count > 1 else { return [entry.first] }
        guard let times = entry.times else {
            throw Wrong(description: "a stretch does not say what it is of: \(entry)")
        }
        let timetable = try Timetable(stored: times, calendar: .standard)
        var instants: [Instant] = []
        var last = entry.first - .nanoseconds(1)
        while let next = timetable.next(after: last)?.at, next <= entry.last {
            instants.append(next)
            last = next
        }
        guard instants.count == entry.count else {
            throw Wrong(description: "a stretch of \(entry.count) has \(instants.count) instants: \(entry)")
        }
        return instants
    }
}
