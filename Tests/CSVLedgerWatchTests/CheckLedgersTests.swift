import GantryPluginKit
import PluginProcess
import Testing

@Suite("Bookings that look wrong")
struct CheckLedgersTests {
    static let header = "date,line,amount,currency,what,clears,invoice,hours,person\n"

    @Test("a ledger in which all is right gives no finding, and says how many bookings it has")
    func right() async throws {
        let fixture = try LedgerFixture()
        try fixture.write(
            Self.header + "2026-10-01,labour,5700.00,EUR,a,,INV-1,,\n2026-11-16,labour,-5700.00,EUR,credit,,INV-1,,\n"
                + "2026-11-02,labour,,,November,,,7.5,ben\n2026-11-02,labour,1 EUR,,b,,,,\n")
        let end = try await fixture.check(["lines": ["labour"]])
        #expect(end.code == 0)
        let progress = PluginLine.progress(Progress(percent: 100, message: "crm2.csv"))
        let lines = try end.lines
        #expect(lines == [progress, .output(["bookings": 4])])
    }

    @Test("an invoice that is booked twice with the same amount, in whatever file and form")
    func twice() async throws {
        let fixture = try LedgerFixture()
        try fixture.write(
            Self.header + "2026-11-02,labour,100.00,EUR,a,,INV-1,,\n2026-11-02,labour,100.00,USD,a,,INV-1,,\n")
        try fixture.write(
            Self.header + "2026-11-03,labour,100.0,EUR,a,,INV-1,,\n2026-11-03,labour,100.01,EUR,a,,INV-1,,\n",
            to: "b.csv")
        let findings = try await fixture.findings()
        #expect(findings.map(\.rule) == ["twice"])
        let finding = try #require(findings.first)
        #expect(finding.subject == "invoice/100-EUR/INV-1" && finding.project == "crm2")
        #expect(finding.message == "Invoice INV-1 over 100.0 EUR is booked 2 times: b.csv:2, crm2.csv:2")
        #expect(
            finding.evidence?.inputs == [
                .init(name: "amount", value: "100.0 EUR", source: .init(file: "b.csv", line: 2)),
                .init(name: "amount", value: "100.00 EUR", source: .init(file: "crm2.csv", line: 2)),
            ])
        #expect(finding.stage == StageMessage(name: "2 times", rank: 2))
    }

    @Test(
        "a cell that is wrong, with its place",
        arguments: [
            ("2026-11-17,labour,1,EUR", "date", "crm2.csv:2: the date 2026-11-17 is in the future"),
            ("2026-09-30,labour,1,EUR", "date", "crm2.csv:2: the date 2026-09-30 is before the project's start"),
            ("2026-02-29,labour,1,EUR", "date", "crm2.csv:2: '2026-02-29' is no date"),
            ("16.11.2026,labour,1,EUR", "date", "crm2.csv:2: '16.11.2026' is no date"),
            ("2026-11-16,labor,1,EUR", "line", "crm2.csv:2: there is no line 'labor' in the budget"),
            ("2026-11-16,,1,EUR", "line", "crm2.csv:2: no line is named"),
            ("2026-11-16,labour,,EUR", "amount", "crm2.csv:2: there is no amount"),
            ("2026-11-16,labour,\"1.200,00\",EUR", "amount", "crm2.csv:2: the amount '1.200,00' cannot be read"),
            ("2026-11-16,labour,1e3,EUR", "amount", "crm2.csv:2: the amount '1e3' cannot be read"),
            ("2026-11-16,labour,12 %,EUR", "amount", "crm2.csv:2: the amount '12 %' cannot be read"),
        ])
    func cell(_ row: String, _ rule: String, _ message: String) async throws {
        let fixture = try LedgerFixture()
        try fixture.write(Self.header + row + ",x,,,,\n2026-11-16,labour,1,EUR,y,,,,\n")
        let findings = try await fixture.findings(["lines": ["labour", "licences"]])
        #expect(findings.map(\.rule) == [rule] && findings.map(\.message) == [message])
        #expect(findings.first?.evidence?.inputs.first?.source == .init(file: "crm2.csv", line: 2))
    }

    @Test("a comma before the cents is read where it is asked for")
    func comma() async throws {
        let fixture = try LedgerFixture()
        try fixture.write("date;amount\n2026-11-16;1200,50\n2026-11-16;1200.50\n")
        let findings = try await fixture.findings(["decimal": "comma"])
        #expect(findings.map(\.message) == ["crm2.csv:3: the amount '1200.50' cannot be read"])
    }

    @Test("the place of a row counts the lines inside of cells before it")
    func multilineCells() async throws {
        let fixture = try LedgerFixture()
        try fixture.write(Self.header + "2026-11-16,l,1,EUR,\"two\nlines\",,,,\n2026-13-01,l,1,EUR,x,,,,\n")
        let findings = try await fixture.findings()
        #expect(findings.map(\.message) == ["crm2.csv:4: '2026-13-01' is no date"])
    }

    @Test("two rows that say the same wrong thing are two findings, which stay the same when rows move")
    func subjects() async throws {
        let fixture = try LedgerFixture()
        let wrong = "2027-01-01,l,1,EUR,x,,,,\n"
        try fixture.write(Self.header + wrong + wrong)
        let first = try await fixture.findings().map(\.subject)
        #expect(Set(first).count == 2)
        try fixture.write(Self.header + "2026-11-16,l,1,EUR,y,,,,\n" + wrong + wrong)
        let moved = try await fixture.findings().map(\.subject)
        #expect(moved == first)
    }

    @Test("a file that is no ledger is skipped, and the others are looked at")
    func skipped() async throws {
        let fixture = try LedgerFixture()
        try fixture.write("", to: "a.csv")
        try fixture.write(Self.header + "2027-01-01,l,1,EUR,x,,,,\n", to: "b.csv")
        let end = try await fixture.check()
        #expect(end.code == 0)
        let lines = try end.lines
        #expect(lines.contains(.skipped(SkippedMessage(project: "crm2", message: "a.csv is empty"))))
        #expect(lines.contains { if case .finding = $0 { true } else { false } })
    }

    @Test("a project or a file that is not there fails in words")
    func notThere() async throws {
        let fixture = try LedgerFixture()
        let noFile = try await fixture.check(["files": ["x*.csv", "y.csv"]])
        let words = "no file matches x*.csv, y.csv in \(fixture.ledgers)"
        let fileLines = try noFile.lines
        #expect(noFile.code == 1 && fileLines == [.failure(FailureMessage(message: words))])
        let noProject = try await fixture.check(["project": "crm9"])
        let hint = "there is no project 'crm9'; gantry projects lists them"
        let projectLines = try noProject.lines
        #expect(noProject.code == 1 && projectLines == [.failure(FailureMessage(message: hint))])
    }
}
