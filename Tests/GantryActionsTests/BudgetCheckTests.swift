import FoundationEssentials
import GantryCore
import GantryProject
import Testing

@testable import GantryActions

@Suite("budget.check")
struct BudgetCheckTests {
    static let head = "project: crm2\nlead: asha\nstart: 2026-10-01\nteam: [asha, ben]\n"

    private func run(
        _ text: String, on day: String = "2026-11-04", _ inputs: [String: Value] = [:],
        standing: [String: Finding.Stage] = [:],
        files: [String: String] = [:], mistakes: [DiagnosticCode] = []
    ) async throws -> [Finding] {
        try await Checks(text, files: files, mistakes: mistakes).run(
            "budget.check", on: day, inputs, standing: standing
        ).findings
    }

    private func booked(_ amounts: String...) -> String {
        let entries = amounts.map { "  - { date: 2026-11-03, amount: \($0) EUR }\n" }.joined()
        return Self.head + "budget: 1000.00 EUR\nledger:\n" + entries
    }

    @Test("at 790 of 1000 nothing; 250 more is one alert at 100 %, none at 80 %; then 1060 is told again")
    func duty9() async throws {
        #expect(try await run(booked("790.00")).isEmpty)
        let over = try await run(booked("790.00", "250.00"))
        #expect(over.map(\.short) == ["budget/total 100 % 10000 critical"])
        #expect(over.map(\.message) == ["The project 40.00 EUR over budget (104 %)"])
        let standing = ["budget/budget/total": try #require(over.first).stage]
        let more = try await run(booked("790.00", "250.00", "20.00"), standing: standing)
        #expect(more.map(\.short) == ["budget/total 105 % 10500 critical"])
        #expect(try #require(more.first).stage > #require(over.first).stage)
    }

    @Test(
        "the highest threshold only, then every further step",
        arguments: [
            ("799.99", nil), ("800.00", "80 %"), ("999.99", "80 %"), ("1000.00", "100 %"), ("1049.99", "100 %"),
            ("1050.00", "105 %"), ("1199.99", "115 %"), ("1200.00", "120 %"), ("99999999.00", "9999995 %"),
            ("-5.00", nil),
        ])
    func levels(amount: String, stage: String?) async throws {
        #expect(try await run(booked(amount)).map(\.stage.name) == [stage].compactMap { $0 })
    }

    @Test(
        "an alert stands until 5 points under its threshold",
        arguments: [
            ("1000.00", "80 %", "100 %"), ("999.00", "100 %", "100 %"), ("950.01", "100 %", "100 %"),
            ("950.00", "100 %", "80 %"),
            ("751.00", "100 %", "80 %"), ("751.00", "80 %", "80 %"), ("750.00", "80 %", nil), ("750.00", "100 %", nil),
            ("1060.00", "110 %", "110 %"), ("1050.00", "110 %", "105 %"), ("1012.00", "110 %", "105 %"),
            ("790.00", nil, nil),
            ("951.00", "97 %", "80 %"), ("800.00", "1000000 %", "80 %"),
        ] as [(String, String?, String?)])
    func hysteresis(amount: String, standing: String?, expected: String?) async throws {
        let level = standing.flatMap { Percent($0) }.map { BudgetLevels.stage($0.value) }
        let found = try await run(booked(amount), standing: level.map { ["budget/budget/total": $0] } ?? [:])
        #expect(found.map(\.stage.name) == [expected].compactMap { $0 })
    }

    @Test("the message of the example, with its sums and its lines")
    func example() async throws {
        let text =
            Self.head + """
                budget: { lines: [{ id: labour, amount: 80000.00 EUR }, { id: licences, amount: 40000.00 EUR }] }
                commitments:
                  - { id: PO-7, line: licences, supplier: acme, amount: 24000.00 EUR, date: 2026-10-02 }
                  - { id: PO-9, line: licences, supplier: acme, amount: 3500.00 EUR, date: 2026-11-04 }
                ledger:
                  - { date: 2026-10-20, line: licences, amount: 14000.00 EUR, what: Servers }
                  - { date: 2026-11-03, line: licences, amount: 11040.00 EUR, clears: PO-7, what: Seats }

                """
        let found = try await run(text)
        #expect(found.map(\.short) == ["budget/licences 100 % 10000 critical"])
        let finding = try #require(found.first)
        #expect(finding.message == "Licences 1,500.00 EUR over budget (103.8 %)")
        #expect(finding.owner == nil)
        #expect(
            finding.advice == [
                "gantry explain crm2/budget/licences", "gantry ack crm2/budget/licences --because \"…\"",
            ])
        #expect(
            finding.evidence.arithmetic == [
                "spent 25,040.00 + committed 16,460.00 = 41,500.00 of 40,000.00 EUR = 103.8 %",
                "100 % of 40,000.00 EUR = 40,000.00 EUR: reached",
                "new on Wed 4 Nov: PO-9 3,500.00 EUR (projects/1.yaml:8); before: 38,000.00 = 95 %",
            ])
        #expect(
            finding.evidence.rule
                == "somebody is told when spent and committed money reaches 80 % and 100 % of a budget, and at every further 5 %; it ends 5 points under"
        )
        #expect(
            finding.evidence.inputs.map { "\($0.name)=\($0.value) \($0.source?.fileAndLine ?? "-")" } == [
                "budget=40,000.00 EUR projects/1.yaml:5", "spent: Servers=14,000.00 EUR projects/1.yaml:10",
                "committed: PO-7=12,960.00 EUR (24000.00 EUR - 11040.00 EUR = 12960.00 EUR) projects/1.yaml:7",
                "spent: Seats=11,040.00 EUR projects/1.yaml:11", "committed: PO-9=3,500.00 EUR projects/1.yaml:8",
                "today=2026-11-04 (Europe/Amsterdam) -",
            ])
    }

    @Test("a booking that clears a commitment is new and adds nothing")
    func clearingIsNotMore() async throws {
        let text =
            Self.head + """
                budget: 1000.00 EUR
                commitments: [{ id: PO-1, amount: 900.00 EUR, date: 2026-10-02 }]
                ledger:
                  - { date: 2026-11-03, amount: 10.00 EUR, what: A, clears: PO-1 }
                  - { date: 2026-11-03, amount: 20.00 EUR, what: B, clears: PO-1 }
                  - { date: 2026-11-03, amount: 30.00 EUR, what: C, clears: PO-1 }

                """
        let sums = try await run(text).first?.evidence.arithmetic
        #expect(
            sums?.last
                == "new on Tue 3 Nov: A 10.00 EUR (projects/1.yaml:8), B 20.00 EUR (projects/1.yaml:9) and 1 more; "
                + "before: 900.00 = 90 %")
    }

    @Test("the lines and the whole are each looked at")
    func linesAndWhole() async throws {
        let text =
            Self.head + """
                budget: { lines: { a: 100.00 EUR, b: 100.00 EUR } }
                ledger: [{ date: 2026-11-03, line: a, amount: 150.00 EUR }, { date: 2026-11-03, line: b, amount: 15.00 EUR }]

                """
        #expect(
            try await run(text).map(\.message) == [
                "A 50.00 EUR over budget (150 %)", "The project at 82.5 % of budget, 35.00 EUR left",
            ])
    }

    @Test(
        "a share never rounds to 100 % that is not 100 %",
        arguments: [
            ("999.99", "The project at just under 100 % of budget, 0.01 EUR left"),
            ("1000.00", "The project at 100 % of budget, nothing left"),
            ("1000.01", "The project 0.01 EUR over budget (just over 100 %)"),
        ])
    func rounding(amount: String, message: String) async throws {
        #expect(try await run(booked(amount)).map(\.message) == [message])
    }

    @Test(
        "clearing takes a commitment down to zero, and 'final' frees the rest",
        arguments: [
            ("amount: 300.00 EUR", "spent 300.00 + committed 500.00 = 800.00 of 1,000.00 EUR = 80 %"),
            ("amount: 300.00 EUR, clears: PO-1", "spent 300.00 + committed 200.00 = 500.00 of 1,000.00 EUR = 50 %"),
            ("amount: 600.00 EUR, clears: PO-1", "spent 600.00 + committed 0.00 = 600.00 of 1,000.00 EUR = 60 %"),
            (
                "amount: 300.00 EUR, clears: PO-1, final: true",
                "spent 300.00 + committed 0.00 = 300.00 of 1,000.00 EUR = 30 %"
            ),
        ])
    func clearing(entry: String, sum: String) async throws {
        let text =
            Self.head + """
                budget: 1000.00 EUR
                commitments: [{ id: PO-1, amount: 500.00 EUR, date: 2026-10-02 }]
                ledger: [{ date: 2026-11-03, \(entry) }]

                """
        let found = try await run(text, ["thresholds": .list(["10%"])])
        #expect(found.first?.evidence.arithmetic.first == sum)
    }

    @Test("the project's own thresholds and steps come before the workflow's")
    func ownThresholds() async throws {
        let text = { (budget: String) in
            Self.head + "budget: \(budget)\nledger: [{ date: 2026-11-03, amount: 620.00 EUR }]\n"
        }
        let inputs: [String: Value] = ["thresholds": .list(["10%"]), "again": "20%"]
        #expect(try await run(text("1000.00 EUR"), inputs).map(\.stage.name) == ["50 %"])
        let own = try await run(text("{ amount: 1000.00 EUR, alert: [60%, 90%], again: 1% }"), inputs)
        #expect(own.map(\.stage.name) == ["60 %"])
        #expect(own.first?.severity == .warning)
        #expect(own.first?.evidence.inputs.filter { $0.name == "alert" }.map(\.value) == ["60 %", "90 %"])
        #expect(
            try await run(text("{ amount: 1000.00 EUR, alert: [60%], again: 1% }"), inputs).map(\.stage.name) == [
                "62 %"
            ])
        #expect(try await run(text("1000.00 EUR"), ["thresholds": .list([])]).isEmpty)
    }

    @Test("a booking in another currency counts at its dated rate, and without one it is told and not counted")
    func currencies() async throws {
        let text =
            Self.head + """
                budget: { lines: { licences: 10000.00 EUR, hosting: 500.00 EUR } }
                commitments: [{ id: PO-1, line: hosting, amount: 100.00 GBP, date: 2026-10-02 }]
                ledger:
                  - { date: 2026-11-03, line: licences, amount: 12000.00 USD, exchange: { EUR: 0.92, date: 2026-11-03, source: ECB }, what: Seats }
                  - { date: 2026-11-03, line: licences, amount: 500.00 USD, what: More seats }
                  - { date: 2026-11-04, line: licences, amount: 700.00 CHF }

                """
        let found = try await run(text, mistakes: [.rateMissing, .rateMissing, .rateMissing])
        #expect(
            found.map(\.short) == [
                "budget/licences 110 % 11000 critical", "budget/total 105 % 10500 critical",
                "budget/licences/not-counted not counted 2 warning", "budget/hosting/not-counted not counted 1 warning",
            ])
        #expect(found[0].evidence.inputs.contains { $0.value == "11,040.00 EUR (12000.00 USD × 0.92 = 11040.00 EUR)" })
        #expect(
            found[0].evidence.arithmetic.last
                == "not counted: 700.00 CHF has no exchange rate into EUR on 2026-11-04 (projects/1.yaml:10)")
        #expect(
            found[2].message
                == "2 figures of \"licences\" cannot be counted, so the sums are too low; the first: 500.00 USD has no exchange rate into EUR on 2026-11-03 (projects/1.yaml:9)"
        )
        #expect(found[2].evidence.inputs.map { $0.source?.line } == [9, 10])
        #expect(found[2].advice.last == "gantry ack crm2/budget/budget/licences/not-counted --because \"…\"")
        #expect(
            found[3].message
                == "1 figure of \"hosting\" cannot be counted, so the sums are too low; 100.00 GBP has no exchange rate into EUR on 2026-10-02 (projects/1.yaml:6)"
        )
    }

    @Test("hours count at the person's rate of that day, and without one they are told and not counted")
    func hours() async throws {
        let text =
            Self.head + """
                people:
                  ben: { cost_rate: [{ from: 2026-11-01, per: hour, amount: 95.00 EUR }] }
                budget: 1000.00 EUR
                ledger: [{ file: books.csv }]

                """
        let csv = "date,hours,person,what\n2026-11-03,10,ben,November\n2026-10-30,3,ben,October\n"
        let found = try await run(text, files: ["projects/books.csv": csv], mistakes: [.notValued])
        #expect(
            found.map(\.short) == ["budget/total 80 % 8000 warning", "budget/total/not-counted not counted 1 warning"])
        #expect(found.first?.message == "The project at 95 % of budget, 50.00 EUR left")
        #expect(found.last?.evidence.inputs.first?.source?.fileAndLine == "projects/books.csv:3")
        #expect(found.last?.message.contains("'ben' has no cost rate on 2026-10-30") == true)
    }

    @Test("what is dated after today is not counted yet, and that is said")
    func future() async throws {
        let text =
            Self.head
            + "budget: 1000.00 EUR\nledger: [{ date: 2026-11-04, amount: 810.00 EUR }, { date: 2026-11-05, amount: 400.00 EUR }]\n"
        let found = try await run(text)
        #expect(found.map(\.stage.name) == ["80 %"])
        #expect(found.first?.evidence.arithmetic.last == "dated after today, and so not counted: 1 booking")
    }

    @Test("a budget of nothing is over with the first cent, and no budget has no level")
    func nothing() async throws {
        let zero = try await run(Self.head + "budget: 0.00 EUR\nledger: [{ date: 2026-11-04, amount: 0.01 EUR }]\n")
        #expect(zero.map(\.message) == ["The project 0.01 EUR over budget"])
        #expect(zero.map(\.stage.name) == ["100 %"])
        #expect(try await run(Self.head + "budget: 0.00 EUR\n").isEmpty)
        #expect(try await run(Self.head + "ledger: [{ date: 2026-11-04, amount: 5.00 EUR }]\n").isEmpty)
        #expect(try await run(Self.head).isEmpty)
    }

    @Test(
        "money is watched whatever the project's status",
        arguments: ["proposed", "active", "on_hold", "done", "closed", "cancelled"])
    func status(status: String) async throws {
        let result = try await Checks(booked("900.00") + "status: \(status)\n").run("budget.check", on: "2026-11-04")
        #expect(result.findings.count == 1)
        #expect(result.evaluated == ["crm2"])
        #expect(result.rules == ["budget"])
    }

    @Test("of many bookings the largest are listed and the rest is summed up, to the cent")
    func manyBookings() async throws {
        let entries = (1...50).map { "  - { date: 2026-11-03, amount: \($0).10 EUR, what: B\($0) }\n" }.joined()
        let finding = try #require(try await run(Self.head + "budget: 1000.00 EUR\nledger:\n" + entries).first)
        #expect(finding.evidence.inputs.count == 23)
        #expect(finding.evidence.inputs[1].name == "spent: B50")
        #expect(finding.evidence.inputs[21] == Evidence.Input("30 smaller ones", "468.00 EUR"))
        #expect(
            finding.evidence.arithmetic.first == "spent 1,280.00 + committed 0.00 = 1,280.00 of 1,000.00 EUR = 128 %")
    }

    @Test("a line called total does not take the whole's place")
    func lineCalledTotal() async throws {
        let text =
            Self.head
            + "budget: { lines: { total: 100.00 EUR } }\nledger: [{ date: 2026-11-03, line: total, amount: 100.00 EUR }]\n"
        #expect(try await run(text).map(\.subject) == ["budget/total", "budget"])
    }

    @Test("inputs that an expression made wrong are refused in words")
    func wrongInputs() async throws {
        let action = PortfolioCheck(check: BudgetCheck(), portfolio: .empty, memory: LookMemory())
        let request = { (inputs: [String: Value]) in
            ActionRequest(
                inputs: inputs, workflow: "w", run: 1, step: "s", now: Instant(secondsSinceEpoch: 0), log: { _ in })
        }
        let said = await failure { try await action.run(request(["thresholds": .list([80])])) }
        #expect(said == "'thresholds' holds 80, which is no percentage such as 80%")
        let again = await failure { try await action.run(request(["again": "5"])) }
        #expect(again == "'again' holds \"5\", which is no percentage such as 80%")
        let projects = await failure { try await action.run(request(["projects": "crm2"])) }
        #expect(projects == "'projects' is text, and a list of project ids is wanted")
    }
}
