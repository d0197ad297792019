import GantryCore
import GantrySQLite
import GantryStore
import Glibc

/// Writes to a store and says what the store has acknowledged, so that a test can kill it, or cut its power, and look.
///
///     store-writer write DATABASE COUNT    makes 2 × COUNT changes, and prints a line once each is acknowledged
///     store-writer read DATABASE           prints the same lines for what is there
@main
struct StoreWriter {
    static func main() async throws {
        let words = CommandLine.arguments
        switch words.dropFirst().first {
        case "write" where words.count == 4: try await write(to: SQLiteStore(path: words[2]), Int(words[3]) ?? 0)
        case "read" where words.count == 3: try await read(SQLiteStore(path: words[2]))
        default: exit(64)
        }
    }

    private static func write(to store: SQLiteStore, _ count: Int) async throws {
        say("opened")
        for number in 0..<count {
            for run in try await store.admit(firing("\(number)"), at: instant).queued { say(run) }
            for alert in try await open("tasks/\(number)", in: store) { say(alert) }
        }
        // A clean end would write everything back once more, and that is another test's business.
        _exit(0)
    }

    private static func read(_ store: SQLiteStore) async throws {
        for run in try await store.runs(RunFilter(limit: .max)) { say(run) }
        for alert in try await store.alerts(AlertFilter()) { say(alert) }
        try store.close()
    }

    private static let instant = Instant(secondsSinceEpoch: 1_794_812_400)

    private static func firing(_ key: String) -> Firing {
        let occurrence = Occurrence(
            workflow: "deadlines", trigger: "schedule", key: key, plannedAt: instant, observedAt: instant, payload: [:])
        return Firing(
            workflow: "deadlines", trigger: "schedule", occurrences: [PlannedOccurrence(occurrence)], mode: .queue,
            cursor: key)
    }

    /// Opens an alert about the subject, and puts a message about it into the outbox.
    private static func open(_ subject: String, in store: SQLiteStore) async throws -> [Alert] {
        let finding = Finding(
            rule: "deadline", project: "crm2", subject: subject, stage: .init("3wd", rank: 2), severity: .warning,
            message: "\(subject) is due", owner: "ben", evidence: Evidence(rule: "due", inputs: [], arithmetic: []))
        let key = AlertKey(workflow: "deadlines", project: "crm2", rule: "deadline", subject: subject)
        let ben = Contact(person: "ben", name: "Ben", address: "ben@example.org")
        let scope = AlertScope(.all, resolvedSince: instant)
        let changes = try await store.reconcile(scope, at: instant) { ledger in
            let alert = Alert(id: ledger.nextID, key: key, finding: finding, openedAt: instant, run: 1)
            let notice = Notice(
                alert: alert.id, workflow: "deadlines", kind: .opened, finding: finding, why: "owner", alsoTold: [])
            return AlertChanges(
                alerts: [alert],
                deliveries: [DeliveryDraft(recipient: ben, channel: "inbox", notices: [notice])])
        }
        return changes.changes.alerts
    }

    private static func say(_ run: Run) { say("run \(run.id) \(run.occurrence.key)") }
    private static func say(_ alert: Alert) { say("alert \(alert.id) \(alert.key.subject)") }

    /// Writes a line at once: what is held back in a buffer dies with the process.
    private static func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        guard Glibc.write(1, bytes, bytes.count) == bytes.count else { exit(74) }
    }
}
