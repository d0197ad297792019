import FoundationEssentials
import GantryCore
import Testing

@testable import GantryProject

@Suite("Earned value from tasks")
struct EarnedValueTaskTests {
    /// Thu 1, Fri 2, Mon 5 and Tue 6 January 2026.
    static let serial = Earned.frozen(
        zip("abcd", ["01", "02", "05", "06"]).map { id, day in
            "{ id: \(id), start: 2026-01-\(day), finish: 2026-01-\(day), budget: 1000.00 EUR }"
        }, budget: "4000.00 EUR")

    @Test("four serial tasks after the third day, as published")
    func published() throws {
        let text = """
            tasks:
              - { id: a, duration: 1wd, finished: 2026-01-01, budget: 1000.00 EUR }
              - { id: b, duration: 1wd, finished: 2026-01-02, budget: 1000.00 EUR }
              - { id: c, duration: 1wd, percent: 50, budget: 1000.00 EUR }
              - { id: d, duration: 1wd, budget: 1000.00 EUR }

            """ + Earned.ledger([("2026-01-01", "1000.00"), ("2026-01-02", "1200.00"), ("2026-01-05", "600.00")])
        let report = try Earned.report(text, baseline: Self.serial, asOf: "2026-01-05", explain: true)
        let wanted = [
            "bac": "4000.00", "pv": "3000.00", "ev": "2500.00", "ac": "2800.00", "cv": "-300.00", "sv": "-500.00",
            "cpi": "0.8929", "spi": "0.8333", "eac.typical": "4480.00", "etc": "1680.00", "vac": "-480.00",
            "earned_schedule": "2.5", "at": "3", "pd": "4", "sv_t": "-0.5", "spi_t": "0.8333", "ieac_t": "4.8",
        ]
        #expect(report.differences(from: wanted) == [])
        #expect(report.eac.typical?.description == "4480.00")
        #expect(report.unit == "working days")
        #expect(report.unavailable == [:])
        #expect(
            report.notes == [
                "no budget: BAC is the tasks' budgets, 4,000.00 EUR", "no 'said', so counted on any day: c",
            ])
        let evidence = { (figure: String) in report.explain?.first { $0.figure == figure }?.evidence }
        #expect(
            evidence("ev")?.inputs.map { "\($0.name) \($0.value) \($0.source?.fileAndLine ?? "")" } == [
                "a finished 2026-01-01: 1000.00 EUR of 1000.00 EUR projects/crm2.yaml:5",
                "b finished 2026-01-02: 1000.00 EUR of 1000.00 EUR projects/crm2.yaml:6",
                "c 50 %: 500.00 EUR of 1000.00 EUR projects/crm2.yaml:7",
                "d not started: 0.00 EUR of 1000.00 EUR projects/crm2.yaml:8",
            ])
        #expect(evidence("pv")?.inputs[1].value == "1000.00 EUR from 2026-01-02 to 2026-01-02")
        #expect(evidence("pv")?.inputs[1].source?.fileAndLine == "projects/baselines/p-B0.yaml:9")
    }

    // MARK: Rules

    /// One task of ten working days, Thu 1 to Wed 14 January, of 100.00 EUR.
    private func one(_ rule: String, frozen: String, _ facts: String, asOf: String) throws -> EarnedValueReport {
        let dates = "start: 2026-01-01, finish: 2026-01-14, budget: 100.00 EUR"
        let baseline = Earned.frozen(["{ id: a, \(dates), earn: \(rule)\(frozen) }"], budget: "100.00 EUR")
        let text = "tasks: [{ id: a, duration: 10wd, budget: 100.00 EUR, earn: \(rule)\(facts) }]\n"
        return try Earned.report(text, baseline: baseline, asOf: asOf)
    }

    static let parts =
        ", milestones: [{ what: x, weight: 30%, due: 2026-01-06 }, { what: y, weight: 60%, due: 2026-02-28 }, { what: z, weight: 10% }]"

    @Test(
        "is planned by the rule of the task",
        arguments: [
            // Straight over its working days, the day itself among them.
            ("percent", "", "2025-12-31", "0.00"), ("percent", "", "2026-01-01", "10.00"),
            ("percent", "", "2026-01-02", "20.00"), ("percent", "", "2026-01-04", "20.00"),
            ("percent", "", "2026-01-05", "30.00"), ("percent", "", "2026-01-13", "90.00"),
            ("percent", "", "2026-01-14", "100.00"), ("percent", "", "2027-01-01", "100.00"),
            ("0/100", "", "2026-01-13", "0.00"), ("0/100", "", "2026-01-14", "100.00"),
            ("50/50", "", "2025-12-31", "0.00"), ("50/50", "", "2026-01-01", "50.00"),
            ("50/50", "", "2026-01-13", "50.00"), ("50/50", "", "2026-01-14", "100.00"),
            // At their dates, without one straight, and all of them at the task's finish.
            ("milestones", parts, "2026-01-05", "3.00"), ("milestones", parts, "2026-01-06", "34.00"),
            ("milestones", parts, "2026-01-13", "39.00"), ("milestones", parts, "2026-01-14", "100.00"),
            ("milestones", "", "2026-01-13", "0.00"),
        ])
    func planned(rule: String, frozen: String, day: String, pv: String) throws {
        #expect(try one(rule, frozen: frozen, "", asOf: day).shown["pv"] == pv)
    }

    @Test(
        "is earned by the rule of the task, and a later fact does not count yet",
        arguments: [
            ("percent", "", "0.00"), ("percent", ", percent: 40", "40.00"), ("percent", ", percent: 100", "100.00"),
            ("percent", ", percent: 33.3", "33.30"), ("percent", ", percent: 40, said: 2026-01-09", "40.00"),
            ("percent", ", percent: 40, said: 2026-01-10", "0.00"), ("percent", ", finished: 2026-01-09", "100.00"),
            ("percent", ", started: 2026-01-02, finished: 2026-01-10", "0.00"),
            ("percent", ", percent: 60, said: 2026-01-08, finished: 2026-01-10", "60.00"),
            ("percent", ", percent: 100, finished: 2026-01-10", "0.00"),
            ("percent", ", percent: 40, started: 2026-01-10", "0.00"),
            // What is left, where nobody gave a percentage.
            ("percent", ", left: 3wd", "70.00"), ("percent", ", left: 30wd", "0.00"),
            ("percent", ", left: 3wd, percent: 50", "50.00"), ("percent", ", left: 3wd, said: 2026-01-10", "0.00"),
            ("0/100", ", percent: 99", "0.00"), ("0/100", ", percent: 100", "100.00"),
            ("0/100", ", finished: 2026-01-10", "0.00"), ("0/100", ", finished: 2026-01-09", "100.00"),
            ("50/50", "", "0.00"), ("50/50", ", started: 2026-01-09", "50.00"),
            ("50/50", ", started: 2026-01-10", "0.00"), ("50/50", ", percent: 1", "50.00"),
            ("50/50", ", finished: 2026-01-10", "50.00"), ("50/50", ", finished: 2026-01-08", "100.00"),
            (
                "milestones", ", milestones: [{ what: x, weight: 30%, done: 2026-01-09 }, { what: y, weight: 70% }]",
                "30.00"
            ),
            (
                "milestones", ", milestones: [{ what: x, weight: 30%, done: 2026-01-10 }, { what: y, weight: 70% }]",
                "0.00"
            ),
            ("milestones", ", finished: 2026-01-08, milestones: [{ what: x, weight: 100% }]", "100.00"),
            ("milestones", ", percent: 80", "0.00"),
        ])
    func earned(rule: String, facts: String, ev: String) throws {
        #expect(try one(rule, frozen: "", facts, asOf: "2026-01-09").shown["ev"] == ev)
    }

    @Test("a task with milestones earns by them where nothing else is said")
    func milestonesByThemselves() throws {
        let text =
            "tasks: [{ id: a, budget: 100.00 EUR, percent: 90, milestones: [{ what: x, weight: 30%, done: 2026-01-09 }, { what: y, weight: 70% }] }]\n"
        #expect(try Earned.report(text, asOf: "2026-01-09").shown["ev"] == "30.00")
    }

    @Test(
        "what was left out of account is said",
        arguments: [
            (", percent: 40, said: 2026-01-10", "said after 2026-01-09, and so not counted yet: a"),
            (
                ", started: 2026-01-02, finished: 2026-01-10",
                "finished after 2026-01-09, and nobody said how far they were by then: a"
            ), (", left: 3wd", "without a percentage, and so earned by what is left of the duration: a"),
            (", percent: 100", "all is done, and nobody said when; time goes on counting"),
            (", percent: 100", "no 'said', so counted on any day: a"),
            (", percent: 40", "no 'said', so counted on any day: a"),
            (", percent: 40, started: 2026-01-05", "no 'said', so counted on any day: a"),
            (", left: 3wd", "no 'said', so counted on any day: a"),
        ])
    func factNotes(facts: String, note: String) throws {
        let report = try one("percent", frozen: "", facts, asOf: "2026-01-09")
        #expect(report.notes.contains(note), "\(report.notes)")
    }

    @Test(
        "what has a date, or says nothing, is not said to count on any day",
        arguments: [
            "", ", percent: 0", ", percent: 40, said: 2026-01-08", ", left: 3wd, said: 2026-01-08",
            ", percent: 40, started: 2026-01-10", ", percent: 100, finished: 2026-01-08",
        ])
    func dated(facts: String) throws {
        let report = try one("percent", frozen: "", facts, asOf: "2026-01-09")
        #expect(!report.notes.contains { $0.contains("counted on any day") }, "\(report.notes)")
    }

    @Test(
        "what nobody gave a day counts from the task's first day, else from the project's",
        arguments: [
            ("percent: 40", "2025-12-31", "0.00"), ("percent: 40", "2026-01-01", "40.00"),
            ("percent: 100", "2025-12-31", "0.00"), ("left: 3wd", "2025-12-31", "0.00"),
            ("left: 3wd", "2026-01-01", "70.00"), ("percent: 40, earn: 50/50", "2025-12-31", "0.00"),
            // Work may begin before the project does, and a day that was said is one.
            ("percent: 40, started: 2025-12-29", "2025-12-30", "40.00"),
            ("percent: 40, started: 2025-12-29", "2025-12-28", "0.00"),
            ("percent: 40, said: 2025-12-30", "2025-12-30", "40.00"),
        ])
    func undated(facts: String, day: String, ev: String) throws {
        let text = "tasks: [{ id: a, duration: 10wd, budget: 100.00 EUR, \(facts) }]\n"
        #expect(try Earned.report(text, asOf: day).shown["ev"] == ev)
    }

    @Test(
        "an effort earns by what is left of the days that the plan has for it",
        arguments: [
            ("effort: 10pd", "100%", "2wd", "80.00", "2wd left of 10wd"),
            ("effort: 10pd", "100%", "0wd", "100.00", "0wd left of 10wd"),
            ("effort: 10pd", "100%", "12wd", "0.00", "12wd left of 10wd"),
            // Half of her time makes twice the days.
            ("effort: 10pd", "50%", "2wd", "90.00", "2wd left of 20wd"),
            // A sixth of 2.4 days: multiplied before it is divided.
            ("effort: 1.2pd", "50%", "2wd", "\(Decimal(100) / 6)", "2wd left of 2.4wd"),
            ("effort: { o: 1pd, m: 2pd, p: 3pd }", "100%", "1wd", "50.00", "1wd left of 2wd"),
        ])
    func effortLeft(effort: String, share: String, left: String, ev: String, basis: String) throws {
        let text = """
            team: [asha \(share)]
            tasks: [{ id: a, \(effort), left: \(left), said: 2026-01-08, started: 2026-01-02, budget: 100.00 EUR }]

            """
        let report = try Earned.report(text, asOf: "2026-01-09", explain: true)
        #expect(report.ev?.value == Decimal(string: ev))
        #expect(report.notes.contains("without a percentage, and so earned by what is left of the duration: a"))
        let inputs = report.explain?.first { $0.figure == "ev" }?.evidence.inputs
        #expect(inputs?.first?.value.hasPrefix(basis + ":") == true, "\(inputs?.first?.value ?? "")")
    }

    // MARK: Weights

    @Test(
        "tasks weigh by their money, the others share the rest by their effort",
        arguments: [
            // 60 for a; b and c share 40 as 1 to 3.
            (
                "budget: 100.00 EUR\n",
                "{ id: a, budget: 60.00 EUR }, { id: b, effort: 1pd, percent: 100 }, { id: c, effort: 3pd }", "10.00"
            ),
            // A duration counts once for each owner.
            (
                "budget: 90.00 EUR\n",
                "{ id: a, duration: 5wd, who: [asha, ben], percent: 100 }, { id: b, duration: 5wd }", "60.00"
            ),
            // The mean of three: (1 + 8 + 9) / 6.
            (
                "budget: 90.00 EUR\n",
                "{ id: a, effort: { o: 1pd, m: 2pd, p: 9pd }, percent: 100 }, { id: b, effort: 1pd }", "67.50"
            ),
            // Scaled to the budget.
            (
                "budget: 300.00 EUR\n",
                "{ id: a, budget: 60.00 EUR, percent: 50 }, { id: b, budget: 40.00 EUR }, { id: m, milestone: true }",
                "90.00"
            ),
            // Nothing is left for c.
            (
                "budget: 100.00 EUR\n",
                "{ id: a, budget: 150.00 EUR, percent: 100 }, { id: b, budget: 50.00 EUR }, { id: c, effort: 9pd }",
                "75.00"
            ),
            // Without a budget the whole is the tasks' money.
            (
                "", "{ id: a, budget: 60.00 EUR, percent: 50 }, { id: b, budget: 40.00 EUR }, { id: c, effort: 9pd }",
                "30.00"
            ),
            // Thirds that add up.
            (
                "budget: 100.00 EUR\n",
                "{ id: a, effort: 1pd, percent: 100 }, { id: b, effort: 1pd, percent: 100 }, { id: c, effort: 1pd, percent: 100 }",
                "100.00"
            ),
        ])
    func weights(budget: String, tasks: String, ev: String) throws {
        let text = "people: { ben: { email: b@example.org } }\n\(budget)tasks: [\(tasks)]\n"
        #expect(try Earned.report(text, asOf: "2026-01-09").shown["ev"] == ev)
    }

    @Test(
        "what had to be made up for the weights is said",
        arguments: [
            (
                "{ id: a, budget: 60.00 EUR }",
                "the tasks' budgets come to 60.00 EUR, 40.00 EUR less than the whole; they are scaled to it in proportion"
            ),
            (
                "{ id: a, budget: 160.00 EUR }",
                "the tasks' budgets come to 160.00 EUR, 60.00 EUR more than the whole; they are scaled to it in proportion"
            ),
            (
                "{ id: a, budget: 60.00 EUR }, { id: b }, { id: c, milestone: true }, { id: d }",
                "without budget, effort and duration, and so without weight: b, d"
            ),
            (
                "{ id: a, budget: 100.00 EUR }, { id: b, effort: 3pd }",
                "the tasks with a budget use up the whole; without one, and so without weight: b"
            ),
        ])
    func weightNotes(tasks: String, note: String) throws {
        let report = try Earned.report("budget: 100.00 EUR\ntasks: [\(tasks)]\n", asOf: "2026-01-09")
        #expect(report.notes.contains(note), "\(report.notes)")
    }

    @Test("without any weight or money there is nothing to earn, and it says why")
    func weightless() throws {
        let none = try Earned.report("budget: 5.00 EUR\ntasks: [a, b]\n", asOf: "2026-01-09")
        #expect(none.unavailable["ev"] == "no task has a budget, an effort or a duration")
        let text = "tasks: [{ id: a, effort: 3pd, percent: 50 }, { id: b, effort: 1pd }]\n"
        let frozen = Earned.frozen([
            "{ id: a, start: 2026-01-01, finish: 2026-01-02, effort: 3pd }",
            "{ id: b, start: 2026-01-05, finish: 2026-01-05, effort: 1pd }",
        ])
        let poor = try Earned.report(text, baseline: frozen, asOf: "2026-01-02")
        #expect(poor.ev == nil && poor.pv == nil && poor.currency == nil)
        #expect(poor.unavailable["bac"] == "there is no budget, and no task has one")
        #expect(poor.unavailable["ac"] == "there is no money in this project")
        // Time needs no money.
        #expect(poor.differences(from: ["earned_schedule": "1", "at": "2", "spi_t": "0.5", "pd": "3"]) == [])
    }

    // MARK: Baselines

    @Test("without a baseline with a file there is no earned schedule")
    func noBaseline() throws {
        let tasks = "tasks: [{ id: a, duration: 1wd, budget: 10.00 EUR, percent: 50 }]\n"
        for entry in ["", "baselines: [{ id: B0, date: 2025-12-30 }]\n"] {
            let report = try Earned.report(tasks + entry, asOf: "2026-01-09")
            #expect(report.unavailable["earned_schedule"] == "there is no baseline to measure time against")
            #expect(report.unavailable["at"] != nil && report.unit == nil)
            #expect(report.shown["ev"] == "5.00")
        }
    }

    @Test(
        "the newest baseline of the day or before it counts, else the first",
        arguments: [
            ("2026-01-05", "10.00", true), ("2026-01-08", "10.00", false), ("2026-01-09", "20.00", false),
            ("2026-03-01", "100.00", false),
        ])
    func whichBaseline(day: String, pv: String, isLater: Bool) throws {
        let tasks = ["2026-01-05", "2026-01-08", "2026-01-20"].enumerated().map { index, start in
            Earned.frozen(
                [
                    "{ id: a, start: \(start), finish: 2026-02-27, budget: 100.00 EUR, earn: 0/100 }",
                    "{ id: b, start: 2025-12-01, finish: 2025-12-02, budget: \(index + 1)0.00 EUR }",
                ],
                id: "B\(index)", date: ["2026-01-07", "2026-01-09", "2026-01-12"][index])
        }
        // B1 says 20 of 120, B0 10 of 110, B2 30 of 130, and the tasks' own money makes 100 of it.
        let files = Dictionary(
            uniqueKeysWithValues: tasks.enumerated().map { ("projects/baselines/p-B\($0).yaml", $1) })
        let text = """
            budget: 100.00 EUR
            tasks: [{ id: a, budget: 100.00 EUR }]
            baselines:
              - { id: B2, date: 2026-01-12, file: baselines/p-B2.yaml }
              - { id: B1, date: 2026-01-09, file: baselines/p-B1.yaml }
              - { id: B0, date: 2026-01-07, file: baselines/p-B0.yaml }

            """
        let report = try Earned.report(text, asOf: day, files: files)
        let parts = ["2026-01-05": 10, "2026-01-08": 10, "2026-01-09": 20, "2026-03-01": 130]
        let part = Decimal(parts[day] ?? 0)
        let whole: Decimal = day == "2026-03-01" ? 130 : 100 + part
        #expect(report.pv?.value == 100 * part / whole)
        #expect(report.notes.contains { $0.contains("after \(day)") } == isLater)
        #expect(report.notes.contains { $0.contains("and no longer a task: b") })
    }

    @Test("when everything is done, time stands still at the last finish")
    func frozenTime() throws {
        let text =
            "tasks: [{ id: a, finished: 2026-01-02, budget: 1000.00 EUR }, { id: b, finished: 2026-01-09, budget: 3000.00 EUR }]\n"
            + Earned.ledger([("2026-01-09", "5000.00")])
        let wanted = [
            "pv": "4000.00", "ev": "4000.00", "earned_schedule": "4", "at": "7", "sv_t": "-3", "ieac_t": "7",
            "spi": "1", "etc": "0.00",
        ]
        for day in ["2026-01-09", "2026-01-12", "2027-06-01"] {
            let report = try Earned.report(text, baseline: Self.serial, asOf: day)
            #expect(report.differences(from: wanted) == [], "\(day)")
        }
        #expect(try Earned.report(text, baseline: Self.serial, asOf: "2026-01-08").shown["at"] == "6")
    }

    @Test("before the start nothing is planned and no time has passed")
    func beforeTheStart() throws {
        let text = "tasks: [{ id: a, budget: 4000.00 EUR, percent: 10, started: 2026-01-02 }]\n"
        let report = try Earned.report(text, baseline: Self.serial, asOf: "2025-12-31")
        #expect(report.differences(from: ["pv": "0.00", "ev": "0.00", "at": "0", "earned_schedule": "0"]) == [])
        #expect(report.unavailable["spi_t"] == "no time has passed (AT is zero)")
    }

    @Test("a changed budget keeps the plan in proportion, and says so")
    func changedBudget() throws {
        let text = "budget: 8000.00 EUR\ntasks: [{ id: a, budget: 4000.00 EUR }]\n"
        let report = try Earned.report(text, baseline: Self.serial, asOf: "2026-01-01")
        #expect(report.shown["pv"] == "2000.00")
        #expect(report.notes.contains("the whole was 4,000.00 EUR in B0, and is 8,000.00 EUR; PV is in proportion"))
        #expect(report.notes.contains("in the baseline B0, and no longer a task: b, c, d"))
    }

    @Test("days off of the baseline's own calendar are not counted")
    func ownCalendar() throws {
        let baseline = Earned.frozen(
            ["{ id: a, start: 2026-01-01, finish: 2026-01-08, budget: 40.00 EUR }"],
            calendar: "{ week: sun-thu, holidays: [2026-01-05] }")
        let text = "tasks: [{ id: a, budget: 40.00 EUR, percent: 50 }]\n"
        // Thu 1, Sun 4, Tue 6, Wed 7 and Thu 8 are worked on.
        let report = try Earned.report(text, baseline: baseline, asOf: "2026-01-06")
        #expect(report.differences(from: ["pv": "24.00", "at": "3", "pd": "5", "earned_schedule": "2.5"]) == [])
    }
}
