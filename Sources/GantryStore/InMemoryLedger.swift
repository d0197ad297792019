import GantryCore

/// The rows of an `InMemoryStore`'s ledger, found by what they are about.
struct InMemoryLedger {
    typealias Key = InMemoryStore.TriggerKey

    struct Row {
        let id: Int64
        let key: Key
        var first: Instant
        var last: Instant
        var count: Int
        /// Nil for planned instants.
        var observed: String?
        var observedAt: Instant
        /// Nil where the run says it.
        var verdict: Verdict?
        var reason = ""
        var run: Int64?
        var times: String?

        init(id: Int64, key: Key, _ planned: PlannedOccurrence) {
            let occurrence = planned.occurrence
            (self.id, self.key, first, last, count) = (id, key, occurrence.plannedAt, planned.last, planned.count)
            observed = occurrence.isPlanned ? nil : occurrence.key
            observedAt = occurrence.observedAt
            times = planned.count > 1 ? planned.times : nil
        }

        /// Whether it is a stretch that another timetable names, so that it has to be asked whether this is one of it.
        func covering(_ planned: PlannedOccurrence) -> Admission.Covered? {
            guard count > 1, let times, let own = planned.times, own != times, planned.split == nil else { return nil }
            return Admission.Covered(planned, first: first, last: last, times: times)
        }

        /// A part of a stretch.
        init(id: Int64, of row: Row, first: Instant, last: Instant, count: Int) {
            (self.id, key, self.first, self.last, self.count) = (id, row.key, first, last, count)
            (observedAt, verdict, reason, run, times) = (row.observedAt, row.verdict, row.reason, row.run, row.times)
        }
    }

    private(set) var all: [Int64: Row] = [:]
    private var nextID: Int64 = 1
    private var singles: [Key: [Instant: Int64]] = [:]
    private var stretches: [Key: Set<Int64>] = [:]
    private var observed: [Key: [String: Int64]] = [:]
    /// By the last planned instant, to go on with.
    private var ends: [Key: [Instant: Int64]] = [:]
    private(set) var lastObserved: Instant?

    subscript(id: Int64) -> Row? { all[id] }

    /// The row that has an occurrence, alone or among others.
    func row(of planned: PlannedOccurrence) -> Row? {
        let occurrence = planned.occurrence
        let key = Key(workflow: occurrence.workflow, trigger: occurrence.trigger)
        guard occurrence.isPlanned else { return observed[key]?[occurrence.key].flatMap { all[$0] } }
        if let id = singles[key]?[occurrence.plannedAt] { return all[id] }
        guard !planned.isApart else { return nil }
        return stretches[key]?.lazy.compactMap { all[$0] }.first {
            $0.first <= occurrence.plannedAt && $0.last >= occurrence.plannedAt
        }
    }

    /// The row that ends with a planned instant.
    func row(endingAt instant: Instant, _ key: Key) -> Row? { ends[key]?[instant].flatMap { all[$0] } }

    func lastPlanned(_ key: Key) -> Instant? { ends[key]?.keys.max() }

    mutating func add(_ planned: PlannedOccurrence, _ verdict: Verdict?, _ reason: String, run: Int64?) {
        let key = Key(workflow: planned.occurrence.workflow, trigger: planned.occurrence.trigger)
        var row = Row(id: nextID, key: key, planned)
        (row.verdict, row.reason, row.run) = (verdict, reason, run)
        nextID += 1
        lastObserved = row.observedAt
        put(row)
    }

    mutating func add(part row: Row, first: Instant, last: Instant, count: Int) {
        put(Row(id: nextID, of: row, first: first, last: last, count: count))
        nextID += 1
    }

    mutating func put(_ row: Row) {
        remove(row.id)
        all[row.id] = row
        if let name = row.observed { return observed[row.key, default: [:]][name] = row.id }
        ends[row.key, default: [:]][row.last] = row.id
        if row.count > 1 || row.first != row.last {
            stretches[row.key, default: []].insert(row.id)
        } else {
            singles[row.key, default: [:]][row.first] = row.id
        }
    }

    mutating func remove(_ id: Int64) {
        guard let row = all.removeValue(forKey: id) else { return }
        if let name = row.observed { observed[row.key]?[name] = nil }
        if ends[row.key]?[row.last] == id { ends[row.key]?[row.last] = nil }
        if singles[row.key]?[row.first] == id { singles[row.key]?[row.first] = nil }
        stretches[row.key]?.remove(id)
    }

    /// Those that a run was to look at never were.
    mutating func drop(run: Int64, because reason: String) {
        for var row in all.values where row.run == run && row.verdict != .overlapped {
            (row.verdict, row.reason) = (.dropped, reason)
            all[row.id] = row
        }
    }
}
