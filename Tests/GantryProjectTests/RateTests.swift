import FoundationEssentials
import GantryCore
import Testing

@testable import GantryProject

@Suite("Quoted rates")
struct RateTests {
    private func total(
        _ sections: String, files: [String: String] = [:], mistakes: [DiagnosticCode] = []
    ) throws -> BudgetPosition {
        let subject = try MoneyReports.subject(sections, files: files, mistakes: mistakes)
        return try #require(subject.portfolio.budget(of: subject.project)).total
    }

    @Test(
        "a rate holds from its day until the next quote of the same pair",
        arguments: [
            ("2026-10-01", "90.00 EUR"), ("2026-10-30", "90.00 EUR"), ("2026-11-01", "92.00 EUR"),
            ("2026-11-02", "92.00 EUR"), ("2027-05-01", "95.00 EUR"),
        ])
    func dates(_ day: String, _ spent: String) throws {
        let text = """
            budget: 1000.00 EUR
            rates:
              - { date: 2027-01-01, from: USD, EUR: 0.95 }
              - { date: 2026-10-01, from: USD, EUR: 0.90, CHF: 0.88 }
              - { date: 2026-11-01, from: USD, EUR: 0.92, source: ECB }
              - { date: 2026-10-15, from: GBP, EUR: 1.15 }
            ledger: [{ file: a.csv }]

            """
        let csv = "date,amount,currency\n\(day),100.00,USD\n"
        #expect(try total(text, files: ["projects/a.csv": csv]).spent.description == spent)
    }

    @Test("a booking's own exchange comes first, and the sum names the quote that it was made with")
    func origin() throws {
        let text = """
            budget: 1000.00 EUR
            rates: [{ date: 2026-10-01, from: USD, EUR: 0.90, source: ECB }]
            ledger:
              - { date: 2026-10-02, amount: 100.00 USD }
              - { date: 2026-10-02, amount: 100.00 USD, exchange: { EUR: 0.91, date: 2026-10-02 } }
              - { date: 2026-10-02, amount: 100.00 USD, exchange: { CHF: 0.89, date: 2026-10-02 } }

            """
        let parts = try total(text).spentParts
        #expect(
            parts.map { $0.arithmetic ?? "" } == [
                "100.00 USD × 0.9 (2026-10-01, ECB, projects/crm2.yaml:6) = 90.00 EUR", "100.00 USD × 0.91 = 91.00 EUR",
                "100.00 USD × 0.9 (2026-10-01, ECB, projects/crm2.yaml:6) = 90.00 EUR",
            ])
    }

    @Test("a rate is not turned around, and none is made of two")
    func direction() throws {
        let text = """
            budget: 1000.00 EUR
            rates: [{ date: 2026-10-01, from: EUR, USD: 1.10 }, { date: 2026-10-01, from: USD, CHF: 0.9 }, { date: 2026-10-01, from: CHF, EUR: 1.05 }]
            ledger: [{ date: 2026-10-02, amount: 100.00 USD }]

            """
        let position = try total(text, mistakes: [.rateMissing])
        #expect(position.spent.amount == 0)
        #expect(position.problems.map(\.code) == [.rateMissing])
    }

    @Test("commitments are valued by them, and cleared through them")
    func commitments() throws {
        let text = """
            budget: 5000.00 EUR
            rates: [{ date: 2026-10-01, from: USD, EUR: 0.90 }, { date: 2026-10-01, from: EUR, USD: 1.10 }]
            commitments: [{ id: PO, amount: 1000.00 USD, date: 2026-10-02 }]
            ledger: [{ date: 2026-10-03, amount: 200.00 EUR, clears: PO }]

            """
        let position = try total(text)
        #expect(position.problems == [])
        #expect(position.spent.description == "200.00 EUR")
        // 1000 - 200 × 1.10 = 780 USD, × 0.90.
        #expect(position.committed.description == "702.00 EUR")
    }

    @Test("they may stand in a file of their own, and are whole in the long form")
    func ownFile() throws {
        let rates = "- { date: 2026-10-01, from: USD, EUR: 0.90, CHF: 0.88, source: ECB }\n"
        let text = "budget: 10.00 EUR\nrates: { file: rates.yaml }\n"
        let read = Read.project(with: text, files: ["projects/rates.yaml": rates])
        #expect(read.errors == [])
        let project = try #require(read.project)
        #expect(project.rates.map(\.from.position.fileAndLine) == ["projects/rates.yaml:1"])
        let long = ProjectText.long(project)
        let again = try #require(Read(long).project)
        #expect(contentText(of: again.rates) == contentText(of: project.rates))
        #expect(again.rates[0].source == "ECB" && again.rates[0].rates.count == 2)
    }
}
