import GantryControl
import GantryCore

/// Finds the alert that a person means by `12` or `crm2/licences`.
enum AlertLookup {
    /// The id of the one alert that a reference means. Of several the unresolved one is meant, and of resolved ones
    /// the newest of the same key.
    ///
    /// - Parameter alerts: the newest first, as `ControlBackend.alertsToName` gives them.
    /// - Throws: not found, with what is near; ambiguous, with the candidates.
    static func id(of reference: String, among alerts: [Alert]) throws(ControlProblem) -> Int64 {
        if let id = Int64(reference) { return id }
        // A name in full means its own alert, also where it is part of another's.
        let matching = matching(reference, among: alerts)
        let unresolved = matching.filter { !$0.state.isResolved }
        let meant = unresolved.isEmpty ? matching.firstOfEachKey : unresolved
        switch meant.count {
        case 0: throw notFound(reference, among: alerts)
        case 1: return meant[0].id
        default: break
        }
        // One key may stand in two workflows; its id tells them apart.
        let names = meant.map(\.key.description)
        let candidates = Set(names).count == names.count ? names : meant.map { "\($0.id)" }
        throw .ambiguous(
            "'\(reference)' means \(meant.count) alerts: "
                + meant.prefix(10).map { "\($0.key) (\($0.id))" }.joined(separator: ", "),
            hint: "say more of the name, or the number", candidates: candidates)
    }

    /// Whether the unresolved alerts are enough to say which one is meant: resolved ones need not be looked through.
    static func isClear(_ reference: String, among unresolved: [Alert]) -> Bool {
        guard Int64(reference) == nil else { return true }
        let matching = matching(reference, among: unresolved)
        // A whole name has three words at least; of a shorter one no resolved alert is the very one that is meant.
        let mayBeWhole = reference.split(separator: "/").count >= 3
        return mayBeWhole ? matching.contains { $0.key.description == reference } : !matching.isEmpty
    }

    /// Those whose whole name it is; else those whose name it is a part of.
    private static func matching(_ reference: String, among alerts: [Alert]) -> [Alert] {
        guard let last = reference.split(separator: "/").last else { return [] }
        let near = alerts.filter { $0.key.subject.hasSuffix(last) }
        let exact = near.filter { $0.key.description == reference }
        return exact.isEmpty ? near.filter { $0.key.matches(reference: reference) } : exact
    }

    private static func notFound(_ reference: String, among alerts: [Alert]) -> ControlProblem {
        let shortNames = alerts.flatMap { alert in
            let key = alert.key
            let last = key.subject.split(separator: "/").last.map(String.init) ?? key.subject
            return ["\(key.project)/\(last)", key.description]
        }
        let near = suggestion(for: reference, among: shortNames)
        return .notFound(
            "no alert is named '\(reference)'",
            hint: near.map { "did you mean \($0)?" } ?? "gantry alerts lists them; --all those that are resolved too",
            candidates: near.map { [$0] } ?? [])
    }
}

extension [Alert] {
    fileprivate var firstOfEachKey: [Alert] {
        var seen: Set<AlertKey> = []
        return filter { seen.insert($0.key).inserted }
    }
}
