import Foundation
import Testing

@Suite("What keeps Gantry from watching", .timeLimit(.minutes(3)))
struct TroubleTests {
    private func stages(_ daemon: RunningDaemon) async throws -> [String?] {
        let alerts = try await daemon.gantry("alerts", "--json").json()["alerts"] as? [[String: Any]]
        return (alerts ?? []).map { "\($0["subject"] ?? "") \($0["stage"] ?? "")" }
    }

    @Test("a workflow that keeps failing is told of once, also over a restart, until it succeeds")
    func failing() async throws {
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2099-12-18")])
        try portfolio.write(
            "workflows/look.yaml",
            """
            name: look
            triggers: [{ files: "projects/**/*.yaml", settle: 0s }]
            steps: [{ id: try, action: command.run, with: { command: [test, -e, \(portfolio.root)/well] } }]
            """)
        var daemon = try await RunningDaemon.ready(portfolio.root)
        #expect(try await daemon.gantry("run", "look", "--wait").status == 1)
        try portfolio.project([("build", "2099-12-19")])
        try await daemon.says("run", "of look failed")
        #expect(try await stages(daemon) == [])
        await daemon.stop()
        daemon = try await RunningDaemon.ready(portfolio.root)
        try portfolio.project([("build", "2099-12-20")])
        try await daemon.says("run", "of look failed")
        try await daemon.says("alert 1 opened", "[portfolio] Workflow look keeps failing")
        try await daemon.says("told asha")
        #expect(try await daemon.gantry("status").output.contains("workflow look keeps failing: "))
        await daemon.stop()
        daemon = try await RunningDaemon.ready(portfolio.root)
        #expect(try await stages(daemon) == ["workflows/look failing"])
        try portfolio.write("well", "")
        try portfolio.project([("build", "2099-12-21")])
        try await daemon.says("alert 1 resolved")
        #expect(try await stages(daemon) == [])
        await daemon.stop()
    }

    @Test("a plugin in quarantine stays there over a restart, is tried at once, and is released when it works")
    func quarantined() async throws {
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2099-12-18")])
        try portfolio.write(
            "plugins/bad/plugin.yaml",
            """
            name: bad
            version: 1.0.0
            description: Crashes.
            protocol: exec
            command: [sh, main.sh]
            actions: [{ name: bad.go, description: Crashes. }]
            """)
        try portfolio.write("plugins/bad/main.sh", "kill -9 $$\n")
        try portfolio.write("workflows/go.yaml", "name: go\nsteps: [{ id: go, action: bad.go }]\n")
        var daemon = try await RunningDaemon.ready(portfolio.root)
        for _ in 0..<5 { #expect(try await daemon.gantry("run", "go", "--wait").status == 1) }
        try await daemon.says("alert 1 opened", "Plugin bad is quarantined")
        await daemon.stop()
        daemon = try await RunningDaemon.ready(portfolio.root)
        #expect(try await daemon.gantry("plugins").output.contains("quarantined"))
        #expect(try await stages(daemon) == ["plugins/bad quarantined"])
        try portfolio.write("plugins/bad/main.sh", "exit 0\n")
        _ = try await daemon.gantry("reload")
        #expect(try await daemon.gantry("run", "go", "--wait").status == 0)
        try await daemon.says("alert 1 resolved")
        #expect(try await stages(daemon) == [])
        await daemon.stop()
    }
}
