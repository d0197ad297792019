import Foundation
import GantryTestSupport
import Testing

@Suite("After a crash", .timeLimit(.minutes(5)))
struct CrashTests {
    @Test("loses no alert and raises none twice over 20 random kills")
    func kills() async throws {
        let portfolio = try Portfolio()
        try portfolio.project([])
        try portfolio.deadlines()
        try await RunningDaemon.ready(portfolio.root).stop()
        var generator = SplitMix(state: 20_261_122)
        for round in 1...20 {
            let daemon = try RunningDaemon(root: portfolio.root)
            // A new late task every round, saved as the daemon starts, so that death falls anywhere on its way.
            try portfolio.project((1...round).map { ("t\($0)", "2020-02-03") })
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...400, using: &generator)))
            await daemon.killNow()
        }
        let last = try await RunningDaemon.ready(portfolio.root)
        #expect(try await last.gantry("run", "deadlines", "--wait").status == 0)
        let alerts = try #require(
            try await last.gantry("alerts", "--all", "--json").json()["alerts"] as? [[String: Any]])
        #expect(Set(alerts.compactMap { $0["subject"] as? String }) == Set((1...20).map { "tasks/t\($0)" }))
        #expect(alerts.count == 20, "an alert was raised twice")
        for round in 1...20 { try await allDelivered("crm2/t\(round)", last) }
        await last.stop()

        let mails = try portfolio.mails()
        let ids = mails.compactMap { $0.split(separator: "\n").first { $0.hasPrefix("Message-ID:") } }
        #expect(Set(ids).count == mails.count, "a message was delivered twice")
        for round in 1...20 {
            for person in ["Ben", "Asha"] {
                let telling = mails.filter { $0.contains("To: \"\(person)\" ") && $0.contains("\"t\(round)\"") }
                #expect(telling.count == 1, "\(person) is told of t\(round) once")
            }
        }
    }

    /// Waits until every message about an alert has been delivered, by what the daemon says.
    private func allDelivered(_ alert: String, _ daemon: RunningDaemon) async throws {
        while true {
            let told = try #require(
                try await daemon.gantry("explain", alert, "--json").json()["told"] as? [[String: Any]])
            #expect(!told.isEmpty)
            if told.allSatisfy({ $0["state"] as? String == "delivered" }) { return }
            try await daemon.says("told ")
        }
    }
}
