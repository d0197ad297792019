import FoundationEssentials
import GantryCore
import Testing

@testable import GantryProject

@Suite("Budget sums")
struct SumTests {
    private func sums(
        _ sections: String, asOf: String? = nil, people: String? = nil, mistakes: [DiagnosticCode] = []
    ) throws -> BudgetSums {
        let read = Read.project(with: sections, people: people)
        #expect(read.errors.map(\.code) == mistakes, "\(read.errors)")
        let project = try #require(read.project)
        let shared = people.flatMap { _ in Read.people(people ?? "") } ?? [:]
        let portfolio = Portfolio(projects: [project], people: shared)
        return try #require(portfolio.budget(of: project, asOf: asOf.flatMap { LocalDate($0) }))
    }

    /// `labour 100.00 EUR: 10.00 EUR + 5.00 EUR`.
    private func spoken(_ position: BudgetPosition) -> String {
        "\(position.line ?? "*") \(position.budget?.value.description ?? "-"): \(position.spent) + \(position.committed)"
    }

    @Test("what the documentation's example comes to")
    func example() throws {
        let project = try #require(Read(DomainExample.long, files: DomainExample.files).project)
        let sums = try #require(Portfolio(projects: [project]).budget(of: project))
        #expect(
            sums.lines.map(spoken) == [
                "labour 80000.00 EUR: 18845.00 EUR + 14355.00 EUR",
                "licences 40000.00 EUR: 11040.00 EUR + 0.00 EUR",
            ]
        )
        #expect(spoken(sums.total) == "* 120000.00 EUR: 29885.00 EUR + 14355.00 EUR")
        #expect(sums.problems == [])
        let labour = sums.lines[0]
        #expect(
            labour.spentParts.map(\.arithmetic) == [
                nil, "100 × 95.00 EUR = 9500.00 EUR", "40.5 × 90.00 EUR = 3645.00 EUR",
            ]
        )
        #expect(labour.spentParts.map { "\($0.position)" }.last == "projects/books/labour.csv:4:37")
        #expect(
            labour.committedParts.map(\.arithmetic) == [
                "200 × 90.00 EUR = 18000.00 EUR; 18000.00 EUR - 3645.00 EUR = 14355.00 EUR"
            ])
        #expect(sums.lines[1].spentParts[0].arithmetic == "12000.00 USD × 0.92 = 11040.00 EUR")
        #expect(sums.lines[1].percentUsed == Percent(Decimal(string: "27.6") ?? 0))
    }

    @Test(
        "bookings clear commitments, down to zero",
        arguments: [
            ("[]", "24000.00 EUR"),
            ("[{ date: 2026-11-03, amount: 4000.00 EUR, clears: PO }]", "20000.00 EUR"),
            (
                "[{ date: 2026-11-03, amount: 4000.00 EUR, clears: PO }, { date: 2026-11-04, amount: 20000.00 EUR, clears: PO }]",
                "0.00 EUR"
            ),
            ("[{ date: 2026-11-03, amount: 25000.00 EUR, clears: PO }]", "0.00 EUR"),
            ("[{ date: 2026-11-03, amount: 4000.00 EUR, clears: PO, final: true }]", "0.00 EUR"),
            (
                "[{ date: 2026-11-03, amount: 4000.00 EUR, clears: PO }, { date: 2026-11-04, amount: -1000.00 EUR, clears: PO }]",
                "21000.00 EUR"
            ),
            ("[{ date: 2026-11-04, amount: -1000.00 EUR, clears: PO }]", "24000.00 EUR"),
            ("[{ date: 2026-11-03, amount: 4000.00 EUR }]", "24000.00 EUR"),
            (
                "[{ date: 2026-11-03, amount: 1000.00 USD, clears: PO, exchange: { EUR: 0.92, date: 2026-11-03 } }]",
                "23080.00 EUR"
            ),
        ]
    )
    func clearing(ledger: String, committed: String) throws {
        let text =
            "budget: 50000.00 EUR\ncommitments: [{ id: PO, amount: 24000.00 EUR, date: 2026-10-02 }]\nledger: \(ledger)\n"
        #expect(try sums(text).total.committed.description == committed)
    }

    @Test("a commitment in another currency is cleared in that, and its rest converted by its own rate")
    func foreignCommitment() throws {
        let text = """
            budget: 50000.00 EUR
            commitments: [{ id: PO, amount: 10000.00 USD, date: 2026-10-02, exchange: { EUR: 0.90, date: 2026-10-02 } }]
            ledger: [{ date: 2026-11-03, amount: 2500.00 USD, clears: PO, exchange: { EUR: 0.95, date: 2026-11-03 } }]

            """
        let total = try sums(text).total
        #expect(total.spent.description == "2375.00 EUR")
        #expect(total.committed.description == "6750.00 EUR")
        #expect(
            total.committedParts[0].arithmetic
                == "10000.00 USD - 2500.00 USD = 7500.00 USD; 7500.00 USD × 0.9 = 6750.00 EUR")
    }

    @Test("nothing is rounded on the way")
    func exactness() throws {
        let ledger = (1...3).map { _ in
            "{ date: 2026-11-03, amount: 0.01 USD, exchange: { EUR: 0.333333, date: 2026-11-03 } }"
        }
        let total = try sums("budget: 1.00 EUR\nledger: [\(ledger.joined(separator: ", "))]\n").total
        #expect(total.spent.description == "0.00999999 EUR")
        #expect(total.spent.spoken == "0.01 EUR")
    }

    @Test("hours cost what the person's rate of that day is")
    func datedRates() throws {
        let people = """
            ben: { email: b@c.de, cost_rate: [{ from: 2026-11-01, amount: 100.00 EUR }, { from: 2026-01-01, amount: 90.00 EUR }] }
            chi: { email: c@c.de, cost_rate: { from: 2026-01-01, per: day, amount: 700.00 EUR } }
            """
        let text = """
            budget: 5000.00 EUR
            ledger:
              - { date: 2026-10-31, hours: 2h, person: ben }
              - { date: 2026-11-01, hours: 2h, person: ben }
              - { date: 2026-11-01, hours: 3h, person: chi }

            """
        let total = try sums(text, people: people).total
        #expect(total.spentParts.map(\.amount.description) == ["180.00 EUR", "200.00 EUR", "262.50 EUR"])
        #expect(total.spentParts[2].arithmetic == "3 × 700.00 EUR / 8 = 262.50 EUR")
        #expect(total.spentParts[2].written.description == "3h chi")
    }

    @Test("what cannot be counted is listed with its place, and in no sum")
    func problems() throws {
        let text = """
            budget: { lines: { a: 100.00 EUR, b: 100.00 EUR } }
            commitments: [{ id: PO, line: b, amount: 5.00 CHF, date: 2026-10-01 }]
            ledger:
              - { date: 2026-10-02, line: a, amount: 1.00 USD }
              - { date: 2026-10-02, line: a, hours: 3h, person: ben }
              - { date: 2026-10-02, line: b, amount: 7.00 EUR, clears: PO }

            """
        let sums = try sums(text, mistakes: [.rateMissing, .notValued, .rateMissing, .rateMissing])
        #expect(
            sums.problems.map { "\($0.position) \($0.what): \($0.message)" } == [
                "projects/crm2.yaml:8:42 a booking of 2026-10-02: 1.00 USD has no exchange rate into EUR on 2026-10-02",
                "projects/crm2.yaml:9:41 a booking of 2026-10-02: 'ben' has no cost rate on 2026-10-02",
                "projects/crm2.yaml:10:42 a booking of 2026-10-02: it takes nothing off 'PO': 7.00 EUR has no exchange rate into CHF on 2026-10-02",
                "projects/crm2.yaml:6:42 PO: 5.00 CHF has no exchange rate into EUR on 2026-10-01",
            ]
        )
        #expect(sums.lines.map(\.problems.count) == [2, 2])
        #expect(sums.lines.map(spoken) == ["a 100.00 EUR: 0.00 EUR + 0.00 EUR", "b 100.00 EUR: 7.00 EUR + 0.00 EUR"])
    }

    @Test("as of a day, later bookings count nowhere")
    func asOf() throws {
        let text = """
            budget: 100.00 EUR
            commitments: [{ id: A, amount: 50.00 EUR, date: 2026-10-01 }, { id: B, amount: 30.00 EUR, date: 2026-12-01 }]
            ledger:
              - { date: 2026-11-01, amount: 10.00 EUR, clears: A }
              - { date: 2026-11-02, amount: 40.00 EUR, clears: A, final: true }

            """
        #expect(try spoken(sums(text, asOf: "2026-11-01").total) == "* 100.00 EUR: 10.00 EUR + 40.00 EUR")
        #expect(try spoken(sums(text, asOf: "2026-09-30").total) == "* 100.00 EUR: 0.00 EUR + 0.00 EUR")
        #expect(try spoken(sums(text).total) == "* 100.00 EUR: 50.00 EUR + 30.00 EUR")
    }

    @Test("thresholds are met by exact shares")
    func percentages() throws {
        let total = try sums("budget: 3.00 EUR\nledger: [{ date: 2026-11-01, amount: 2.40 EUR }]\n").total
        #expect(total.percentUsed == Percent(80))
        let none = try sums("ledger: [{ date: 2026-11-01, amount: 2.40 EUR }]\n").total
        #expect(none.percentUsed == nil)
        #expect(none.budget == nil)
        let zero = try sums("budget: 0.00 EUR\nledger: [{ date: 2026-11-01, amount: 2.40 EUR }]\n").total
        #expect(zero.percentUsed == nil)
    }

    @Test("no money at all has no sums")
    func nothing() throws {
        let project = try #require(Read.project(with: "").project)
        #expect(BudgetSums(of: project, people: [:]) == nil)
    }
}
