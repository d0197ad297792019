import Foundation
import Testing

@Suite("From a saved file to a mail", .timeLimit(.minutes(3)))
struct LifeOfAnAlertTests {
    @Test("tells of a late task at the save, and resolves it when the file is right again")
    func saveAndFix() async throws {
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2099-12-18")])
        try portfolio.deadlines()
        let daemon = try await RunningDaemon.ready(portfolio.root)

        try portfolio.project([("build", "2020-02-03")])
        try await daemon.says("alert 1 opened", "crm2")
        try await daemon.says("told ben")
        let alerts = try await daemon.gantry("alerts", "--json").json()["alerts"] as? [[String: Any]]
        #expect(alerts?.count == 1)
        #expect(alerts?.first?["subject"] as? String == "tasks/build")
        #expect(alerts?.first?["stage"] as? String == "overdue")

        try portfolio.project([("build", "2099-12-18")])
        try await daemon.says("alert 1 resolved", "due moved to Fri 18 Dec 2099")
        #expect(try await daemon.gantry("alerts", "--json").output.contains("build") == false)
        let next = try await daemon.gantry("alerts", "--all", "--json").json()["alerts"] as? [[String: Any]]
        #expect(next?.first?["next_at"] is String, "its end is told when it has held for five minutes")
        await daemon.stop()

        let toBen = try portfolio.mails().filter { $0.contains("To: \"Ben\" <ben@example.org>") }
        #expect(toBen.count == 1)
    }

    @Test("watches a project with an owner nobody knows, tells the lead in their place, and makes no plan of it")
    func unknownOwner() async throws {
        let portfolio = try Portfolio()
        let text = """
            project: crm2
            lead: asha
            start: 2020-01-06
            team: [asha, ben]
            tasks:
              - { id: build, duration: 5wd, who: [nina], due: 2020-02-03 }

            """
        try portfolio.write("projects/crm2.yaml", text)
        try portfolio.deadlines(extra: "alerts: { to: owner }")
        let daemon = try await RunningDaemon.ready(portfolio.root)
        #expect(try await daemon.gantry("run", "deadlines", "--wait").status == 0)
        try await daemon.says("told asha")
        let alerts = try await daemon.gantry("alerts", "--json").json()["alerts"] as? [[String: Any]]
        #expect(alerts?.map { $0["subject"] as? String } == ["tasks/build"])
        for words in [["plan", "crm2"], ["load"]] {
            let refused = try await daemon.gantry(words)
            #expect(refused.status == 78)
            #expect(refused.errors.hasPrefix("projects/crm2.yaml:6:39: error: nobody is called 'nina' [GTY0227]\n"))
        }
        // A save with another date is taken as well: the file is wrong, and still the one that holds.
        try portfolio.write("projects/crm2.yaml", text.replacing("2020-02-03", with: "2099-12-18"))
        try await daemon.says("alert 1 resolved")
        await daemon.stop()
        let mails = try portfolio.mails()
        #expect(!mails.isEmpty && mails.allSatisfy { $0.contains("To: \"Asha\" <asha@example.org>") })
    }

    @Test("fires a schedule at its time")
    func schedule() async throws {
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2026-11-18")])
        try portfolio.deadlines(triggers: "[{ schedule: \"0 8 * * mon-fri\" }]")
        let time = "2026-11-16T07:59:45"
        let daemon = try await RunningDaemon.ready(
            portfolio.root, ["--as-of", time], saying: "run 1 of deadlines started by schedule 0 8 * * mon-fri",
            "told ben")
        let runs = try await daemon.gantry("runs", "--json").json()["runs"] as? [[String: Any]]
        #expect(runs?.first?["state"] as? String == "succeeded")
        await daemon.stop()
        let mails = try portfolio.mails(state: ".gantry/as-of/2026-11-16T075945")
        #expect(mails.contains { $0.contains("Date: Mon, 16 Nov 2026 08:00:") })
    }

    @Test("raises nothing twice after a restart, and takes in what was saved meanwhile")
    func restart() async throws {
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2020-02-03")])
        try portfolio.deadlines()
        let first = try await RunningDaemon.ready(portfolio.root)
        #expect(try await first.gantry("run", "deadlines", "--wait").status == 0)
        try await first.says("told asha")
        await first.stop()
        let before = try portfolio.mails()

        let second = try await RunningDaemon.ready(portfolio.root)
        #expect(try await second.gantry("run", "deadlines", "--wait").status == 0)
        await second.stop()
        #expect(try portfolio.mails() == before)

        try portfolio.project([("build", "2020-02-03"), ("test", "2020-02-04")])
        let third = try RunningDaemon(root: portfolio.root)
        try await third.says("alert 2 opened")
        try await third.says("told")
        await third.stop()
        #expect(try portfolio.mails().count > before.count)
    }

    @Test("lets the alerts of a removed project rest, and tells nobody yet")
    func removed() async throws {
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2020-02-03")])
        try portfolio.write("projects/shop.yaml", "project: shop\nlead: asha\nstart: 2020-01-06\n")
        try portfolio.deadlines()
        let daemon = try await RunningDaemon.ready(portfolio.root)
        #expect(try await daemon.gantry("run", "deadlines", "--wait").status == 0)
        try portfolio.remove("projects/crm2.yaml")
        try await daemon.says("projects/crm2.yaml is away")
        try await daemon.says("alert 1 resting", "project crm2 was removed")
        let before = try portfolio.mails().count
        await daemon.stop()
        #expect(try portfolio.mails().count == before)
    }
}
