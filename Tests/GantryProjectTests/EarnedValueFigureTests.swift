import FoundationEssentials
import GantryCore
import Testing

@testable import GantryProject

@Suite("Earned value from figures")
struct EarnedValueFigureTests {
    static let plan = Earned.months("pv", ["50000.00", "125000.00", "250000.00", "375000.00", "500000.00"])
    static let costs = Earned.ledger([
        ("2026-01-31", "45000.00"), ("2026-02-28", "110000.00"), ("2026-03-31", "135000.00"),
    ])
    static let overspent =
        "budget: 500000.00 EUR\n" + plan + Earned.months("ev", ["45000.00", "110000.00", "200000.00"]) + costs

    // MARK: Published examples

    @Test("a plan of 10, 25, 50, 75 and 100 %, of which 40 % are done after three periods")
    func overspentAndLate() throws {
        let report = try Earned.report(Self.overspent, asOf: "2026-03-31")
        let wanted = [
            "bac": "500000.00", "pv": "250000.00", "ev": "200000.00", "ac": "290000.00", "cv": "-90000.00",
            "sv": "-50000.00", "cpi": "0.6897", "spi": "0.8", "eac.typical": "725000.00", "eac.atypical": "590000.00",
            "eac.combined": "833750.00", "etc": "435000.00", "vac": "-225000.00", "tcpi.bac": "1.4286",
            "tcpi.eac": "0.6897", "earned_schedule": "2.6", "at": "3", "pd": "5", "sv_t": "-0.4", "spi_t": "0.8667",
            "ieac_t": "5.7692",
        ]
        #expect(report.differences(from: wanted) == [])
        #expect(report.unavailable == [:])
        #expect(report.notes == [])
        #expect(report.unit == "periods")
        #expect(report.cpi?.rounded(3).description == "0.69")
        #expect(report.tcpi.bac?.rounded(3).description == "1.429")
    }

    @Test("an earned schedule of 2.5 periods after 3")
    func earnedSchedule() throws {
        let text = Earned.months("pv", ["20.00", "40.00", "60.00"]) + Earned.months("ev", ["10.00", "30.00", "50.00"])
        let report = try Earned.report("budget: 60.00 EUR\n" + text, asOf: "2026-03-31")
        let wanted = ["earned_schedule": "2.5", "at": "3", "sv_t": "-0.5", "spi_t": "0.8333", "ieac_t": "3.6"]
        #expect(report.differences(from: wanted) == [])
        #expect(report.spiT?.description.hasPrefix("0.83333333333333333333") == true)
    }

    @Test("a zero row on the first day is where the curve begins anyhow")
    func origin() throws {
        let rows = "pv: [{ date: 2026-01-01, amount: 0.00 EUR }, { date: 2026-01-31, amount: 20.00 EUR }]\n"
        let report = try Earned.report(
            "budget: 20.00 EUR\n" + rows + Earned.months("ev", ["10.00"]), asOf: "2026-01-31")
        #expect(report.differences(from: ["earned_schedule": "0.5", "at": "1", "pd": "1"]) == [])
    }

    // MARK: Between and beyond the rows

    @Test(
        "planned value and time between two rows go by calendar days",
        arguments: [
            ("2025-12-31", "0.00", "0"), ("2026-01-01", "0.00", "0"), ("2026-01-16", "25000.00", "0.5"),
            ("2026-01-31", "50000.00", "1"), ("2026-02-14", "87500.00", "1.5"), ("2026-02-28", "125000.00", "2"),
            ("2026-05-31", "500000.00", "5"), ("2026-06-30", "500000.00", "6"), ("2026-07-31", "500000.00", "7"),
            ("2027-02-28", "500000.00", "14"),
        ])
    func between(day: String, pv: String, at: String) throws {
        let report = try Earned.report("budget: 500000.00 EUR\n" + Self.plan, asOf: day)
        #expect(report.differences(from: ["pv": pv, "at": at]) == [])
    }

    @Test("fractions of a day's share are not rounded")
    func exactFraction() throws {
        let report = try Earned.report(
            "budget: 10.00 EUR\npv: [{ date: 2026-01-04, amount: 10.00 EUR }]\n", asOf: "2026-01-02")
        #expect(report.pv?.value == Decimal(10) / 3)
        #expect(report.at == Decimal(1) / 3)
    }

    @Test(
        "beyond the last row, periods go on as they were",
        arguments: [
            // Weeks.
            (["2026-01-08", "2026-01-15"], "2026-01-29", "4"),
            (["2026-01-08", "2026-01-15"], "2026-01-18", "2.4286"),
            // One day of each month, and quarters.
            (["2026-01-15", "2026-02-15"], "2026-05-15", "5"), (["2026-03-31", "2026-06-30"], "2026-12-31", "4"),
            // A single row: as long as it took.
            (["2026-01-11"], "2026-01-31", "3"),
        ] as [([String], String, String)])
    func beyond(dates: [String], day: String, at: String) throws {
        let rows = dates.enumerated().map { "{ date: \($1), amount: \($0 + 1).00 EUR }" }.joined(separator: ", ")
        let report = try Earned.report("budget: \(dates.count).00 EUR\npv: [\(rows)]\n", asOf: day)
        #expect(report.shown["at"] == at)
        #expect(report.notes.contains { $0.contains("'pv' ends on") })
    }

    @Test("earned value is the last row up to the day, and says of when it is")
    func olderRow() throws {
        let report = try Earned.report(Self.overspent, asOf: "2026-04-15")
        #expect(report.shown["ev"] == "200000.00")
        #expect(report.notes.contains("EV is of 2026-03-31, the last row up to 2026-04-15"))
        let early = try Earned.report(Self.overspent, asOf: "2026-01-30")
        #expect(early.ev == nil)
        #expect(early.unavailable["ev"] == "the first row of 'ev' is of 2026-01-31")
        #expect(early.unavailable["cpi"] == "EV is not available")
    }

    @Test("when all is earned, time stands still, and what it took is known")
    func done() throws {
        let text =
            "budget: 500000.00 EUR\n" + Self.plan
            + Earned.months("ev", ["40000.00", "100000.00", "200000.00", "300000.00", "400000.00", "500000.00"])
            + Self.costs
        let wanted = [
            "pv": "500000.00", "ev": "500000.00", "earned_schedule": "5", "at": "6", "sv_t": "-1", "spi_t": "0.8333",
            "ieac_t": "6", "eac.typical": "290000.00", "etc": "0.00", "tcpi.bac": "0", "tcpi.eac": "-",
        ]
        for day in ["2026-06-30", "2026-07-01", "2027-05-01"] {
            #expect(try Earned.report(text, asOf: day).differences(from: wanted) == [], "\(day)")
        }
    }

    // MARK: What cannot be had

    struct Edge: Sendable, CustomTestStringConvertible {
        let title: String
        let text: String
        var day = "2026-03-31"
        let figures: [String: String]
        let reasons: [String: String]

        var testDescription: String { title }
    }

    @Test(
        "a zero divisor, an absent input: no number, and why",
        arguments: [
            Edge(
                title: "zero EV",
                text: "budget: 500000.00 EUR\n" + plan + Earned.months("ev", ["0.00", "0.00", "0.00"]) + costs,
                figures: [
                    "cpi": "0", "spi": "0", "cv": "-290000.00", "eac.atypical": "790000.00", "tcpi.bac": "2.381",
                    "earned_schedule": "0", "sv_t": "-3", "spi_t": "0",
                ],
                reasons: [
                    "eac.typical": "nothing is earned (EV is zero)", "eac.combined": "nothing is earned (EV is zero)",
                    "etc": "nothing is earned (EV is zero)", "vac": "nothing is earned (EV is zero)",
                    "tcpi.eac": "EAC is not available: nothing is earned (EV is zero)",
                    "ieac_t": "SPI(t) is zero: nothing is earned of the schedule",
                ]),
            Edge(
                title: "before the start",
                text: "budget: 500000.00 EUR\n" + plan
                    + "ev: [{ date: 2026-01-01, amount: 0.00 EUR }]\n" + costs, day: "2026-01-01",
                figures: ["pv": "0.00", "ev": "0.00", "ac": "0.00", "at": "0", "eac.atypical": "500000.00"],
                reasons: [
                    "cpi": "nothing is spent (AC is zero)",
                    "spi": "nothing was planned to be done by then (PV is zero)",
                    "eac.typical": "CPI is not available: nothing is spent (AC is zero)",
                    "eac.combined": "CPI is not available: nothing is spent (AC is zero)",
                    "etc": "CPI is not available: nothing is spent (AC is zero)",
                    "vac": "CPI is not available: nothing is spent (AC is zero)",
                    "tcpi.eac": "CPI is not available: nothing is spent (AC is zero)",
                    "spi_t": "no time has passed (AT is zero)",
                    "ieac_t": "SPI(t) is not available: no time has passed (AT is zero)",
                ]),
            Edge(
                title: "zero PV with work done",
                text:
                    "budget: 10.00 EUR\npv: [{ date: 2026-03-31, amount: 0.00 EUR }, { date: 2026-04-30, amount: 10.00 EUR }]\n"
                    + "ev: [{ date: 2026-03-31, amount: 5.00 EUR }]\nledger: [{ date: 2026-03-01, amount: 4.00 EUR }]\n",
                figures: ["cpi": "1.25", "eac.typical": "8.00", "earned_schedule": "1.5"],
                reasons: [
                    "spi": "nothing was planned to be done by then (PV is zero)",
                    "eac.combined":
                        "SPI is not available: nothing was planned to be done by then (PV is zero)",
                ]),
            Edge(
                title: "AC at BAC",
                text: "budget: 290000.00 EUR\n" + Earned.months("pv", ["290000.00"])
                    + Earned.months("ev", ["1.00", "1.00", "145000.00"]) + costs,
                figures: ["cpi": "0.5", "eac.typical": "580000.00", "tcpi.eac": "0.5"],
                reasons: ["tcpi.bac": "unreachable: the whole budget is spent (AC is BAC or more)"]),
            Edge(
                title: "falling PV",
                text: "budget: 40.00 EUR\n" + Earned.months("pv", ["20.00", "10.00", "40.00"])
                    + Earned.months("ev", ["5.00", "5.00", "30.00"])
                    + "ledger: [{ date: 2026-01-05, amount: 30.00 EUR }]\n",
                figures: ["pv": "40.00", "spi": "0.75", "cpi": "1", "at": "3", "pd": "3"],
                reasons: [
                    "earned_schedule": "planned value falls on 2026-02-28, and time cannot be read off it",
                    "sv_t": "the earned schedule is not available", "spi_t": "the earned schedule is not available",
                    "ieac_t": "the earned schedule is not available",
                ]),
            Edge(
                title: "no budget, no ledger",
                text: Earned.months("pv", ["20.00", "40.00", "60.00"]) + Earned.months("ev", ["50.00"]),
                figures: [
                    "pv": "60.00", "ev": "50.00", "sv": "-10.00", "spi": "0.8333", "earned_schedule": "2.5",
                    "ac": "0.00",
                ],
                reasons: [
                    "bac": "there is no budget, and no task has one", "cpi": "nothing is spent (AC is zero)",
                    "eac.typical": "BAC is not available", "eac.atypical": "BAC is not available",
                    "eac.combined": "BAC is not available", "etc": "BAC is not available",
                    "vac": "BAC is not available", "tcpi.bac": "BAC is not available",
                    "tcpi.eac": "BAC is not available",
                ]),
            Edge(
                title: "no planned value at all",
                text: "budget: 60.00 EUR\n" + Earned.months("ev", ["5.00", "5.00", "50.00"])
                    + "ledger: [{ date: 2026-01-05, amount: 40.00 EUR }]\n",
                figures: ["ev": "50.00", "cpi": "1.25", "eac.typical": "48.00"],
                reasons: [
                    "pv": "there are no tasks, and no figures under 'pv'", "sv": "PV is not available",
                    "spi": "PV is not available", "eac.combined": "PV is not available",
                    "earned_schedule": "PV is not available", "at": "PV is not available", "pd": "PV is not available",
                    "sv_t": "the earned schedule is not available", "spi_t": "the earned schedule is not available",
                    "ieac_t": "the earned schedule is not available", "unit": "PV is not available",
                ]),
        ])
    func edge(_ edge: Edge) throws {
        let report = try Earned.report(edge.text, asOf: edge.day)
        #expect(report.differences(from: edge.figures) == [])
        #expect(report.unavailable == edge.reasons)
    }

    @Test("a project without tasks and without figures has nothing to sum")
    func nothing() throws {
        let problem = try #require(throws: ReportProblem.self) {
            try Earned.report("budget: 5.00 EUR\n", asOf: "2026-03-31")
        }
        #expect(problem.kind == .nothingToSum)
    }

    // MARK: Cost

    @Test("what is booked in another currency counts at its rate, and later bookings do not")
    func foreignLedger() throws {
        let ledger = """
            ledger:
              - { date: 2026-01-05, amount: 100.00 USD, exchange: { EUR: 0.92, date: 2026-01-05, source: ECB } }
              - { date: 2026-01-06, amount: 8.00 EUR }
              - { date: 2026-05-01, amount: 7.00 EUR, what: Later }

            """
        let text = "budget: 500000.00 EUR\n" + Self.plan + Earned.months("ev", ["50.00"]) + ledger
        let report = try Earned.report(text, asOf: "2026-01-31")
        #expect(report.differences(from: ["ac": "100.00", "cpi": "0.5"]) == [])
        #expect(report.notes == [])
    }

    @Test("books in a currency that the figures are not in are left out of the cost, and that is said")
    func booksInAnotherCurrency() throws {
        let text =
            Earned.months("pv", ["50.00"]) + Earned.months("ev", ["46.00"])
            + "ledger: [{ date: 2026-01-07, amount: 5.00 CHF, what: Travel }]\n"
        let report = try Earned.report(text, asOf: "2026-01-31")
        #expect(
            report.notes.contains {
                $0.hasPrefix("not in AC: Travel (projects/crm2.yaml:")
                    && $0.hasSuffix(": 5.00 CHF has no exchange rate into EUR on 2026-01-07")
            })
    }

    @Test("without a budget, cost is counted in the currency of the figures")
    func foreignLedgerWithoutBudget() throws {
        let text =
            Earned.months("pv", ["50.00"]) + Earned.months("ev", ["46.00"])
            + "ledger: [{ date: 2026-01-05, amount: 100.00 USD, exchange: { EUR: 0.92, date: 2026-01-05 } }]\n"
        let report = try Earned.report(text, asOf: "2026-01-31")
        #expect(report.currency == "EUR")
        #expect(report.differences(from: ["ac": "92.00", "cpi": "0.5"]) == [])
    }

    // MARK: Forms

    @Test("as JSON every key is there, exact, and reads back")
    func coding() throws {
        let report = try Earned.report(Self.overspent, asOf: "2026-03-31")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let data = try encoder.encode(report)
        let text = String(decoding: data, as: UTF8.self)
        #expect(text.contains(#""eac":{"atypical":"590000.00","combined":"833750.00","typical":"725000.00"}"#))
        #expect(text.contains(#""cpi":0.6896551724137931"#))
        #expect(text.contains(#""unavailable":{}"#))
        #expect(!text.contains("explain"))
        #expect(try JSONDecoder().decode(EarnedValueReport.self, from: data) == report)
        let empty = try Earned.report("budget: 60.00 EUR\n" + Earned.months("ev", ["5.00"]), asOf: "2026-02-01")
        let object = try #require(
            JSONDecoder().decode(Value.self, from: encoder.encode(empty)).map)
        let keys = [
            "project", "as_of", "currency", "bac", "pv", "ev", "ac", "cv", "sv", "cpi", "spi", "eac", "etc", "vac",
            "tcpi", "earned_schedule", "sv_t", "spi_t", "ieac_t", "at", "pd", "unit", "unavailable", "notes",
        ]
        #expect(Set(object.keys) == Set(keys))
        #expect(object["pv"] == .null)
        #expect(object["tcpi"]?["eac"] == .null)
    }

    @Test("each figure that is there, and each that is not, is explained")
    func explained() throws {
        for text in [Self.overspent, "budget: 60.00 EUR\n" + Earned.months("ev", ["5.00"])] {
            let report = try Earned.report(text, asOf: "2026-03-31", explain: true)
            let explain = try #require(report.explain)
            #expect(explain.map(\.figure).sorted() == report.shown.keys.sorted())
            for one in explain {
                #expect(!one.evidence.rule.isEmpty)
                let reason = report.unavailable[one.figure]
                #expect(one.evidence.arithmetic.isEmpty == false, "\(one.figure)")
                if let reason { #expect(one.evidence.arithmetic == ["not available: \(reason)"]) }
            }
        }
        let report = try Earned.report(Self.overspent, asOf: "2026-03-31", explain: true)
        let evidence = { (figure: String) in report.explain?.first { $0.figure == figure }?.evidence }
        #expect(evidence("cpi")?.arithmetic == ["200000 / 290000 = 0.689655…"])
        #expect(
            evidence("eac.combined")?.arithmetic == [
                "290000 + ( 500000 - 200000 ) × 290000 × 250000 / ( 200000 × 200000 ) = 833750"
            ])
        #expect(
            evidence("ac")?.inputs.map { $0.source?.fileAndLine } == Array(repeating: "projects/crm2.yaml:7", count: 3))
        #expect(evidence("earned_schedule")?.arithmetic == ["2 + (200000 - 125000) / (250000 - 125000) = 2.6"])
        #expect(evidence("bac")?.inputs.first?.source?.fileAndLine == "projects/crm2.yaml:4")
    }
}
