import Foundation
import Testing

@Suite("The command line against a real daemon", .timeLimit(.minutes(3)))
struct CommandsTests {
    @Test("answers every verb, as text and as JSON")
    func verbs() async throws {
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2020-02-03")])
        try portfolio.deadlines()
        let daemon = try await RunningDaemon.ready(portfolio.root)
        let ran = try await daemon.gantry("run", "deadlines", "--wait", "--json")
        #expect(ran.status == 0)
        let verbs: [[String]] = [
            ["status"], ["projects"], ["show", "crm2"], ["workflows"], ["runs"], ["trace"], ["logs", "1"], ["alerts"],
            ["explain", "crm2/build"], ["next"], ["check"], ["actions"], ["actions", "deadline.check"],
            ["ack", "crm2/build", "--because", "waiting for API v2"], ["reload"],
        ]
        for verb in verbs {
            let text = try await run(Binaries.folder + "/gantry", verb, in: portfolio.root)
            #expect(text.status == 0, "\(verb): \(text.errors)")
            let json = try await run(Binaries.folder + "/gantry", verb + ["--json"], in: portfolio.root)
            #expect(json.status == 0, "\(verb) --json: \(json.errors)")
            #expect(throws: Never.self) { _ = try json.json() }
        }
        let alerts = try #require(try await daemon.gantry("alerts", "--json").json()["alerts"] as? [[String: Any]])
        #expect(alerts.map { $0["state"] as? String } == ["acknowledged"])
        await daemon.stop()
    }

    @Test("sums up a loaded project by its name as it does the file, and says what is wrong with a question")
    func reports() async throws {
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2020-02-03"), ("test", "2020-02-10")])
        let daemon = try await RunningDaemon.ready(portfolio.root)
        let words = ["--as-of", "2020-01-20", "--with", "build +5wd", "--simulate", "50", "--explain", "--json"]
        let loaded = try await daemon.gantry(["plan", "crm2"] + words)
        let file = try await run(
            Binaries.folder + "/gantry", ["plan", "projects/crm2.yaml"] + words, in: portfolio.root)
        #expect(loaded.status == 0 && loaded.output == file.output)
        // A file that has become wrong: the daemon goes on with what was good, and the file itself has no plan.
        try portfolio.write(
            "projects/crm2.yaml", "project: crm2\nlead: asha\nstart: 2020-01-06\ntasks: [build: 5wd after x]\n")
        #expect(try await daemon.gantry("reload").status == 78)
        let kept = try await daemon.gantry(["plan", "crm2"] + words).json()
        let note = "projects/crm2.yaml is wrong now; this is of its last good version: gantry check"
        #expect((kept["notes"] as? [String])?.first == note)
        #expect(kept["finish"] as? String == (try loaded.json()["finish"] as? String))
        #expect(
            (try await daemon.gantry("load", "--as-of", "2020-01-20", "--json").json()["notes"] as? [String])?.first
                == note)
        let broken = try await run(Binaries.folder + "/gantry", ["plan", "projects/crm2.yaml"], in: portfolio.root)
        #expect(broken.status == 78)
        let load = try await daemon.gantry("load", "--as-of", "2020-01-20", "--json").json()
        #expect(load["by"] as? String == "person")
        let wrong = try await daemon.gantry("plan", "crm2", "--as-of", "soon")
        #expect(wrong.status == 64 && wrong.errors.hasPrefix("error: --as-of 'soon'"))
        #expect(try await daemon.gantry("plan", "crm9").errors.contains("did you mean crm2?"))
        await daemon.stop()
        // Begun anew, the daemon knows it still; without its state there is neither the project nor a sum over all.
        let next = try await RunningDaemon.ready(portfolio.root)
        let recalled = try await next.gantry(["plan", "crm2"] + words).json()
        #expect((recalled["notes"] as? [String])?.first == note)
        #expect(recalled["finish"] as? String == kept["finish"] as? String)
        #expect(try await next.gantry("status", "--json").json()["state"] as? String == "degraded")
        await next.stop()
        try portfolio.remove(".gantry")
        let last = try await RunningDaemon.ready(portfolio.root)
        for words in [["plan", "crm2"], ["load"]] {
            let refused = try await last.gantry(words)
            #expect(refused.status == 78 && refused.errors.contains("projects/crm2.yaml:4"))
        }
        await last.stop()
    }

    @Test(
        "a disk that is full leaves no half of a file behind",
        arguments: ["new project crm2 --lead asha --start 2026-10-01", "init pm"])
    func fullDisk(command: String) async throws {
        let portfolio = try Portfolio()
        // No file may grow beyond a block, and a write beyond it fails as on a full disk.
        let script = "trap '' XFSZ; ulimit -f 1; exec \(Binaries.folder)/gantry \(command)"
        let full = try await run("/bin/sh", ["-c", script], in: portfolio.root)
        #expect(full.status == 1, "\(full.output)\(full.errors)")
        #expect(full.errors.contains("cannot be written: File too large"), "\(full.errors)")
        let left = try FileManager.default.subpathsOfDirectory(atPath: portfolio.root)
        #expect(left.sorted() == ["gantry.yaml", "people.yaml"])
    }

    @Test("proves an alert with its inputs, their places and the sums")
    func explains() async throws {
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2020-02-03")])
        try portfolio.deadlines()
        let daemon = try await RunningDaemon.ready(portfolio.root)
        #expect(try await daemon.gantry("run", "deadlines", "--wait").status == 0)
        try await daemon.says("told asha")
        let text = try await daemon.gantry("explain", "crm2/build").output
        #expect(text.contains("projects/crm2.yaml:8"))
        #expect(text.contains("2020-02-03"))
        #expect(text.contains("ben") && text.contains("owner"))
        let trace = try await daemon.gantry("trace", "1").output
        #expect(trace.contains("deadline.check") && trace.contains("succeeded"))
        await daemon.stop()
    }

    @Test("keeps what a command prints, and stops one at its deadline")
    func commands() async throws {
        let portfolio = try Portfolio()
        try portfolio.write(
            "workflows/nightly.yaml",
            """
            name: nightly
            triggers: [manual]
            steps:
              - { id: hello, action: command.run, with: { shell: "echo hello; echo oops >&2" } }
              - { id: hang, action: command.run, with: { shell: "trap '' TERM; sleep 600 & wait; sleep 600", timeout: 1s } }
              - { id: never, action: log, with: { message: not reached } }
            alerts: none
            """)
        let daemon = try await RunningDaemon.ready(portfolio.root)
        let ran = try await daemon.gantry("run", "nightly", "--wait")
        #expect(ran.status == 1)
        let logs = try await daemon.gantry("logs", "1").output
        #expect(logs.contains("hello") && logs.contains("oops"))
        let trace = try await daemon.gantry("trace", "1", "--json").json()
        let steps = try #require(trace["steps"] as? [[String: Any]])
        #expect(steps.map { $0["state"] as? String ?? "" }.first == "succeeded")
        #expect(steps.map { $0["state"] as? String ?? "" }.last == "skipped")
        await daemon.stop()
    }

    @Test("says how to start the daemon where none answers")
    func unreachable() async throws {
        let portfolio = try Portfolio()
        let status = try await run(Binaries.folder + "/gantry", ["status"], in: portfolio.root)
        #expect(status.status == 69)
        #expect(status.errors.contains("gantryd"))
        let wrong = try await run(Binaries.folder + "/gantry", ["frobnicate"], in: portfolio.root)
        #expect(wrong.status == 64)
    }

    @Test("writes a portfolio that works at once, and does not write over it")
    func initialise() async throws {
        let portfolio = try Portfolio()
        let folder = portfolio.root + "/new"
        #expect(try await run(Binaries.folder + "/gantry", ["init", folder]).status == 0)
        #expect(try await run(Binaries.folder + "/gantry", ["check", folder]).status == 0)
        #expect(try await run(Binaries.folder + "/gantry", ["init", folder]).status != 0)
        let daemon = try await RunningDaemon.ready(folder)
        #expect(try await daemon.gantry("run", "deadlines", "--wait").status == 0)
        let alerts = try #require(try await daemon.gantry("alerts", "--json").json()["alerts"] as? [[String: Any]])
        #expect(!alerts.isEmpty, "a new portfolio shows an alert at once")
        await daemon.stop()
    }

    @Test("finds the troubles of the example, and no others")
    func example() async throws {
        let portfolio = try Portfolio()
        let folder = portfolio.root + "/example"
        try FileManager.default.copyItem(atPath: Binaries.checkout + "/examples/portfolio", toPath: folder)
        try? FileManager.default.removeItem(atPath: folder + "/.gantry")
        let check = try await run(Binaries.folder + "/gantry", ["check", folder, "--fail-on", "warning"])
        #expect(check.status == 0, "\(check.output)\(check.errors)")
        let daemon = try await RunningDaemon.ready(folder, ["--as-of", "2026-11-16T09:00:00+01:00"])
        for workflow in ["deadlines", "budget", "reviews"] {
            #expect(try await daemon.gantry("run", workflow, "--wait").status == 0)
        }
        let alerts = try #require(try await daemon.gantry("alerts", "--json").json()["alerts"] as? [[String: Any]])
        let rules = Dictionary(grouping: alerts) { $0["rule"] as? String ?? "" }.mapValues(\.count)
        #expect(rules == ["deadline": 3, "budget": 2, "review": 2])
        let stages = alerts.filter { $0["rule"] as? String == "budget" }.compactMap { $0["stage"] as? String }
        #expect(stages.contains { $0.hasPrefix("80") } && stages.contains { $0.hasPrefix("100") })
        await daemon.stop()
    }

    @Test("ships the workflows that the example and a new portfolio use")
    func shipped() async throws {
        let portfolio = try Portfolio()
        #expect(try await run(Binaries.folder + "/gantry", ["init", portfolio.root + "/new"]).status == 0)
        for name in ["deadlines", "budget", "reviews"] {
            let shipped = try String(contentsOfFile: Binaries.checkout + "/workflows/\(name).yaml", encoding: .utf8)
            for copy in [Binaries.checkout + "/examples/portfolio", portfolio.root + "/new"] {
                let text = try String(contentsOfFile: copy + "/workflows/\(name).yaml", encoding: .utf8)
                #expect(text == shipped, "\(copy)/workflows/\(name).yaml")
            }
        }
    }

    @Test("freezes a plan of a loaded project, and measures against it")
    func baseline() async throws {
        let portfolio = try Portfolio()
        try portfolio.write(
            "projects/crm2.yaml",
            """
            project: crm2
            lead: asha
            start: 2020-01-06
            budget: 1000.00 EUR
            tasks:
              - { id: build, duration: 5wd, who: [ben], percent: 50 }
            """)
        let daemon = try await RunningDaemon.ready(portfolio.root)
        // By its name, from another folder: the daemon knows where its files are.
        let socket = ["--socket", portfolio.root + "/.gantry/gantry.sock"]
        let frozen = try await run(
            Binaries.folder + "/gantry", ["baseline", "crm2", "--approved-by", "asha", "--json"] + socket, in: "/")
        #expect(frozen.status == 0, "\(frozen.output)\(frozen.errors)")
        #expect(try frozen.json()["file"] as? String == "projects/baselines/crm2-B0.yaml")
        #expect(try await daemon.gantry("reload").status == 0)
        let report = try await run(
            Binaries.folder + "/gantry", ["evm", "crm2", "--as-of", "2020-01-09", "--json"] + socket, in: "/")
        let json = try report.json()
        #expect(json["earned_schedule"] as? Double == 2.5)
        #expect(json["at"] as? Double == 4)
        #expect(json["pv"] as? String == "800.00")
        let offline = try await run(
            Binaries.folder + "/gantry",
            ["evm", portfolio.root + "/projects/crm2.yaml", "--as-of", "2020-01-09", "--json"], in: "/")
        #expect(offline.output == report.output)
        await daemon.stop()
    }
}
