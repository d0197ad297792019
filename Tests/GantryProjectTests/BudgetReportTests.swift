import FoundationEssentials
import GantryCore
import Testing

@testable import GantryProject

@Suite("The budget report")
struct BudgetReportTests {
    private func report(
        _ sections: String, asOf: String = "2026-11-16", _ pairs: [(String, String)] = [], people: String? = nil
    ) throws -> BudgetReport {
        let subject = try MoneyReports.subject(sections, asOf: asOf, people: people)
        return try BudgetReport.checked(of: subject, MoneyReports.parameters(pairs))
    }

    /// `labour 20000.00: 5600.00 + 7200.00, left 7200.00`.
    private func spoken(_ row: BudgetReport.Row) -> String {
        let left = row.left.map { "\($0)" } ?? "-"
        return "\(row.id ?? "*") \(row.budget.map { "\($0)" } ?? "-"): \(row.spent) + \(row.committed), left \(left)"
    }

    private static let whole = """
        budget: { lines: { labour: 20000.00 EUR, licences: 12000.00 EUR, nothing: 0.00 EUR } }
        rates: [{ date: 2026-08-01, from: USD, EUR: 0.90 }, { date: 2026-10-01, from: USD, EUR: 0.92 }]
        commitments:
          - { id: PO-1, line: licences, amount: 6000.00 EUR, date: 2026-08-01 }
          - { id: PO-2, line: licences, amount: 1000.00 USD, date: 2026-09-01 }
          - { id: PO-3, line: labour, hours: 100h, cost_rate: 90.00 EUR, date: 2026-08-01 }
          - { id: PO-4, line: licences, amount: 5000.00 EUR, date: 2026-08-02 }
        ledger:
          - { date: 2026-08-10, line: labour, hours: 40h, person: ben }
          - { date: 2026-09-10, line: labour, hours: 20h, person: chi, clears: PO-3 }
          - { date: 2026-09-30, line: licences, amount: 1500.00 EUR, clears: PO-1 }
          - { date: 2026-09-30, line: licences, amount: 100.00 USD, clears: PO-2 }
          - { date: 2026-10-01, line: licences, amount: 200.00 USD }
          - { date: 2026-10-15, line: licences, amount: -84.00 EUR, what: Credit }
          - { date: 2026-10-31, line: licences, amount: 4000.00 EUR, clears: PO-4, final: true }
          - { date: 2026-11-17, line: labour, amount: 999.00 EUR }

        """
    private static let people = "ben: { email: b@c.de, cost_rate: { from: 2026-01-01, amount: 95.00 EUR } }\n"

    // Labour: 40 × 95 + 20 × 90, and 8000 - 1800 less is promised. Licences: 1500 + 90 + 184 - 84 + 4000; promised are
    // 4500, and 900 USD at the rate of the order's day, 0.90; PO-4 is freed.
    @Test("sums of hours, part payments, dollars, credits and a final payment, by hand")
    func byHand() throws {
        let report = try report(Self.whole, people: Self.people)
        #expect(
            report.lines.map(spoken) == [
                "labour 20000.00: 5600.00 + 7200.00, left 7200.00",
                "licences 12000.00: 5690.00 + 5310.00, left 1000.00", "nothing 0.00: 0.00 + 0.00, left 0.00",
            ])
        #expect(spoken(report.total) == "* 32000.00: 11290.00 + 12510.00, left 8200.00")
        #expect(report.total.percent == Decimal(string: "74.375"))
        #expect(report.lines.map(\.alert) == [nil, 80, nil])
        #expect(report.lines[2].burn?.description == "0.00")
        #expect(
            report.lines[2].unavailable == [
                "percent": "the budget is zero", "runway": "nothing was spent from Aug to Oct 2026",
            ])
        #expect(
            report.notes == [
                "dated after 2026-11-16, and so not counted: 1 booking",
                "the budget has no 'alert': 80 % and 100 % are taken",
            ])
    }

    // Labour: 7200 × 3 / 5600 = 3 6/7 months; 16 Feb and 6/7 of 28 days is 12 Mar, which 3.857142… × 28 would miss.
    // Licences: 1000 × 3 / 5690 = 0.527 of 30 days. The whole: 8200 × 3 / 11290 = 2.179; 0.179 of 31 days.
    @Test("the runway counts whole months, and the rest in days of the month it ends in, without rounding on the way")
    func runway() throws {
        let report = try report(Self.whole, people: Self.people)
        let days = (report.lines + [report.total]).map { $0.runway?.description }
        #expect(days == ["2027-03-12", "2026-12-01", nil, "2027-01-21"])
    }

    @Test("as of an earlier day, nothing of later is in any figure")
    func asOf() throws {
        let report = try report(Self.whole, [("as_of", "2026-09-30")], people: Self.people)
        #expect(spoken(report.lines[1]) == "licences 12000.00: 1590.00 + 10310.00, left 100.00")
        #expect(report.periods == .init(asked: 3, used: 2, from: LocalDate("2026-08-01"), to: LocalDate("2026-09-30")))
        #expect(
            report.notes == [
                "dated after 2026-09-30, and so not counted: 4 bookings",
                "the budget has no 'alert': 80 % and 100 % are taken",
                "the burn is that of 2 months, Aug to Sep 2026, and not of 3: before it nothing was booked",
                // 100 × 2 / 1590 of 30 days.
                "licences lasts until Sat 3 Oct, a day off; it counts as the working day before, Fri 2 Oct",
            ])
    }

    @Test(
        "the burn is the mean of whole months since the first booking",
        arguments: [
            ("2026-11-16", "3", 2, "450.00"), ("2026-11-16", "1", 1, "600.00"), ("2026-11-29", "3", 2, "450.00"),
            ("2026-11-30", "3", 3, "600.00"), ("2026-09-30", "3", 1, "300.00"), ("2026-12-31", "2", 2, "450.00"),
            ("2027-03-10", "3", 3, "0.00"), ("2026-11-16", "12", 2, "450.00"),
        ])
    func burn(_ asOf: String, _ periods: String, _ used: Int, _ burn: String) throws {
        let report = try report(Self.months, asOf: asOf, [("periods", periods)])
        #expect(report.periods.used == used)
        #expect(report.total.burn?.description == burn)
    }

    private static let months = """
        budget: 10000.00 EUR
        ledger:
          - { date: 2026-09-20, amount: 300.00 EUR }
          - { date: 2026-10-05, amount: 600.00 EUR }
          - { date: 2026-11-03, amount: 900.00 EUR }

        """

    @Test(
        "without a burn there is a reason and no figure",
        arguments: [
            ("2026-09-29", "no month of bookings is over yet; the first booking is of 2026-09-20"),
            ("2026-09-01", "nothing is booked yet"),
        ])
    func noBurn(_ asOf: String, _ why: String) throws {
        let total = try report(Self.months, asOf: asOf).total
        #expect(total.burn == nil && total.runway == nil)
        #expect(total.unavailable == ["burn": why, "runway": why])
    }

    @Test(
        "without a runway there is a reason and no date",
        arguments: [
            ("[{ date: 2026-10-05, amount: 1760.00 EUR }]", "760.00 EUR over budget"),
            ("[{ date: 2026-10-05, amount: -20.00 EUR }]", "more was credited than spent in Oct 2026"),
            ("[{ date: 2026-10-05, amount: 0.01 EUR }]", "it lasts for more than 100 years at this pace"),
            (
                "[{ date: 2026-07-05, amount: 5.00 EUR }, { date: 2026-09-05, amount: 5.00 EUR }, { date: 2026-10-05, amount: -5.00 EUR }]",
                "nothing was spent from Aug to Oct 2026"
            ),
        ])
    func noRunway(_ ledger: String, _ why: String) throws {
        let total = try report("budget: 1000.00 EUR\nledger: \(ledger)\n").total
        #expect(total.runway == nil)
        #expect(total.unavailable == ["runway": why])
    }

    // Two months from Mon 16 Nov is Sat 16 Jan.
    @Test(
        "a runway that ends on a day off counts as the working day before, and says so",
        arguments: [("mon-fri", "2027-01-15", "Fri 15 Jan 2027"), ("sun-thu", "2027-01-14", "Thu 14 Jan 2027")])
    func weekend(_ week: String, _ day: String, _ spoken: String) throws {
        let text =
            "calendar: \(week)\nbudget: { amount: 900.00 EUR, alert: 80% }\nledger: [{ date: 2026-10-05, amount: 300.00 EUR }]\n"
        let report = try report(text, [("periods", "1")])
        #expect(report.total.runway?.description == day)
        #expect(
            report.notes == [
                "the whole lasts until Sat 16 Jan 2027, a day off; it counts as the working day before, \(spoken)"
            ])
    }

    @Test("a budget that is used up today lasts until today, a day off or not")
    func usedUp() throws {
        let text = "budget: 300.00 EUR\nledger: [{ date: 2026-10-05, amount: 300.00 EUR }]\n"
        #expect(try report(text, asOf: "2026-11-14").total.runway?.description == "2026-11-14")
    }

    @Test("amounts of 28 digits stay exact, to the last one")
    func digits() throws {
        let text = """
            budget: 12345678901234567890123456.78 EUR
            ledger: [{ date: 2026-10-05, amount: 12345678901234567890123450.01 EUR }, { date: 2026-10-06, amount: 0.01 EUR }]

            """
        let report = try report(text)
        #expect(
            spoken(report.total) == "* 12345678901234567890123456.78: 12345678901234567890123450.02 + 0.00, left 6.76")
        #expect(report.total.burn?.description == "12345678901234567890123450.02")
        #expect(report.total.runway?.description == "2026-11-16")
        #expect(report.total.alert == 80)
        let again = try JSONDecoder().decode(BudgetReport.self, from: JSONEncoder().encode(report))
        #expect(spoken(again.total) == spoken(report.total))
    }

    @Test(
        "each currency has its own places",
        arguments: [
            ("JPY", "1500000", "500001", "999999", "999,999"), ("BHD", "1500.000", "500.0015", "999.9985", "999.999"),
            ("EUR", "15.00", "5.005", "9.995", "10.00"),
        ])
    func places(_ currency: String, _ budget: String, _ spent: String, _ left: String, _ spoken: String) throws {
        let text = "budget: \(budget) \(currency)\nledger: [{ date: 2026-10-05, amount: \(spent) \(currency) }]\n"
        let report = try report(text)
        #expect(report.currency == currency)
        #expect(report.total.left?.description == left)
        #expect(report.total.left?.spoken(try #require(Currency(currency))) == spoken)
    }

    @Test(
        "the alert is the highest share that is reached exactly, and steps beyond",
        arguments: [
            ("79.999999", nil), ("80", "80"), ("99.99", "80"), ("100", "100"), ("104.99", "100"), ("105", "105"),
            ("123", "120"), ("0", nil), ("-5", nil),
        ] as [(String, String?)])
    func thresholds(_ used: String, _ reached: String?) throws {
        let text = "budget: { amount: 100.00 EUR, alert: [100%, 80%], again: 5% }\n"
        let levels = AlertThresholds(of: try MoneyReports.subject(text).project.budget)
        #expect(levels.shares == [80, 100])
        let expected = reached.flatMap { Decimal(string: $0) }
        #expect(levels.reached(used: try #require(Decimal(string: used)), of: 100) == expected)
    }

    @Test("any money is too much for a budget of nothing")
    func zeroBudget() {
        #expect(AlertThresholds(of: nil).reached(used: 1, of: 0) == 100)
        #expect(AlertThresholds(of: nil).reached(used: 0, of: 0) == nil)
    }

    // The last is later than the report's day; a file that is wrong is mended, and not read in part.
    @Test("where something has no value there is no report, but all that is wrong")
    func refused() throws {
        let text = """
            budget: 100.00 EUR
            commitments: [{ id: PO-1, amount: 3.00 CHF, date: 2026-10-01 }]
            ledger:
              - { date: 2026-10-05, amount: 7.00 EUR }
              - { date: 2026-10-06, amount: 5.00 USD }
              - { date: 2026-10-06, hours: 3h, person: ben }
              - { date: 2026-12-24, amount: 5.00 USD }

            """
        let subject = try MoneyReports.subject(text, mistakes: [.rateMissing, .notValued, .rateMissing, .rateMissing])
        let places = [9, 10, 11, 6].map { "projects/crm2.yaml:\($0)" }
        let expected = zip(["GTY0230", "GTY0223", "GTY0230", "GTY0230"], places).map { "\($0) \($1)" }
        #expect(MoneyReports.refusal(BudgetReport.self, of: subject) == expected)
        #expect(MoneyReports.refusal(BalanceReport.self, of: subject) == expected)
    }

    @Test("a project that was read with people who had a rate is not summed up without them")
    func otherPeople() throws {
        let text = "budget: 100.00 EUR\nledger: [{ date: 2026-10-05, hours: 3h, person: ben }]\n"
        let project = try MoneyReports.subject(text, people: Self.people).project
        let alone = ReportSubject(
            project, in: Portfolio(projects: [project]), today: try #require(LocalDate("2026-11-16")))
        #expect(MoneyReports.refusal(BudgetReport.self, of: alone) == ["GTY0223 projects/crm2.yaml:6"])
        #expect(MoneyReports.refusal(BalanceReport.self, of: alone) == ["GTY0223 projects/crm2.yaml:6"])
    }

    @Test("without a budget there are sums, and null with a reason for the rest; without money there is no report")
    func noBudget() throws {
        let total = try report("ledger: [{ date: 2026-10-05, amount: 7.00 EUR }]\n").total
        #expect(total.spent.description == "7.00" && total.burn?.description == "7.00")
        #expect(Set(total.unavailable.keys) == ["budget", "left", "percent", "alert", "runway"])
        #expect(throws: ReportProblem.noMoney(in: try MoneyReports.subject("").project)) { try report("") }
    }

    @Test("every key is there, null or not; explain only where it was asked for")
    func json() throws {
        let value = try MoneyReports.json(try report(Self.whole, people: Self.people))
        #expect(value.map?["explain"] == nil)
        #expect(value["total"].map?["id"] == .null)
        #expect(value["total"]["unavailable"] == .map([:]))
        #expect(value["lines"].list?[2].map?["runway"] == .null)
        #expect(value["lines"].list?[0]["left"] == .text("7200.00"))
        #expect(value["lines"].list?[0]["percent"] == .number(64))
        #expect(value["as_of"] == .text("2026-11-16"))
    }

    @Test("each figure is explained by its bookings, the newest fifty of them")
    func explains() throws {
        let many = (1...60).map {
            "  - { date: 2026-10-\($0 < 31 ? "05" : "06"), amount: \($0).00 EUR, what: B\($0) }\n"
        }
        let report = try report("budget: 9000.00 EUR\nledger:\n" + many.joined(), [("explain", "true")])
        let explain = try #require(report.explain)
        #expect(
            explain.map(\.figure) == ["spent", "committed", "left", "percent", "burn", "runway"].map { "total." + $0 })
        let spent = explain[0].evidence
        #expect(spent.inputs.count == 51)
        #expect(spent.inputs[0] == .init("2026-10-06 B60", "60.00 EUR", at: spent.inputs[0].source))
        #expect(spent.inputs[0].source?.fileAndLine == "projects/crm2.yaml:66")
        #expect(spent.inputs[50].name == "and 10 more")
        #expect(spent.arithmetic == ["60 bookings = 1830.00 EUR"])
        #expect(explain[2].evidence.arithmetic == ["9000.00 EUR - 1830.00 EUR - 0.00 EUR = 7170.00 EUR"])
        #expect(explain[4].evidence.arithmetic.last == "1830.00 EUR / 1 = 1,830.00 EUR a month")
        #expect(explain[5].evidence.arithmetic.first == "7170.00 EUR × 1 / 1830.00 EUR = 3.92 months")
    }

    @Test(
        "a parameter that is wrong is refused in the words of the command line",
        arguments: [
            ("periods", "0", "--periods '0': a number from 1 to 120 is wanted"),
            ("as_of", "soon", "--as-of 'soon': a date such as 2026-12-18 is wanted"),
            ("perods", "3", "there is no parameter 'perods'"),
        ])
    func wrong(_ key: String, _ value: String, _ message: String) throws {
        let problem = #expect(throws: ReportProblem.self) { try report(Self.months, [(key, value)]) }
        #expect(problem?.message == message)
    }
}
