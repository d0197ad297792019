// Without tests there is no Testing, and nothing that needs this.
#if canImport(Testing)
package import GantryCore
package import GantryStore
import Testing

package let start = Instant(secondsSinceEpoch: 1_794_812_400)
package let (node, successor) = (NodeID("node"), NodeID("successor"))
package let scope = AlertScope(.all, resolvedSince: start - .seconds(86_400))

package func occurrence(_ key: String, workflow: String = "deadlines", observedAt: Instant = start) -> Occurrence {
    Occurrence(
        workflow: workflow, trigger: "schedule", key: key, plannedAt: start, observedAt: observedAt,
        payload: ["kind": "schedule"])
}

package func firing(
    _ occurrences: [PlannedOccurrence], workflow: String = "deadlines", mode: Workflow.Mode = .queue,
    cursor: String? = nil
) -> Firing {
    Firing(workflow: workflow, trigger: "schedule", occurrences: occurrences, mode: mode, cursor: cursor)
}

package func finding(_ subject: String = "tasks/build", stage: String = "3wd", rank: Int = 2) -> Finding {
    Finding(
        rule: "deadline", project: "crm2", subject: subject, stage: .init(stage, rank: rank), severity: .warning,
        message: "\(subject) is due", owner: "ben",
        evidence: Evidence(
            rule: "due", inputs: [.init("due", "2026-11-19", at: .init(file: "crm2.yaml", line: 3, column: 7))],
            arithmetic: ["1 + 1 = 2"]))
}

package let key = AlertKey(workflow: "deadlines", project: "crm2", rule: "deadline", subject: "tasks/build")
package let ben = Contact(person: "ben", name: "Ben", address: "ben@example.org")

/// Opens an alert and tells ben through two channels.
package func opening(_ ledger: AlertLedger) -> AlertChanges {
    var alert = Alert(id: ledger.nextID, key: key, finding: finding(), openedAt: start, run: 1)
    alert.told = [.init(contact: ben, why: "owner", stage: finding().stage)]
    return AlertChanges(
        alerts: [alert],
        events: [AlertEvent(alert: alert.id, at: start, kind: .opened, detail: "3wd")],
        deliveries: ["inbox", "mail"].map {
            DeliveryDraft(recipient: ben, channel: $0, notices: [notice(.opened, alert.id)])
        })
}

package func notice(_ kind: AlertEvent.Kind, _ alert: Int64 = 1) -> Notice {
    Notice(
        alert: alert, workflow: "deadlines", kind: kind,
        finding: finding(alert == 1 ? "tasks/build" : "tasks/t\(alert)"), why: "owner", alsoTold: [])
}

/// Tells ben more of the first alert through the inbox.
package func telling(_ kind: AlertEvent.Kind, _ alert: Int64 = 1) -> Reconciliation {
    { _ in
        AlertChanges(deliveries: [
            DeliveryDraft(recipient: ben, channel: "inbox", notices: [notice(kind, alert)])
        ])
    }
}

extension Store {
    /// Queues a run and claims it.
    package func claimedRun(_ key: String = "a") async throws -> Run {
        _ = try await admit(firing([PlannedOccurrence(occurrence(key))]), at: start)
        return try #require(try await claimRuns(Claimant(node, limit: 4), at: start).first)
    }

    package func claim(_ channel: String = "inbox", by owner: NodeID = node, at now: Instant = start) async throws
        -> [Delivery]
    {
        try await claimDeliveries(by: owner, channel: channel, limit: 10, at: now)
    }
}
#endif
