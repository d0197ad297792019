import GantryControl
import GantryCore
import GantryTestSupport
import GantryTime
import Glibc
import Testing

@testable import GantryCommands

@Suite("Verbs about plugins", .timeLimit(.minutes(5)))
struct PluginVerbTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.makeFolders("pm/projects")
        try folder.makeFolders("pm/workflows")
        try folder.write("project: x\nlead: asha\nstart: 2026-10-01\n", to: "pm/projects/x.yaml")
        try install("ping")
    }

    private func run(_ words: String..., in relative: String = "pm", width: Int? = nil) async throws -> CommandResult {
        try await gantry(words, width: width, folder: "\(folder.path)/\(relative)")
    }

    private func install(_ name: String, _ script: String = "#!/bin/sh\njq -e .action >/dev/null\n", more: String = "")
        throws
    {
        try folder.makeFolders("pm/plugins/\(name)")
        try folder.write(
            """
            name: \(name)
            version: 1.0.0
            description: Pings.
            protocol: exec
            command: [./run.sh]
            actions: [{ name: \(name).check, description: Pings. }, { name: \(name).other, description: More. }]
            \(more)

            """, to: "pm/plugins/\(name)/plugin.yaml")
        try folder.write(script, to: "pm/plugins/\(name)/run.sh")
        chmod("\(folder.path)/pm/plugins/\(name)/run.sh", 0o755)
    }

    // MARK: verify

    @Test("verify takes a folder, its manifest, and the name of a plugin of the portfolio")
    func places() async throws {
        for path in ["plugins/ping", "plugins/ping/plugin.yaml", "ping"] {
            let result = try await run("plugins", "verify", path)
            #expect(result.text.contains("ping 1.0.0 "), "\(path): \(result.text)")
        }
        #expect(try await run("plugins", "verify", "pong").text.contains("there is no plugin.yaml in"))
    }

    @Test("verify says how many of the actions gave a result")
    func success() async throws {
        try install("good", "#!/bin/sh\njq -e '.action | test(\"^good.(check|other)$\")' >/dev/null\n")
        let good = try await run("plugins", "verify", "good")
        #expect(good.text.hasSuffix("\n2 of its 2 actions gave a result\n"), "\(good.text)")
        #expect(good.text.contains("answers as its manifest says: no finding; no output\n"))
        try install("bad", "#!/bin/sh\necho '{\"type\":\"failure\",\"message\":\"no network\"}'\n")
        let bad = try await run("plugins", "verify", "bad")
        #expect(bad.status == 0)
        #expect(bad.text.hasSuffix("\nnone of its 2 actions has succeeded: bad.check: no network\n"), "\(bad.text)")
    }

    @Test("verify grants what the settings grant, and says what it leaves out")
    func granted() async throws {
        try folder.makeFolders("data")
        try install(
            "far",
            "#!/bin/sh\nset -eu\njq -e .action >/dev/null\ntest -d '\(folder.path)/data'\nls '\(folder.path)/data'\n")
        try folder.write("plugins: { far: { folders: [\(folder.path)/data] } }\n", to: "pm/gantry.yaml")
        let granted = try await run("plugins", "verify", "far")
        #expect(granted.text.contains("2 of its 2 actions gave a result"), "\(granted.text)")
        try install("pinned", more: "sha256: { run.sh: \(String(repeating: "0", count: 64)) }")
        #expect(try await run("plugins", "verify", "pinned").status == 78)
    }

    // MARK: list and show

    @Test("list and show say what is wrong with a plugin, and who uses it")
    func wrong() async throws {
        try folder.write(
            "triggers: [manual]\nsteps: [{ id: a, action: ping.check }]\n", to: "pm/workflows/reachable.yaml")
        let good = try await run("plugins", "show", "ping")
        #expect(good.text.contains("ping 1.0.0, enabled\n") && good.text.contains("used by      reachable\n"))
        chmod("\(folder.path)/pm/plugins/ping/run.sh", 0o644)
        let list = try await run("plugins")
        let problem = "\(folder.path)/pm/plugins/ping/run.sh cannot be executed"
        #expect(list.text.contains("wrong  \(problem)\n"), "\(list.text)")
        #expect(list.text.hasSuffix("what is wrong: gantry check\n"))
        let shown = try await run("plugins", "show", "ping")
        #expect(shown.text.contains("ping 1.0.0, wrong\n") && shown.text.contains("wrong: \(problem)\n"))
        chmod("\(folder.path)/pm/plugins/ping/run.sh", 0o757)
        let open = try await run("plugins", "show", "ping")
        #expect(open.text.contains("hint: chmod o-w \(folder.path)/pm/plugins/ping/run.sh\n"), "\(open.text)")
    }

    // MARK: disable, actions, new

    @Test("disable shows only what has to do with the plugin, and actions say that it is disabled")
    func disabled() async throws {
        let disabled = try await run("plugins", "disable", "ping")
        #expect(disabled.text.contains("ping is disabled in"))
        let action = try await run("actions", "ping.check")
        #expect(
            action.text
                == "error: there is no action 'ping.check': plugin 'ping' is disabled\n  hint: gantry plugins enable ping\n"
        )
    }

    @Test("of what else is wrong, disable only says how much it is")
    func others() {
        let display = Display(
            terminal: Terminal(isInteractive: false), moments: Moments(zone: .system(), now: SampleBackend.now))
        let missing = Diagnostic(
            .error, DiagnosticCode("GTY0401"), at: SourcePosition(file: "workflows/w.yaml", line: 1, column: 1),
            "unknown action 'ping.check': plugin 'ping' is disabled", hint: "gantry plugins enable ping")
        let switched = PluginSwitch.Switched(
            plugin: "ping", enabled: false, file: "/pm/gantry.yaml", reloaded: true,
            diagnostics: [SampleBackend.misspelt, missing, SampleBackend.misspelt])
        #expect(
            PluginSwitch.lines(switched, display) == [
                "ping is disabled in /pm/gantry.yaml, and the daemon has taken it",
                "workflows/w.yaml:1:1: error: unknown action 'ping.check': plugin 'ping' is disabled [GTY0401]",
                "  hint: gantry plugins enable ping", "2 other mistakes in the files: gantry check",
            ])
    }

    @Test("new says where there is no portfolio, and goes on")
    func new() async throws {
        try folder.makeFolders("empty")
        let made = try await run("plugins", "new", "bell", "--language", "shell", in: "empty")
        #expect(made.remarks.hasPrefix("there is no portfolio here"))
        #expect(FileStatus("\(folder.path)/empty/plugins/bell/plugin.yaml") != nil)
        let inside = try await run("plugins", "new", "bell", "--language", "shell")
        #expect(inside.remarks == "" && inside.status == 0)
    }
}
