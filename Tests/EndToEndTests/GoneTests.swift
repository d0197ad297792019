import Foundation
import Testing

/// What vanishes for a while, or comes in halves, does no harm.
@Suite("Files that come and go", .timeLimit(.minutes(3)))
struct GoneTests {
    private func portfolio(_ triggers: String = "[{ project: changed, settle: 0s }]") throws -> Portfolio {
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2020-02-03")])
        try portfolio.write("projects/shop.yaml", "project: shop\nlead: asha\nstart: 2020-01-06\n")
        try portfolio.deadlines(triggers: triggers)
        return portfolio
    }

    private func alerts(_ daemon: RunningDaemon) async throws -> [[String: Any]] {
        try await daemon.gantry("alerts", "--json").json()["alerts"] as? [[String: Any]] ?? []
    }

    private func opened(_ portfolio: Portfolio) async throws -> RunningDaemon {
        let daemon = try await RunningDaemon.ready(portfolio.root)
        #expect(try await daemon.gantry("run", "deadlines", "--wait").status == 0)
        return daemon
    }

    @Test("all projects away and back resolve nothing, and are looked at again though their bytes are the same")
    func branch() async throws {
        let portfolio = try portfolio()
        let daemon = try await opened(portfolio)
        let before = try await alerts(daemon).count
        #expect(before > 0)
        let projects = portfolio.root + "/projects"
        #expect(rename(projects, portfolio.root + "/other") == 0)
        try FileManager.default.createDirectory(atPath: projects, withIntermediateDirectories: false)
        try await daemon.says("alert", "opened", "All projects are gone at once")
        let status = try await daemon.gantry("status", "--json").json()
        #expect(status["state"] as? String == "degraded" && status["projects"] as? Int == 2)
        #expect(try await alerts(daemon).count == before + 1)
        #expect(rmdir(projects) == 0 && rename(portfolio.root + "/other", projects) == 0)
        // In whichever order: one is the triggers' affair, the other that of the alerts about files.
        let wanted = [["run", "started by project changed"], ["resolved", "files/projects"]]
        while !wanted.allSatisfy({ words in
            daemon.transcript.contains { line in words.allSatisfy(line.contains) }
        }) {
            try await daemon.says(" ")
        }
        #expect(try await alerts(daemon).count == before)
        #expect(try await daemon.gantry("status", "--json").json()["state"] as? String == "ready")
        await daemon.stop()
        #expect(!daemon.transcript.contains { $0.contains("resolved") && $0.contains("crm2") })
    }

    @Test("all projects that are gone for good are so when a person says it")
    func saidSo() async throws {
        let portfolio = try portfolio()
        let daemon = try await opened(portfolio)
        try portfolio.remove("projects/crm2.yaml")
        try portfolio.remove("projects/shop.yaml")
        try await daemon.says("alert", "opened", "All projects are gone at once")
        _ = try await daemon.gantry("reload")
        try await daemon.says("resting", "project crm2 was removed")
        #expect(try await daemon.gantry("status", "--json").json()["projects"] as? Int == 0)
        await daemon.stop()
    }

    @Test("a volume that is not mounted at the start is told, and resolves nothing")
    func notMounted() async throws {
        let portfolio = try portfolio()
        let first = try await opened(portfolio)
        let before = try await alerts(first).count
        await first.stop()
        let projects = portfolio.root + "/projects"
        #expect(rename(projects, portfolio.root + "/other") == 0)
        try FileManager.default.createDirectory(atPath: projects, withIntermediateDirectories: false)
        let second = try await RunningDaemon.ready(
            portfolio.root, saying: "opened: [portfolio] All projects are gone at once")
        #expect(try await alerts(second).count == before + 1)
        await second.stop()
    }

    @Test("a file that is renamed and copied back, as some editors save, resolves nothing")
    func renamedAndBack() async throws {
        let portfolio = try portfolio()
        let daemon = try await opened(portfolio)
        let before = try await alerts(daemon).count
        let (file, aside) = (portfolio.root + "/projects/crm2.yaml", portfolio.root + "/projects/crm2.yaml~")
        #expect(rename(file, aside) == 0)
        try await daemon.says("projects/crm2.yaml is away")
        try FileManager.default.copyItem(atPath: aside, toPath: file)
        try await daemon.says("projects/crm2.yaml is there again")
        try await daemon.says("run", "started by project changed")
        try await daemon.says("succeeded")
        #expect(try await alerts(daemon).count == before)
        await daemon.stop()
        #expect(!daemon.transcript.contains { $0.contains("resolved") })
    }

    @Test("half a file is not taken; the whole of it is, when it is closed")
    func half() async throws {
        let portfolio = try portfolio()
        let daemon = try await opened(portfolio)
        let text = try String(contentsOfFile: portfolio.root + "/projects/crm2.yaml", encoding: .utf8)
        let descriptor = open(portfolio.root + "/projects/crm2.yaml", O_WRONLY | O_TRUNC)
        let half = String(text.prefix(text.count / 2))
        #expect(write(descriptor, half, half.utf8.count) == half.utf8.count)
        // Another save makes the daemon read everything meanwhile.
        try portfolio.write(
            "projects/shop.yaml", "project: shop\nlead: asha\nstart: 2020-01-06\ndeadline: 2020-03-02\n")
        try await daemon.says("alert", "[shop]")
        let status = try await daemon.gantry("status", "--json").json()
        #expect(status["state"] as? String == "ready")
        let rest = text.dropFirst(half.count) + "  - { id: more, duration: 1wd, who: [ben], due: 2020-02-05 }\n"
        #expect(write(descriptor, String(rest), rest.utf8.count) == rest.utf8.count)
        close(descriptor)
        try await daemon.says("alert", "\"more\"")
        await daemon.stop()
        #expect(!daemon.transcript.contains { $0.contains("resolved") || $0.contains("wrong") })
    }

    @Test("a mounted configuration that is swapped by its link is acted on at once")
    func swapped() async throws {
        let portfolio = try portfolio()
        let root = portfolio.root
        #expect(mkdir(root + "/..2026_1", 0o755) == 0 && mkdir(root + "/..2026_2", 0o755) == 0)
        #expect(rename(root + "/projects", root + "/..2026_1/projects") == 0)
        #expect(symlink("..2026_1", root + "/..data") == 0 && symlink("..data/projects", root + "/projects") == 0)
        try FileManager.default.copyItem(atPath: root + "/..2026_1/projects", toPath: root + "/..2026_2/projects")
        try portfolio.write(
            "..2026_2/projects/shop.yaml", "project: shop\nlead: asha\nstart: 2020-01-06\ndeadline: 2020-03-02\n")
        let daemon = try await opened(portfolio)
        #expect(symlink("..2026_2", root + "/..tmp") == 0 && rename(root + "/..tmp", root + "/..data") == 0)
        try await daemon.says("alert", "[shop]")
        // What is written there from now on is seen, too.
        try portfolio.write("..2026_2/projects/shop.yaml", "project: shop\nlead: asha\nstart: 2020-01-06\n")
        try await daemon.says("resolved")
        await daemon.stop()
    }

    @Test("a booking in a book anywhere under the root is a change of its project, and is told by meaning")
    func booking() async throws {
        let portfolio = try Portfolio()
        let head = "date,line,amount,currency\n2020-01-07,labour,10.00,EUR\n"
        try portfolio.write("books/erp.csv", head)
        try portfolio.write(
            "projects/crm2.yaml",
            """
            project: crm2
            lead: asha
            start: 2020-01-06
            budget: { lines: [{ id: labour, amount: 100.00 EUR }] }
            ledger: { file: books/erp.csv }

            """)
        try portfolio.write(
            "workflows/money.yaml",
            "triggers: [{ project: changed, settle: 0s }]\nsteps: [{ id: check, action: budget.check }]\n")
        let daemon = try await RunningDaemon.ready(portfolio.root)
        try portfolio.write("books/erp.csv", head + "2020-01-08,labour,85.00,EUR\n")
        try await daemon.says("alert", "opened", "95")
        let trace = try await daemon.gantry("trace", "1", "--json").json()
        let payload = trace["payload"] as? [String: Any] ?? [:]
        #expect(payload["projects"] as? [String] == ["crm2"], "\(trace)")
        let change = (payload["changes"] as? [[String: Any]])?.first
        #expect(change?["to"] as? String == "2020-01-08,labour,85.00,EUR")
        #expect(change?["at"] as? String == "books/erp.csv:3")
        let text = try await daemon.gantry("trace", "1").output
        #expect(text.contains("crm2 ledger: → 2020-01-08,labour,85.00,EUR (books/erp.csv:3)"), "\(text)")
        await daemon.stop()
    }

    @Test("a save right after ready is seen", arguments: 0..<3)
    func ready(round: Int) async throws {
        let portfolio = try portfolio()
        for number in 0..<50 {
            try portfolio.write("projects/p\(number).yaml", "project: p\(number)\nlead: asha\nstart: 2020-01-06\n")
        }
        let daemon = try RunningDaemon(root: portfolio.root)
        try await daemon.says("ready: ")
        try portfolio.write("projects/p7.yaml", "project: p7\nlead: asha\nstart: 2020-01-06\ndeadline: 2020-03-02\n")
        try await daemon.says("alert", "[p7]")
        await daemon.stop()
    }

    @Test("a file that is wrong over a restart keeps what it said, and status says so")
    func wrongOverRestart() async throws {
        let portfolio = try portfolio()
        let first = try await opened(portfolio)
        let before = try await alerts(first).count
        await first.stop()
        try portfolio.write("projects/crm2.yaml", "project: [")
        let second = try await RunningDaemon.ready(portfolio.root)
        let status = try await second.gantry("status", "--json").json()
        #expect(status["projects"] as? Int == 2 && status["state"] as? String == "degraded")
        #expect(try await second.gantry("run", "deadlines", "--wait").status == 0)
        #expect(try await alerts(second).count == before)
        await second.stop()
        #expect(!second.transcript.contains { $0.contains("resolved") })
    }
}
