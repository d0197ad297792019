import Foundation
import Testing

@Suite("Money against a real daemon", .timeLimit(.minutes(2)))
struct MoneyTests {
    @Test("a project by its name has the same figures from the daemon as from its file, also after a save")
    func byName() async throws {
        let portfolio = try Portfolio()
        try write("118437.55", to: portfolio)
        let daemon = try await RunningDaemon.ready(portfolio.root)
        for verb in ["budget", "balance"] {
            let asked = try await daemon.gantry(verb, "crm2", "--as-of", "2026-11-30", "--json", "--explain")
            let file = try await daemon.gantry(
                verb, "projects/crm2.yaml", "--as-of", "2026-11-30", "--json", "--explain")
            #expect(asked.output == file.output)
            #expect(asked.status == (verb == "balance" ? 1 : 0))
        }
        let budget = try await daemon.gantry("budget", "crm2", "--as-of", "2026-11-30", "--json").json()
        let total = try #require(budget["total"] as? [String: Any])
        #expect(total["spent"] as? String == "118437.54")
        #expect(total["left"] as? String == "1562.46")
        let balance = try await daemon.gantry("balance", "crm2", "--as-of", "2026-11-30")
        #expect(balance.output.contains("asserted 118,437.55, ledger 118,437.54: 0.01 EUR"))

        try write("118437.54", to: portfolio)
        #expect(try await daemon.gantry("reload").status == 0)
        #expect(try await daemon.gantry("balance", "crm2", "--as-of", "2026-11-30").status == 0)
        let wrong = try await daemon.gantry("budget", "crm2", "--periods", "none")
        #expect(wrong.status == 64 && wrong.errors.contains("--periods 'none'"))
        await daemon.stop()
    }

    @Test("a loaded project with a booking without a rate is not summed up, and says all that is wrong")
    func withoutRates() async throws {
        let portfolio = try Portfolio()
        try write("0.00", to: portfolio)
        try portfolio.write(
            "projects/books/all.csv", "date,amount,currency\n2026-10-05,118000.00,CHF\n2026-11-02,486.16,GBP\n")
        let daemon = try await RunningDaemon.ready(portfolio.root)
        for verb in ["budget", "balance"] {
            let asked = try await daemon.gantry(verb, "crm2")
            let file = try await daemon.gantry(verb, "projects/crm2.yaml")
            #expect(asked.status == 78 && file.status == 78)
            #expect(asked.output + asked.errors == file.output + file.errors)
            let json = try await daemon.gantry(verb, "crm2", "--json")
            #expect(json.output == (try await daemon.gantry(verb, "projects/crm2.yaml", "--json")).output)
            let problem = try #require(try json.json()["error"] as? [String: Any])
            #expect((problem["diagnostics"] as? [[String: Any]])?.count == 2)
            #expect(
                asked.errors.contains(
                    "projects/books/all.csv:2:12: error: not counted: 118000.00 CHF has no exchange rate"))
            #expect(
                asked.errors.contains(
                    "projects/books/all.csv:3:12: error: not counted: 486.16 GBP has no exchange rate"))
            #expect(asked.errors.contains("add rates: [{ date: 2026-11-02, from: GBP, EUR: RATE, source: WHO }]"))
            let curl = try await run(
                "/usr/bin/curl",
                [
                    "-s", "--unix-socket", portfolio.root + "/.gantry/gantry.sock", "-w", "%{http_code}",
                    "http://gantry/v1/projects/crm2/\(verb)",
                ])
            #expect(curl.output.contains("\"code\":\"wrong_file\"") && curl.output.hasSuffix("422"), "\(curl.output)")
        }
        #expect(try await daemon.gantry("show", "crm2").status == 0)
        await daemon.stop()
    }

    private func write(_ asserted: String, to portfolio: Portfolio) throws {
        try portfolio.write(
            "projects/books/all.csv", "date,amount,currency\n2026-10-05,118000.00,EUR\n2026-11-02,486.16,USD\n")
        try portfolio.write(
            "projects/crm2.yaml",
            """
            project: crm2
            name: CRM migration
            lead: asha
            start: 2026-09-01
            budget: 120000.00 EUR
            rates: [{ date: 2026-11-01, from: USD, EUR: 0.90, source: ECB }]
            ledger: [{ file: books/all.csv }, { date: 2026-11-03, amount: -0.004 EUR }]
            assert: [{ date: 2026-11-30, actual: \(asserted) EUR }]

            """)
    }
}
