import GantryControl
import GantryCore

/// The shortest names that tell alerts apart.
struct AlertNames {
    private struct Named {
        let alert: AlertRow
        /// Those of its whole name.
        let words: [Substring]
    }

    private let all: [Named]
    /// Those whose name ends with a word, by each word that it has. Compared one by one, a thousand alerts would be a
    /// million comparisons.
    private let byLast: [Substring: [Substring: [Int]]]

    init(_ alerts: [AlertRow]) {
        all = alerts.map { Named(alert: $0, words: $0.key.description.split(separator: "/")) }
        var byLast: [Substring: [Substring: [Int]]] = [:]
        for (index, named) in all.enumerated() {
            guard let last = named.words.last else { continue }
            for word in Set(named.words) { byLast[last, default: [:]][word, default: []].append(index) }
        }
        self.byLast = byLast
    }

    /// `crm2/licences`; where that means several, the whole name, and where that does, the number.
    func short(_ alert: AlertRow) -> String {
        let key = alert.key
        let last = key.subject.split(separator: "/").last.map(String.init) ?? key.subject
        let own = key.description.split(separator: "/")
        for name in ["\(key.project)/\(last)", "\(key.project)/\(key.rule)/\(last)", key.description] {
            let words = name.split(separator: "/")
            if AlertKey.words(own, match: words), isClear(words, alert) { return name }
        }
        return alert.id
    }

    /// Whether they mean no other alert.
    private func isClear(_ words: [Substring], _ alert: AlertRow) -> Bool {
        guard let last = words.last, let named = byLast[last] else { return true }
        // Whoever has them all is among those who have the rarest.
        let candidates = words.map { named[$0] ?? [] }.min { $0.count < $1.count } ?? []
        return !candidates.contains { index in
            let other = all[index]
            return other.alert.id != alert.id && (other.alert.state != .resolved || alert.state == .resolved)
                && AlertKey.words(other.words, match: words)
        }
    }
}
