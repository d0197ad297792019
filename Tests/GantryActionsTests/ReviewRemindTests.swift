import GantryCore
import Testing

@testable import GantryActions

@Suite("review.remind")
struct ReviewRemindTests {
    static let head = "project: crm2\nlead: asha\nstart: 2026-10-01\nteam: [asha, ben, chi]\npeople: { ines: {} }\n"

    private func run(_ text: String, on day: String, _ inputs: [String: Value] = [:]) async throws -> [Finding] {
        try await Checks(text).run("review.remind", on: day, inputs).findings
    }

    @Test(
        "a recurring review goes by 'next', a single one by 'date' until 'done'",
        arguments: [
            ("{ what: requirements, every: 1 month, who: [ines], next: 2026-12-01 }", "2026-11-23", nil, nil),
            (
                "{ what: requirements, every: 1 month, who: [ines], next: 2026-12-01 }", "2026-11-24",
                "reviews/requirements 5wd -5 info", "The review \"requirements\" is due Tue 1 Dec, in 5 working days"
            ),
            (
                "{ what: requirements, every: 1 month, who: [ines], next: 2026-12-01 }", "2026-11-30",
                "reviews/requirements 1wd -1 warning", "The review \"requirements\" is due Tue 1 Dec, in 1 working day"
            ),
            (
                "{ what: requirements, every: 1 month, who: [ines], next: 2026-12-01 }", "2026-12-01",
                "reviews/requirements due 0 warning", "The review \"requirements\" is due today, Tue 1 Dec"
            ),
            (
                "{ what: requirements, every: 1 month, who: [ines], next: 2026-12-01 }", "2026-12-04",
                "reviews/requirements overdue 2 critical",
                "The review \"requirements\" was due Tue 1 Dec, 3 working days ago"
            ),
            (
                "{ what: Security audit, date: 2026-12-01, who: [chi] }", "2026-12-01",
                "reviews/security-audit due 0 warning", "The review \"Security audit\" is due today, Tue 1 Dec"
            ),
            ("{ what: security, date: 2026-12-01, who: [chi], done: 2026-11-30 }", "2026-12-01", nil, nil),
            (
                "{ what: security, date: 2026-12-05, who: [chi] }", "2026-12-04", "reviews/security due 0 warning",
                "The review \"security\" is due today, Fri 4 Dec (Sat 5 Dec is no working day)"
            ),
        ] as [(String, String, String?, String?)])
    func timing(review: String, day: String, short: String?, message: String?) async throws {
        let found = try await run(Self.head + "reviews: [\(review)]\n", on: day)
        #expect(found.map(\.short) == [short].compactMap { $0 })
        #expect(found.map(\.message) == [message].compactMap { $0 })
    }

    @Test(
        "a project done on 30 November is to be reviewed by Monday 14 December",
        arguments: [
            ("2026-12-04", nil), ("2026-12-07", "reviews/closing 5wd -5 info"),
            ("2026-12-11", "reviews/closing 1wd -1 warning"),
            ("2026-12-14", "reviews/closing due 0 warning"), ("2026-12-15", "reviews/closing overdue 1 critical"),
        ])
    func afterTheEnd(day: String, short: String?) async throws {
        let text =
            Self.head + """
                status: done
                tasks:
                  - { id: design, finished: 2026-10-15 }
                  - { id: build, finished: 2026-11-30 }
                reviews: [{ what: closing, when: done, within: 10wd }]

                """
        let found = try await run(text, on: day)
        #expect(found.map(\.short) == [short].compactMap { $0 })
        guard let finding = found.first else { return }
        #expect(finding.owner == nil)
        #expect(finding.evidence.arithmetic.first == "Mon 30 Nov + 10wd = Mon 14 Dec")
        #expect(
            finding.evidence.inputs.first
                == Evidence.Input(
                    "finished", "2026-11-30", at: SourcePosition(file: "projects/1.yaml", line: 9, column: 28)))
    }

    @Test("the day of the closure counts before the last task's")
    func closure() async throws {
        let text =
            Self.head
            + "status: closed\ntasks: [{ id: a, finished: 2026-11-30 }]\nclosure: { on: 2026-12-02 }\nreviews: [{ what: closing, when: done, within: 1 month }]\n"
        let found = try await run(text, on: "2027-01-04")
        #expect(
            found.map(\.message) == [
                "The review \"closing\" was due Fri 1 Jan (Sat 2 Jan is no working day), 1 working day ago"
            ])
        #expect(found.first?.due == LocalDate("2027-01-02"))
    }

    @Test("where no file says when a project got done, that is told")
    func undated() async throws {
        let text =
            Self.head
            + "status: done\ntasks: [{ id: a, finished: 2026-11-30 }, { id: b }]\nreviews: [{ what: closing, when: done, within: 10wd }]\n"
        let found = try await run(text, on: "2026-12-04")
        #expect(found.map(\.short) == ["reviews/closing undated -1000000 warning"])
        #expect(
            found.map(\.message) == [
                "The review \"closing\" is due within 10wd of the project's end, and no file says when that was"
            ])
    }

    @Test(
        "reviews go on while a project rests and after it is closed",
        arguments: [
            ("proposed", 1), ("active", 1), ("on_hold", 1), ("done", 2), ("closed", 2), ("cancelled", 0),
        ])
    func status(status: String, count: Int) async throws {
        let text =
            Self.head
            + "status: \(status)\ntasks: [{ id: a, finished: 2026-11-30 }]\nreviews: [{ what: audit, date: 2026-12-11 }, { what: closing, when: done, within: 10wd }]\n"
        let result = try await Checks(text).run("review.remind", on: "2026-12-11")
        #expect(result.findings.count == count)
        #expect(result.evaluated == ["crm2"])
        #expect(result.rules == ["review"])
    }

    @Test("the evidence says who, by what line, and how it ends")
    func evidence() async throws {
        let text =
            Self.head
            + "reviews:\n  - what: requirements\n    every: 1 month\n    who: [ines, ben]\n    next: 2026-12-01\n"
        let finding = try #require(try await run(text, on: "2026-11-27").first)
        #expect(finding.owner == "ines+ben")
        #expect(
            finding.evidence.rule
                == "a review is told about 5 and 1 working days before it is due, on the day, when it has passed, and every 2 working days from then on; it is done by moving 'next'"
        )
        #expect(
            finding.evidence.inputs.map { "\($0.name)=\($0.value) \($0.source?.fileAndLine ?? "-")" } == [
                "next=2026-12-01 projects/1.yaml:10", "every=1 month projects/1.yaml:8",
                "who=ines+ben projects/1.yaml:9",
                "today=2026-11-27 (Europe/Amsterdam) -",
            ])
        #expect(
            finding.evidence.arithmetic == [
                "Tue 1 Dec - 5 working days = Tue 24 Nov", "today, Fri 27 Nov, to Tue 1 Dec = 2 working days",
                "next: Mon 30 Nov, 1 working day before",
            ])
        #expect(
            finding.advice == [
                "gantry explain crm2/review/requirements", "gantry ack crm2/review/requirements --because \"…\"",
            ])
    }
}
