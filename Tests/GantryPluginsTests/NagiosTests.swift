import GantryCore
import Testing

@testable import GantryPlugins

@Suite("A monitoring check", .timeLimit(.minutes(5)))
struct NagiosTests {
    private static let manifest = """
        protocol: nagios
        limits: { timeout: 10m }
        actions:
          - name: test.check
            description: Is it well?
            command: [./check, -x, "${{ inputs.level }}", [-w, "${{ inputs.warn }}"], "-W=${{ inputs.warn }}", "${{ inputs.more }}", "a-${{ inputs.level }}"]
            inputs:
              level: { type: text, default: high }
              warn: { type: number }
              more: { type: list of text }
        """

    private func check(_ script: String) throws -> Workshop {
        try Workshop(Self.manifest, files: ["check": "#!/bin/sh\n\(script)\n"])
    }

    @Test(
        "is a finding when it is not well",
        arguments: [
            (0, "ok", []), (1, "warning", ["warning"]), (2, "critical", ["critical"]), (3, "unknown", ["warning"]),
        ] as [(Int, String, [String])])
    func states(code: Int, state: String, severities: [String]) async throws {
        let result = try await check("echo 'LOAD is so | load=0.5;1;2;0;'; echo 'more of it'; exit \(code)").run()
        #expect(result.output["state"] == .text(state))
        #expect(result.output["message"] == "LOAD is so")
        #expect(result.output["long"] == "more of it")
        #expect(result.output["measures"].list?.first?["value"].description == "0.5")
        #expect(result.findings.map(\.severity.rawValue) == severities)
        #expect(result.findings.first?.evidence.inputs.first?.value ?? "0.5, warn 1, crit 2" == "0.5, warn 1, crit 2")
    }

    @Test("belongs to what the step says")
    func subject() async throws {
        let inputs: [String: Value] = ["subject": "host/crm", "project": "crm2", "owner": "chi"]
        let finding = try #require(try await check("echo no; exit 2").run("test.check", inputs).findings.first)
        #expect([finding.subject, finding.project, finding.owner] == ["host/crm", "crm2", "chi"])
        let bare = try #require(try await check("echo no; exit 2").run().findings.first)
        #expect([bare.subject, bare.project] == ["check", "portfolio"])
    }

    @Test("gets the words of its command, with what is null left out and lists spread")
    func words() async throws {
        let workshop = try check("for word; do printf '<%s>' \"$word\"; done; echo")
        let bare = try await workshop.run("test.check", ["level": "high"])
        #expect(bare.output["message"] == "<-x><high><a-high>")
        let full = try await workshop.run("test.check", ["level": "low", "warn": 5, "more": ["-v", "b c"]])
        #expect(full.output["message"] == "<-x><low><-w><5><-W=5><-v><b c><a-low>")
    }

    @Test(
        "says why on standard error, or not at all, and its state counts",
        arguments: [
            ("exit 0", "(no output)", []), ("echo one >&2; echo 'no route' >&2; exit 2", "no route", ["critical"]),
            ("echo; exit 1", "(no output)", ["warning"]),
        ] as [(String, String, [String])])
    func silent(script: String, message: String, severities: [String]) async throws {
        let result = try await check(script).run()
        #expect(result.output["message"] == .text(message))
        #expect(result.findings.map(\.severity.rawValue) == severities)
        #expect(result.findings.allSatisfy { $0.message == message })
    }

    @Test("of a project that is not there is not run, and is no fault of the plugin")
    func project() async throws {
        let workshop = try check("touch ran; echo no; exit 2")
        for _ in 0..<6 {
            #expect(
                try await workshop.failure("test.check", ["project": "crm"])
                    == "there is no project 'crm'; did you mean 'crm2'?")
        }
        #expect(workshop.reported.isEmpty && workshop.log.isEmpty)
        #expect(try await workshop.run("test.check", ["project": "portfolio"]).findings.count == 1)
    }

    @Test("has performance data that cannot be read said in the log")
    func unread() async throws {
        let workshop = try check("echo 'x | a=1 b c=x'; exit 0")
        let result = try await workshop.run()
        #expect(result.output["measures"].list?.map { $0["label"] } == ["a"])
        #expect(workshop.log.contains("warning: the performance data 'b' cannot be read, and is left out"))
        #expect(workshop.log.contains("'c=x'"))
    }

    @Test(
        "that says no state is a failure, and resolves nothing",
        arguments: [
            ("echo x; exit 4", "the check ended with exit code 4, which is no state: x"),
            ("echo bad >&2; exit 127", "which is no state: bad"),
            ("kill -9 $$", "the check was ended by signal 9"),
        ])
    func fails(script: String, reason: String) async throws {
        let failure = try #require(try await check(script).failure())
        #expect(failure.contains(reason), "\(failure)")
    }
}
