import GantryCore
import GantryProject
import GantryTime
import Synchronization

/// What the steps of workflows looked at last, so that a save costs a look at what was saved.
///
/// It is kept in memory only: after a restart each step looks at everything once. What was not recorded, as its run was
/// cut short, was not looked at.
package final class LookMemory: Sendable {
    /// A step, and what it looks after.
    struct Place: Hashable {
        let workflow: String
        let step: String
        let rule: String
    }

    private struct Sight {
        let version: UInt64
        let day: LocalDate
    }

    private struct Record {
        let inputs: [String: Value]
        var sights: [String: Sight] = [:]
    }

    private struct State {
        var records: [Place: Record] = [:]
        /// Looks of which nobody has said yet that they were recorded, by their runs.
        var pending: [Int64: [Place: Record]] = [:]
    }

    /// Runs that were never recorded are forgotten beyond so many: what they looked at is looked at again.
    private static let mostPending = 64

    private let state = Mutex(State())

    package init() {}

    /// Those of some projects that may give something else than when a step looked last.
    ///
    /// All of them are, where the run was set off by something else than a save, where it is tried again, and where the
    /// step asks for something else.
    func changed(of projects: [Project], since place: Place, for request: ActionRequest) -> [Project] {
        guard let kind = request.trigger["kind"].text, ["project", "files"].contains(kind), request.attempt == 1,
            let record = state.withLock({ $0.records[place] }), record.inputs == request.inputs
        else { return projects }
        var days = Days(at: request.now)
        return projects.filter { project in
            guard let sight = record.sights[project.id], !request.overlooked.contains(project.id) else { return true }
            return sight.version != project.version || sight.day != days.today(in: project.zone)
        }
    }

    /// Remembers what a step looked at, until it is known whether that was recorded.
    func note(_ projects: [Project], at place: Place, for request: ActionRequest) {
        var (record, days) = (Record(inputs: request.inputs), Days(at: request.now))
        for project in projects {
            record.sights[project.id] = Sight(version: project.version, day: days.today(in: project.zone))
        }
        state.withLock { state in
            if state.pending.count > Self.mostPending { state.pending = [:] }
            state.pending[request.run, default: [:]][place] = record
        }
    }

    /// What a step looked at is recorded, with all that it found.
    package func recorded(run: Int64, step: String) {
        state.withLock { state in
            guard let pending = state.pending[run] else { return }
            for (place, record) in pending where place.step == step {
                state.pending[run]?[place] = nil
                if state.records[place]?.inputs != record.inputs {
                    state.records[place] = Record(inputs: record.inputs)
                }
                state.records[place]?.sights.merge(record.sights) { _, new in new }
            }
            if state.pending[run]?.isEmpty == true { state.pending[run] = nil }
        }
    }
}

/// Which day it is, zone by zone: most projects share one.
private struct Days {
    private let now: Instant
    private var known: (zone: String, day: LocalDate)?

    init(at now: Instant) { self.now = now }

    mutating func today(in zone: ZoneRules) -> LocalDate {
        if let known, known.zone == zone.identifier { return known.day }
        let day = zone.date(at: now)
        known = (zone.identifier, day)
        return day
    }
}
