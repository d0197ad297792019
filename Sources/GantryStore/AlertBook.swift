package import GantryCore
import HashTreeCollections

/// The episodes that are alive, as a store has them in memory beside its tables: by project, and with a version for
/// each, so that it shows whether what somebody read still holds.
package struct AlertBook: Sendable {
    /// An episode, shared by all who read it.
    package final class Page: Sendable {
        package let alert: Alert

        init(_ alert: Alert) { self.alert = alert }
    }

    // Trees share what their copies have in common, and there is a copy for each change.
    private var pages: TreeDictionary<Int64, Page> = [:]
    private var byProject: TreeDictionary<String, TreeSet<Int64>> = [:]
    private var timed: TreeSet<Int64> = []
    private var resolved: TreeSet<Int64> = []
    private var versions: TreeDictionary<String, Int64> = [:]
    /// Of all projects together.
    private var version: Int64 = 0
    /// Of the definitions that all looks must go by.
    package var generation: Int64
    /// The id of the next new one.
    package private(set) var nextID: Int64
    /// Those that ended before are not in it, but where time changes them yet.
    package private(set) var floor: Instant

    package init(_ alerts: [Alert], nextID: Int64, generation: Int64, floor: Instant) {
        (self.nextID, self.generation, self.floor) = (nextID, generation, floor)
        for alert in alerts { take(alert) }
    }

    /// What a look at some of it was based on.
    package enum Version: Hashable, Sendable {
        case whole(Int64)
        case projects([String: Int64])
    }

    package mutating func put(_ alert: Alert) {
        take(alert)
        nextID = max(nextID, alert.id + 1)
        version += 1
        versions[alert.key.project, default: 0] += 1
    }

    private mutating func take(_ alert: Alert) {
        pages[alert.id] = Page(alert)
        byProject[alert.key.project, default: []].insert(alert.id)
        if alert.nextAt == nil { timed.remove(alert.id) } else { timed.insert(alert.id) }
        if alert.state.isResolved { resolved.insert(alert.id) } else { resolved.remove(alert.id) }
    }

    /// Lets go of what cannot come back.
    package mutating func forget(before instant: Instant) {
        guard resolved.count > 1_000 else { return }
        for id in resolved {
            guard let alert = pages[id]?.alert, alert.nextAt == nil, let at = alert.resolvedAt, at < instant else {
                continue
            }
            pages[id] = nil
            resolved.remove(id)
            byProject[alert.key.project]?.remove(id)
        }
        floor = max(floor, instant)
    }

    /// - Returns: nil where the book does not know all of it.
    package func episodes(in scope: AlertScope) -> (episodes: [Alert], version: Version)? {
        guard scope.resolvedSince >= floor else { return nil }
        let projects: Set<String>
        switch scope.episodes {
        case .ofProjects(let ids): projects = ids
        case .timed: projects = Set(timed.compactMap { pages[$0]?.alert.key.project })
        case .around(let id): projects = Set([pages[id]?.alert.key.project].compactMap(\.self))
        case .all: return (alive(pages.keys, since: scope.resolvedSince), .whole(version))
        }
        let ids = projects.compactMap { byProject[$0] }.joined()
        let seen = Dictionary(projects.map { ($0, versions[$0] ?? 0) }, uniquingKeysWith: { first, _ in first })
        return (alive(ids, since: scope.resolvedSince), .projects(seen))
    }

    private func alive(_ ids: some Sequence<Int64>, since: Instant) -> [Alert] {
        ids.compactMap { pages[$0]?.alert }.filter { alert in
            !alert.state.isResolved || alert.nextAt != nil || (alert.resolvedAt ?? since) >= since
        }.sorted { $0.id < $1.id }
    }

    /// Whether nothing of it has changed.
    package func stands(_ version: Version) -> Bool {
        switch version {
        case .whole(let number): number == self.version
        case .projects(let numbers): numbers.allSatisfy { (versions[$0.key] ?? 0) == $0.value }
        }
    }

    /// Those that are not resolved; the newest first.
    package func unresolved(_ filter: AlertFilter) -> [Alert] {
        let ids = filter.project.map { Array(byProject[$0] ?? []) } ?? Array(pages.keys)
        return ids.compactMap { pages[$0]?.alert }.filter { alert in
            !alert.state.isResolved && (filter.workflow ?? alert.key.workflow) == alert.key.workflow
        }.sorted { $0.id > $1.id }
    }

    package func alert(_ id: Int64) -> Alert? { pages[id]?.alert }

    package var counts: AlertCounts { AlertCounts(of: pages.values.lazy.map(\.alert)) }

    /// The runs that opened an unresolved one, or saw it last.
    package var runsInNeed: Set<Int64> {
        Set(pages.values.lazy.map(\.alert).filter { !$0.state.isResolved }.flatMap { [$0.openedBy, $0.seenBy] })
    }

    /// When time changes one next.
    package var nextDue: Instant? { timed.compactMap { pages[$0]?.alert.nextAt }.min() }
}
