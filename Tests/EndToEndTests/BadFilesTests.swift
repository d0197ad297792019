import Foundation
import Testing

@Suite("Bad files", .timeLimit(.minutes(3)))
struct BadFilesTests {
    /// What is written where, and what must be said about it.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let file: String
        let text: String
        let says: [String]
        var severity = "error"

        var testDescription: String { name }
    }

    static let project = "project: crm2\nlead: asha\nstart: 2026-10-01\n"
    static let workflow = "name: w\ntriggers: [manual]\n"

    static let cases: [Case] = [
        Case(
            name: "not YAML", file: "projects/bad.yaml", text: "project: [crm2\nlead: asha\n",
            says: ["projects/bad.yaml:", "GTY0101"]),
        Case(
            name: "an unknown key", file: "projects/bad.yaml", text: project + "dealine: 2026-12-18\n",
            says: ["projects/bad.yaml:4:1", "dealine", "did you mean 'deadline'", "GTY0102"]),
        Case(
            name: "a key twice", file: "projects/bad.yaml", text: project + "lead: ben\n",
            says: ["projects/bad.yaml:4:1", "lead"]),
        Case(
            name: "an amount without currency", file: "projects/bad.yaml", text: project + "budget: 120000.00\n",
            says: ["projects/bad.yaml:4:9"]),
        Case(
            name: "a task after nothing", file: "projects/bad.yaml",
            text: project + "tasks:\n  - build: 5wd after desing\n  - design: 3wd\n",
            says: ["projects/bad.yaml:5", "desing", "design"]),
        Case(
            name: "a cycle", file: "projects/bad.yaml",
            text: project + "tasks:\n  - a: 5wd after b\n  - b: 3wd after a\n",
            says: ["bad.yaml:", "a after b after a"]),
        Case(
            name: "an unknown action", file: "workflows/bad.yaml",
            text: workflow + "steps: [{ id: a, action: deadline.chek }]\n",
            says: ["workflows/bad.yaml:3:26", "deadline.check"]),
        Case(
            name: "an unknown input", file: "workflows/bad.yaml",
            text: workflow + "steps: [{ id: a, action: deadline.check, with: { befor: [3wd] } }]\n",
            says: ["workflows/bad.yaml:3:50", "before"]),
        Case(
            name: "an input of the wrong type", file: "workflows/bad.yaml",
            text: workflow + "steps: [{ id: a, action: deadline.check, with: { before: [3x] } }]\n",
            says: ["workflows/bad.yaml:3:", "3x"]),
        Case(
            name: "a wrong expression", file: "workflows/bad.yaml",
            text: workflow + "steps: [{ id: a, action: log, with: { message: \"${{ trigger.at + }}\" } }]\n",
            says: ["workflows/bad.yaml:3:"]),
        Case(
            name: "a schedule that never fires", file: "workflows/bad.yaml",
            text: "name: w\ntriggers: [{ schedule: \"0 8 30 2 *\" }]\nsteps: [{ id: a, action: deadline.check }]\n",
            says: ["workflows/bad.yaml:2:"]),
        Case(
            name: "a time zone that does not exist", file: "workflows/bad.yaml",
            text:
                "name: w\ntriggers: [{ schedule: \"0 8 * * *\", timezone: Europe/Amsterdm }]\nsteps: [{ id: a, action: deadline.check }]\n",
            says: ["workflows/bad.yaml:2:", "Europe/Amsterdam"]),
        Case(
            name: "a channel that is not configured", file: "workflows/bad.yaml",
            text: workflow + "steps: [{ id: a, action: deadline.check }]\nalerts: { to: lead, via: pager }\n",
            says: ["workflows/bad.yaml:4:", "pager"]),
        Case(
            name: "a person without an address", file: "projects/bad.yaml",
            text: "project: crm3\nlead: kim\nstart: 2026-10-01\npeople: { kim: { name: Kim } }\n",
            says: ["projects/bad.yaml:", "kim", "address"], severity: "warning"),
        Case(
            name: "a missing ledger", file: "projects/bad.yaml",
            text: project + "budget: 10.00 EUR\nledger: [{ file: books/none.csv }]\n",
            says: ["projects/bad.yaml:5:", "books/none.csv"]),
        Case(
            name: "two projects of one id", file: "projects/bad.yaml", text: project,
            says: ["crm2", "projects/crm2.yaml"]),
    ]

    @Test("are named with their place, by check and by the daemon, and the rest goes on", arguments: cases)
    func named(bad: Case) async throws {
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2099-12-18")])
        try portfolio.deadlines()
        try portfolio.write(bad.file, bad.text)

        let check = try await run(Binaries.folder + "/gantry", ["check", portfolio.root])
        #expect(check.status == (bad.severity == "error" ? 78 : 0))
        for word in bad.says { #expect((check.output + check.errors).contains(word), "\(check.output)\(check.errors)") }

        let daemon = try await RunningDaemon.ready(portfolio.root)
        let status = try await daemon.gantry("status", "--json").json()
        let diagnostics = try #require(status["diagnostics"] as? [[String: Any]])
        #expect(diagnostics.contains { $0["severity"] as? String == bad.severity })
        #expect(try await daemon.gantry("run", "deadlines", "--wait").status == 0)
        await daemon.stop()
    }

    @Test("keep their last good version while they are wrong, and say so")
    func lastGood() async throws {
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2020-02-03")])
        try portfolio.deadlines()
        let daemon = try await RunningDaemon.ready(portfolio.root)
        #expect(try await daemon.gantry("run", "deadlines", "--wait").status == 0)
        try portfolio.write("projects/crm2.yaml", "project: crm2\ntasks: {{{\n")
        try await daemon.says("projects/crm2.yaml is wrong; its last good version stands in")
        let status = try await daemon.gantry("status", "--json").json()
        #expect(status["kept_last_good"] as? [String] == ["projects/crm2.yaml"])
        #expect(status["projects"] as? Int == 1)
        #expect(try await daemon.gantry("run", "deadlines", "--wait").status == 0)
        #expect(try await daemon.gantry("alerts", "--json").output.contains("tasks/build"))
        try portfolio.project([("build", "2099-02-03")])
        try await daemon.says("projects/crm2.yaml is right again")
        try await daemon.says("alert 1 resolved")
        await daemon.stop()
    }
}
