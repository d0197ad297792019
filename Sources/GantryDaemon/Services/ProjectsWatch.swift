import FoundationEssentials
import GantryCore
import GantryDefinitions
import GantryProject
import GantryStore
import GantryTriggers
import GantryWorkflow

/// One trigger on changed projects: its machine, what has changed, and the form in which the store remembers it.
struct ProjectsWatch: Sendable {
    /// So many changes are told of one by one.
    private static let shown = 200
    /// Under this name the store remembers what all projects share; no project can be called so.
    private static let shared = "*"
    /// The same for what the workflow's file says: a step that is renamed has to look, so that its alerts find it.
    private static let looker = "*looker"

    let workflow: String
    let trigger: String
    let mode: Workflow.Mode
    let plan: ProjectTrigger
    private var machine: ProjectsMachine
    /// What the workflow's file said when the trigger fired last.
    private var knownLooker: String
    private var latestLooker: String
    /// What the settings said of time when it looked last.
    private var latestCalendar: String
    private var changes = ProjectChanges()
    /// Of the definitions that it looked at last.
    private var latestStamp: UInt64?
    /// When it wants to be looked at again.
    var due: Instant? { machine.due }

    /// - Parameters:
    ///   - memory: what the store knows of the trigger.
    ///   - isFirst: whether the store has never seen any project: then a new trigger takes them as they are. Later a new
    ///     trigger looks at all of them once, as nobody knows what its workflow would find.
    /// - Returns: the watch; and where a new trigger takes the projects as they are, what the store is to remember.
    static func begin(
        _ plan: ProjectTrigger, of workflow: Workflow, trigger: String, memory: TriggerMemory, current: Definitions,
        isFirst: Bool
    ) -> (watch: ProjectsWatch, baseline: Firing?) {
        var known = memory.entries
        var shared = known.removeValue(forKey: Self.shared) ?? current.sharedRevision
        let ownRevision = current.revision(ofWorkflow: workflow.name)
        let looker = known.removeValue(forKey: Self.looker) ?? ownRevision
        let sequence = memory.cursor.flatMap(Int.init)
        let takesAll = sequence == nil && isFirst
        if takesAll { (known, shared) = (current.revisions, current.sharedRevision) }
        let watch = ProjectsWatch(
            workflow: workflow.name, trigger: trigger, mode: workflow.mode, plan: plan,
            machine: ProjectsMachine(known: known, shared: shared, sequence: sequence ?? 0, settle: plan.settle),
            knownLooker: looker, latestLooker: looker, latestCalendar: current.calendarRevision)
        guard takesAll else { return (watch, nil) }
        var entries: [String: String?] = known.mapValues(Optional.some)
        (entries[Self.shared], entries[Self.looker]) = (.some(shared), .some(ownRevision))
        let baseline = Firing(
            workflow: workflow.name, trigger: trigger, occurrences: [], mode: workflow.mode, cursor: "0",
            entries: entries)
        return (watch, baseline)
    }

    /// Looks at the projects and gives the firing that follows, if any; one without an occurrence is only to be
    /// remembered.
    ///
    /// - Parameters:
    ///   - news: what has changed since the last look.
    ///   - now: of the engine's clock.
    mutating func look(at current: Definitions, _ news: DefinitionsNews, now: Instant) -> Firing? {
        let isDue = machine.due.map { $0 <= now } ?? false
        // Most turns are about something else.
        guard isDue || current.stamp != latestStamp || !news.isEmpty else { return nil }
        let (before, sharedBefore) = (machine.known, machine.knownShared)
        changes.add(news.changes.values.flatMap(\.self))
        let changed = news.changes.filter { !$0.value.isEmpty }
        let reread = current.reread.flatMap { $0.since == latestStamp ? $0 : nil }
        latestStamp = current.stamp
        var revisions = current.revisions
        if let reread {
            let ids = reread.projects.map(\.id)
            revisions = ids.reduce(into: [:]) { $0[$1] = current.revisions[$1] }
        }
        let looker = current.revision(ofWorkflow: workflow)
        let (isOther, calendar) = (looker != latestLooker, current.calendarRevision)
        latestLooker = looker
        let look = ProjectsLook(
            revisions: revisions, shared: current.sharedRevision, changed: Set(changed.keys),
            reshaped: Set(news.changes.keys).subtracting(changed.keys),
            returned: isOther ? Set(current.revisions.keys) : news.returnedProjects,
            isSharedTold: news.tellsPeople && calendar == latestCalendar, isWhole: reread == nil)
        latestCalendar = calendar
        var fired = machine.on(.looked(look, at: now))
        if fired == nil, let due = machine.due, due <= now { fired = machine.on(.tick(at: now)) }
        if fired == nil, machine.due == nil { changes = ProjectChanges() }
        var entries: [String: String?] = [:]
        let touched =
            reread == nil ? Set(before.keys).union(machine.known.keys) : Set(revisions.keys).union(fired ?? [])
        for id in touched where before[id] != machine.known[id] {
            entries[id] = .some(machine.known[id])
        }
        if sharedBefore != machine.knownShared { entries[Self.shared] = .some(machine.knownShared) }
        guard fired != nil || !entries.isEmpty else { return nil }
        // A trigger that has a cursor is not new any more.
        if entries[Self.shared] == nil { entries[Self.shared] = .some(machine.knownShared) }
        if fired != nil { knownLooker = latestLooker }
        entries[Self.looker] = .some(knownLooker)
        return Firing(
            workflow: workflow, trigger: trigger, occurrences: fired.map { [occurrence($0, now)] } ?? [], mode: mode,
            cursor: String(machine.sequence), entries: entries)
    }

    private mutating func occurrence(_ projects: Set<String>, _ now: Instant) -> PlannedOccurrence {
        let set = FileSet(
            changes: projects.map { .init(path: $0, kind: .modified, hash: machine.known[$0]) },
            sequence: machine.sequence)
        let told = changes.sorted.filter { projects.contains($0.project) }
        changes = ProjectChanges()
        return PlannedOccurrence(
            Occurrence(
                workflow: workflow, trigger: trigger, key: set.key, plannedAt: now, observedAt: now,
                payload: [
                    "kind": "project", "at": .text(now.description),
                    "projects": .list(projects.sorted().map(Value.text)),
                    "changes": .list(told.prefix(Self.shown).map(\.value)), "count": .number(Decimal(told.count)),
                ]), fate: .run(.joining))
    }
}

/// Changes since a trigger fired last: of one that goes there and back nothing is left.
private struct ProjectChanges: Sendable {
    /// Beyond so many each is kept as it came.
    private static let limit = 2_000
    private var list: [ProjectChange] = []

    var sorted: [ProjectChange] { list.sorted { ($0.project, $0.path, $0.at) < ($1.project, $1.path, $1.at) } }

    mutating func add(_ changes: [ProjectChange]) {
        for change in changes {
            guard list.count < Self.limit, let index = list.firstIndex(where: { isFollowed($0, by: change) }) else {
                list.append(change)
                continue
            }
            let first = list.remove(at: index)
            guard first.from != change.to else { continue }
            list.append(
                ProjectChange(
                    project: change.project, path: change.path, from: first.from, to: change.to, at: change.at))
        }
    }

    private func isFollowed(_ first: ProjectChange, by second: ProjectChange) -> Bool {
        first.project == second.project && first.path == second.path && first.to == second.from
            && (first.to != nil || first.from == second.to)
    }
}
