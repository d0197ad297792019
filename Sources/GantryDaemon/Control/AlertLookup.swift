import GantryControl
import GantryCore

/// Finds the alert that a person means by `12` or `crm2/licences`.
enum AlertLookup {
    /// The id of the one alert that a reference means. Of several the unresolved one is meant, and of resolved ones
    /// the newest of the same key.
    ///
    /// - Parameter alerts: the newest first, as `ControlBackend.alerts` gives them.
    /// - Throws: not found, with what is near; ambiguous, with the candidates.
    static func id(of reference: String, among alerts: [AlertMessage]) throws(ControlProblem) -> Int64 {
        if let id = Int64(reference) { return id }
        // A name in full means its own alert, also where it is part of another's.
        let exact = alerts.filter { $0.key.description == reference }
        let matching = exact.isEmpty ? alerts.filter { $0.key.matches(reference: reference) } : exact
        let unresolved = matching.filter { $0.state != .resolved }
        let meant = unresolved.isEmpty ? matching.firstOfEachKey : unresolved
        switch meant.count {
        case 0: throw notFound(reference, among: alerts)
        case 1: if let id = Int64(meant[0].id) { return id }
        default: break
        }
        // One key may stand in two workflows; its id tells them apart.
        let names = meant.map(\.key.description)
        let candidates = Set(names).count == names.count ? names : meant.map(\.id)
        throw .ambiguous(
            "'\(reference)' means \(meant.count) alerts: "
                + meant.prefix(10).map { "\($0.key) (\($0.id))" }.joined(separator: ", "),
            hint: "say more of the name, or the number", candidates: candidates)
    }

    private static func notFound(_ reference: String, among alerts: [AlertMessage]) -> ControlProblem {
        let shortNames = alerts.flatMap { alert in
            let last = alert.subject.split(separator: "/").last.map(String.init) ?? alert.subject
            return ["\(alert.project)/\(last)", alert.key.description]
        }
        let near = suggestion(for: reference, among: shortNames)
        return .notFound(
            "no alert is named '\(reference)'",
            hint: near.map { "did you mean \($0)?" } ?? "gantry alerts lists them; --all those that are resolved too",
            candidates: near.map { [$0] } ?? [])
    }
}

extension [AlertMessage] {
    fileprivate var firstOfEachKey: [AlertMessage] {
        var seen: Set<AlertKey> = []
        return filter { seen.insert($0.key).inserted }
    }
}
