import FoundationEssentials
import GantryCore
import Testing

@testable import GantryProject

@Suite("The balance report")
struct BalanceReportTests {
    private func report(
        _ sections: String, asOf: String = "2026-11-30", _ pairs: [(String, String)] = [],
        files: [String: String] = [:], people: String? = nil
    ) throws -> BalanceReport {
        let subject = try MoneyReports.subject(sections, asOf: asOf, files: files, people: people)
        return try BalanceReport.checked(of: subject, MoneyReports.parameters(pairs))
    }

    /// `licences 12000.00 USD = 11040.00`.
    private func spoken(_ line: BalanceReport.Line) -> String {
        "\(line.line ?? "*") \(line.booked) \(line.currency) = \(line.converted)"
    }

    // MARK: The account

    @Test("lines by currency, the residual on its own, and a total that they make up")
    func account() throws {
        let text = """
            budget: { lines: { labour: 100.00 EUR, licences: 100.00 EUR, travel: 10.00 EUR } }
            rates: [{ date: 2026-10-01, from: USD, EUR: 0.3333 }, { date: 2026-10-01, from: GBP, EUR: 1.11111 }]
            ledger:
              - { date: 2026-10-02, line: licences, amount: 10.01 USD }
              - { date: 2026-10-02, line: licences, amount: 20.00 EUR }
              - { date: 2026-10-02, line: licences, amount: 10.01 GBP }
              - { date: 2026-10-03, line: labour, hours: 1.3335h, person: ben }
              - { date: 2026-10-03, line: licences, amount: -5.00 EUR, what: Credit }
              - { date: 2026-12-01, line: labour, amount: 50.00 EUR }

            """
        let report = try report(
            text, people: "ben: { email: b@c.de, cost_rate: { from: 2026-01-01, amount: 10.00 EUR } }\n")
        // 13.335 -> 13.34; 10.01 × 1.11111 = 11.1222111 -> 11.12; 10.01 × 0.3333 = 3.336333 -> 3.34.
        #expect(
            report.lines.map(spoken) == [
                "labour 13.335 EUR = 13.34", "licences 15.00 EUR = 15.00", "licences 10.01 GBP = 11.12",
                "licences 10.01 USD = 3.34", "travel 0.00 EUR = 0.00",
            ])
        #expect(report.lines[2].exact.description == "11.1222111")
        // The exact sum is 42.7935441, the lines 42.80.
        #expect(report.total.description == "42.79")
        #expect(report.residual.description == "-0.01")
        let printed = report.lines.map(\.converted.value).reduce(0, +)
        #expect(printed + report.residual.value == report.total.value)
        #expect(report.budget?.description == "210.00")
        #expect(report.difference?.description == "167.21")
        #expect(report.notes == ["dated after 2026-11-30, and so not counted: 1 booking"])
    }

    @Test("the account's exact total is the budget's spent")
    func sameAsBudget() throws {
        let project = try #require(Read(DomainExample.long, files: DomainExample.files).project)
        let today = try #require(LocalDate("2027-12-31"))
        let subject = ReportSubject(project, in: Portfolio(projects: [project]), today: today)
        let bookings = try #require(try Bookings(of: subject, asOf: subject.today))
        let sums = try #require(subject.portfolio.budget(of: project))
        #expect(Account(of: bookings, lines: []).exactTotal == sums.total.spent.amount)
        #expect(sums.total.spent.amount > 0)
    }

    @Test(
        "is kept in the places of the currency",
        arguments: [
            ("JPY", "100.5", "101", "0"), ("BHD", "100.0005", "100.001", "0.000"), ("EUR", "0.005", "0.01", "0.00"),
        ])
    func places(_ currency: String, _ booked: String, _ total: String, _ residual: String) throws {
        let report = try report(
            "budget: 1000 \(currency)\nledger: [{ date: 2026-10-04, amount: \(booked) \(currency) }]\n")
        #expect(report.total.description == total)
        #expect(report.residual.description == residual)
    }

    // MARK: Commitments and invoices

    @Test("commitments that are open, in their own currency and in the budget's")
    func commitments() throws {
        let text = """
            budget: 9000.00 EUR
            rates: [{ date: 2026-10-01, from: USD, EUR: 0.9 }]
            commitments:
              - { id: A, amount: 1000.00 USD, date: 2026-10-02, supplier: acme }
              - { id: B, amount: 500.00 EUR, date: 2026-10-02 }
              - { id: C, amount: 500.00 EUR, date: 2026-10-02 }
              - { id: D, hours: 10h, cost_rate: 90.00 EUR, date: 2026-10-02 }
              - { id: E, amount: 70.00 EUR, date: 2026-12-02 }
            suppliers: { acme: {} }
            ledger:
              - { date: 2026-10-03, amount: 250.00 USD, clears: A }
              - { date: 2026-10-03, amount: 100.00 EUR, clears: B, final: true }
              - { date: 2026-10-03, amount: 600.00 EUR, clears: C }
              - { date: 2026-10-03, hours: 4h, person: ben, clears: D }

            """
        let report = try report(text)
        let open = report.commitments.map {
            "\($0.id) \($0.amount) \($0.left) \($0.currency) \($0.converted)"
        }
        #expect(open == ["A 1000.00 750.00 USD 675.00", "D 900.00 540.00 EUR 540.00"])
        #expect(report.commitments[0].at.fileAndLine == "projects/crm2.yaml:8")
        #expect(report.notes == ["dated after 2026-11-30, and so not counted: 1 commitment"])
    }

    // Sat 28 Nov counts as Fri 27 Nov.
    @Test(
        "invoices are paid by their date, late after the working day they are due, and held against the books",
        arguments: [
            ("amount: 10.00 EUR, due: 2026-12-01", "due missing"),
            ("amount: 10.00 EUR, due: 2026-11-30", "due missing"),
            ("amount: 10.00 EUR, due: 2026-11-28", "overdue missing"),
            ("amount: 10.00 EUR", "open missing"),
            ("amount: 10.00 EUR, due: 2026-11-01, paid: 2026-11-30", "paid missing"),
            ("amount: 10.00 EUR, due: 2026-11-01, paid: 2026-12-01", "overdue missing"),
            ("id: two, amount: 10.00 EUR", "open matches"), ("id: two, amount: 10.01 EUR", "open differs"),
            ("id: usd, amount: 10.00 EUR", "open other_currency"), ("id: usd, amount: 4.00 USD", "open matches"),
            ("id: late, amount: 5.00 EUR", "open missing"),
        ])
    func invoices(_ invoice: String, _ expected: String) throws {
        let id = invoice.hasPrefix("id:") ? "" : "id: none, "
        let text = """
            budget: 9000.00 EUR
            rates: [{ date: 2026-10-01, from: USD, EUR: 0.9 }]
            invoices: [{ \(id)\(invoice) }]
            ledger:
              - { date: 2026-10-03, amount: 4.00 EUR, invoice: two }
              - { date: 2026-10-04, amount: 6.00 EUR, invoice: two }
              - { date: 2026-10-04, amount: 4.00 USD, invoice: usd }
              - { date: 2026-12-01, amount: 5.00 EUR, invoice: late }

            """
        let line = try #require(try report(text).invoices.first)
        #expect("\(line.state.rawValue) \(line.booking.rawValue)" == expected)
    }

    @Test("a due date on a day off says which day counts")
    func dueOnWeekend() throws {
        let text = "budget: 1.00 EUR\ninvoices: [{ id: I, amount: 1.00 EUR, due: 2026-12-05 }]\n"
        let report = try report(text)
        let states = try ["2026-12-04", "2026-12-05"].map { try self.report(text, asOf: $0).invoices[0].state }
        #expect(states == [.due, .overdue])
        #expect(report.notes == ["I is due on Sat 5 Dec, a day off; it counts as the working day before, Fri 4 Dec"])
    }

    // MARK: Assertions

    private static let books = """
        budget: { lines: { labour: 200000.00 EUR, licences: 10000.00 EUR } }
        rates: [{ date: 2026-10-01, from: USD, EUR: 0.333 }]
        ledger:
          - { file: books/labour.csv }
          - { date: 2026-11-02, line: licences, amount: 100.01 USD }
          - { date: 2026-11-02, line: licences, amount: 1.00 EUR }

        """
    private static let files = [
        "projects/books/labour.csv":
            "date,line,amount,currency\n2026-11-28,labour,437.54,EUR\n2026-11-02,labour,118000.00,EUR\n2026-12-01,labour,1.00,EUR\n"
    ]

    // 100.01 USD × 0.333 = 33.30333 EUR.
    @Test(
        "assertions tie to the cent: by line and of all, in euros and in dollars, up to their day",
        arguments: [
            ("date: 2026-11-30, line: labour, actual: 118437.54 EUR", "0.00", true),
            ("date: 2026-11-30, line: labour, actual: 118437.55 EUR", "0.01", false),
            ("date: 2026-11-30, line: labour, actual: 118437.53 EUR", "-0.01", false),
            ("date: 2026-11-28, line: labour, actual: 118437.54 EUR", "0.00", true),
            ("date: 2026-11-27, line: labour, actual: 118000.00 EUR", "0.00", true),
            ("date: 2026-11-01, line: labour, actual: 0.00 EUR", "0.00", true),
            ("date: 2026-11-30, line: licences, actual: 34.30 EUR", "0.00", true),
            ("date: 2026-11-30, line: licences, actual: 34.303 EUR", "0.000", true),
            ("date: 2026-11-30, line: licences, actual: 34.30333 EUR", "0.00000", true),
            ("date: 2026-11-30, line: licences, actual: 34.304 EUR", "0.001", false),
            ("date: 2026-11-30, line: licences, actual: 100.01 USD", "0.00", true),
            ("date: 2026-11-30, line: licences, actual: 100.02 USD", "0.01", false),
            ("date: 2026-11-30, line: labour, actual: 0.00 USD", "0.00", true),
            ("date: 2026-11-30, actual: 118471.84 EUR", "0.00", true),
            ("date: 2026-11-30, actual: 100.01 USD", "0.00", true),
            ("date: 2026-11-30, actual: 5.00 CHF", "5.00", false),
        ])
    func assertions(_ assertion: String, _ difference: String, _ holds: Bool) throws {
        let report = try report(Self.books + "assert: [{ \(assertion) }]\n", files: Self.files)
        let line = try #require(report.assertions.first)
        #expect(line.difference.value == Decimal(string: difference))
        #expect(line.holds == holds && report.holds == holds)
        #expect(line.asserted.value - line.ledger.value == line.difference.value)
    }

    @Test("one that is off names itself and the last booking that was counted, the latest and not the last in the file")
    func places() throws {
        let text = Self.books + "assert:\n  - { date: 2026-11-30, line: labour, actual: 118437.55 EUR }\n"
        let line = try #require(try report(text, files: Self.files).assertions.first)
        #expect("\(line.asserted) \(line.ledger) \(line.difference)" == "118437.55 118437.54 0.01")
        #expect(line.at.fileAndLine == "projects/crm2.yaml:12")
        #expect(line.last?.fileAndLine == "projects/books/labour.csv:2")
    }

    @Test("later ones are not checked, and that is said; they are listed by their day")
    func laterAssertions() throws {
        let text =
            Self.books + """
                assert:
                  - { date: 2026-12-01, line: labour, actual: 1.00 EUR }
                  - { date: 2026-11-28, line: labour, actual: 118437.54 EUR }
                  - { date: 2026-11-02, line: labour, actual: 118000.00 EUR }

                """
        let report = try report(text, asOf: "2026-11-30", files: Self.files)
        #expect(report.assertions.map(\.date.description) == ["2026-11-02", "2026-11-28"])
        #expect(report.holds)
        #expect(report.notes.last == "1 assertion is dated after 2026-11-30, and not checked")
        #expect(try !self.report(text, asOf: "2026-12-01", files: Self.files).holds)
    }

    // MARK: Form

    @Test("every key is there; explain only where it was asked for, with the sums behind line, residual and assertion")
    func json() throws {
        let text = Self.books + "assert: [{ date: 2026-11-30, line: licences, actual: 34.31 EUR }]\n"
        let value = try MoneyReports.json(try report(text, files: Self.files))
        #expect(value.map?["explain"] == nil)
        #expect(value["holds"] == .bool(false))
        #expect(value["lines"].list?[0]["converted"] == .text("118437.54"))
        #expect(value["assertions"].list?[0]["at"]["line"] == .number(11))
        let explained = try report(text, [("explain", "true")], files: Self.files)
        let explain = try #require(explained.explain)
        #expect(
            explain.map(\.figure) == [
                "lines.labour.EUR", "lines.licences.EUR", "lines.licences.USD", "residual",
                "assertions.2026-11-30.licences",
            ])
        #expect(
            explain[2].evidence.inputs.map(\.value) == [
                "100.01 USD × 0.333 (2026-10-01, projects/crm2.yaml:6) = 33.30333 EUR"
            ])
        #expect(
            explain[2].evidence.arithmetic == [
                "1 booking = 100.01 USD", "each at its own rate = 33.30333 EUR", "to the cent = 33.30 EUR",
            ])
        #expect(
            explain[4].evidence.arithmetic == [
                "2 bookings = 34.30333 EUR", "to the places that are asserted = 34.30 EUR",
                "34.31 EUR - 34.30 EUR = 0.01 EUR",
            ])
        let again = try JSONDecoder().decode(BalanceReport.self, from: JSONEncoder().encode(explained))
        #expect(again.lines == explained.lines && again.assertions == explained.assertions)
    }

    @Test("28 digits stay exact")
    func digits() throws {
        let text = """
            budget: 12345678901234567890123456.78 EUR
            ledger: [{ date: 2026-10-05, amount: 12345678901234567890123450.01 EUR }, { date: 2026-10-06, amount: 0.01 EUR }]
            assert: [{ date: 2026-10-06, actual: 12345678901234567890123450.03 EUR }]

            """
        let report = try report(text)
        #expect(report.total.description == "12345678901234567890123450.02")
        #expect(report.difference?.description == "6.76")
        #expect(report.assertions[0].difference.description == "0.01")
    }
}
