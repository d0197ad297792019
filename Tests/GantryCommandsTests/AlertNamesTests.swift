import GantryCore
import GantryTestSupport
import Testing

@testable import GantryCommands
@testable import GantryControl

@Suite("The shortest names of alerts")
struct AlertNamesTests {
    @Test("mean one alert each, and are those that looking at each pair gives", arguments: 0..<60 as Range<UInt64>)
    func pairs(seed: UInt64) {
        var random = SplitMix(state: seed)
        let words = ["a", "b", "c", "tasks", "build"]
        let rows = (0..<Int.random(in: 1..<40, using: &random)).map { number in
            let subject = (0..<Int.random(in: 1..<4, using: &random)).map { _ in random.one(of: words) }
            let isResolved = Int.random(in: 0..<4, using: &random) == 0
            return row(
                number, random.one(of: words), random.one(of: words), subject.joined(separator: "/"),
                isResolved ? .resolved : .open)
        }
        let names = AlertNames(rows)
        for row in rows { #expect(names.short(row) == slowly(row, among: rows)) }
    }

    @Test("are found among a thousand that end alike, in many projects and in one")
    func many() {
        let alike = (0..<1000).map { row($0, "p\($0)", "deadline", "tasks/build", .open) }
        let names = AlertNames(alike)
        #expect(alike.map(names.short) == (0..<1000).map { "p\($0)/build" })
        let inOne = (0..<1000).map { row($0, "p", "budget", "b\($0)/licences", .open) }
        let own = AlertNames(inOne)
        #expect(inOne.map(own.short) == (0..<1000).map { "p/budget/b\($0)/licences" })
    }

    private func row(
        _ number: Int, _ project: String, _ rule: String, _ subject: String, _ state: Alert.State
    ) -> AlertRow {
        AlertRow(
            id: "\(number)", key: AlertKey(workflow: "w", project: project, rule: rule, subject: subject),
            severity: .warning, state: state, message: "m", openedAt: Instant(secondsSinceEpoch: 1), mutedBy: nil,
            notLookedAtSince: nil, stale: false)
    }

    /// By the rule itself, each with each.
    private func slowly(_ alert: AlertRow, among rows: [AlertRow]) -> String {
        let key = alert.key
        let last = key.subject.split(separator: "/").last.map(String.init) ?? key.subject
        for name in ["\(key.project)/\(last)", "\(key.project)/\(key.rule)/\(last)", key.description] {
            let others = rows.filter { $0.state != .resolved || alert.state == .resolved }
            let isClear = !others.contains { $0.id != alert.id && $0.key.matches(reference: name) }
            if key.matches(reference: name), isClear { return name }
        }
        return alert.id
    }
}
