import ArgumentParser
import GantryControl
import GantryDaemon
import GantryTestSupport
import Glibc
import Testing

@testable import GantryCommands

@Suite("The command line", .timeLimit(.minutes(1)))
struct CommandLineTests {
    @Test(
        "what cannot be understood ends with 64",
        arguments: [
            ["alrets"], ["ack", "crm2/licences"], ["ack", "--because", "x"], ["ack", "7", "--because", "  "], ["run"],
            ["next", "--count", "0"], ["next", "--timezone", "Europe/Amsterdam"], ["runs", "--state", "fialed"],
            ["runs", "--limit", "0"], ["check", "--fail-on", "everything"], ["explain"], ["init"],
            ["new", "workflow"], ["new", "project"], ["new", "project", "crm2", "--lead", "asha"],
            ["next", "--expression", "0 8 * *"], ["next", "--expression", "0 0 30 2 *"],
            ["next", "--expression", "daily 08:00", "--timezone", "Europe/Amsterdm"],
            ["next", "--expression", "daily 08:00", "--from", "tomorrow"],
            ["next", "--expression", "every 2 weeks"], ["next", "--starting", "2026-01-05"],
            ["next", "--expression", "every 2 weeks", "--starting", "monday"],
        ])
    func usage(_ words: [String]) async throws {
        let result = try await gantry(words)
        #expect(result.status == 64)
        #expect(!result.text.isEmpty)
    }

    @Test(
        "an impossible expression is shown with a caret",
        arguments: [("0 8 30 2 *", "    1 | 0 8 30 2 *\n"), ("0 8 * * mon-fry", "    1 | 0 8 * * mon-fry\n")])
    func caret(_ expression: String, _ excerpt: String) async throws {
        let result = try await gantry(["next", "--expression", expression])
        #expect(result.text.contains(excerpt))
        #expect(result.text.contains("^"))
    }

    @Test("an expression's times are those of its zone, over the change of clocks")
    func expression() async throws {
        let words = [
            "next", "--expression", "daily 02:30", "--timezone", "Europe/Amsterdam", "--from", "2027-03-27", "--count",
            "3",
        ]
        let result = try await gantry(words)
        #expect(
            result.text == """
                Sat 27 Mar 2027 02:30  2027-03-27T02:30:00+01:00
                Sun 28 Mar 2027 03:00  2027-03-28T03:00:00+02:00  moved from 02:30, which does not exist
                Mon 29 Mar 2027 02:30  2027-03-29T02:30:00+02:00

                """)
        let json = try await gantry(words + ["--json"])
        #expect(json.text.contains("\"at\": \"2027-03-28T03:00:00+02:00\""))
        #expect(json.text.contains("\"timezone\": \"Europe/Amsterdam\""))
    }

    @Test("weeks count from --starting, which is asked for")
    func starting() async throws {
        let words = ["next", "--expression", "every 2 weeks 08:00", "--timezone", "UTC", "--from", "2026-01-20"]
        let result = try await gantry(words + ["--starting", "2026-01-05", "--count", "2", "--json"])
        #expect(result.text.contains("\"at\": \"2026-02-02T08:00:00Z\""))
        #expect(result.text.contains("\"at\": \"2026-02-16T08:00:00Z\""))
        #expect(try await gantry(words).text.contains("add --starting 2026-01-05, the first day"))
    }

    @Test(
        "where no daemon runs, it ends with 69 and says how to start one",
        arguments: [
            ["status"], ["alerts"], ["run", "deadlines"], ["ack", "7", "--because", "x"], ["reload"], ["logs"],
            ["next"],
        ])
    func unreachable(_ words: [String]) async throws {
        let folder = try TemporaryFolder()
        let result = try await gantry(words, folder: folder.path, environment: ["GANTRY_ROOT": folder.path])
        #expect(result.status == 69)
        #expect(
            result.text == """
                error: no daemon is running: there is no socket \(folder.path)/.gantry/gantry.sock [GTY0702]
                  hint: start it: gantryd --root \(folder.path)

                """)
        let json = try await gantry(words + ["--json"], environment: ["GANTRY_ROOT": folder.path])
        #expect(json.status == 69)
        #expect(json.text.contains("\"code\": \"not_reachable\""))
    }

    @Test("a socket path that is too long is said so")
    func longPath() async throws {
        let result = try await gantry(["status"], socket: "/tmp/" + String(repeating: "x", count: 120))
        #expect(result.status == 69)
        #expect(result.text.contains("GTY0701"))
        #expect(result.text.contains("hint: move the folder to a shorter path"))
    }

    @Test(
        "what the daemon does not find ends with 1, and says what is near",
        arguments: [
            (
                ["explain", "crm2/licenses"],
                "error: no alert is named 'crm2/licenses'\n  hint: did you mean crm2/licences?\n"
            ),
            (["explain", "build"], "hint: say more of the name, or the number"),
            (["run", "deadline"], "hint: did you mean deadlines?"), (["trace", "99"], "there is no run 99"),
            (["show", "crm3"], "hint: did you mean crm2?"), (["trace", "abc"], "'abc' is not the number of a run"),
        ])
    func notFound(_ words: [String], _ text: String) async throws {
        let result = try await gantryAtSampleDay(words)
        #expect(result.status == 1)
        #expect(result.text.contains(text))
    }

    @Test(
        "a run that failed ends with 1 when it is waited for",
        arguments: [
            (["run", "broken", "--wait"], 1), (["run", "deadlines", "--wait"], 0), (["run", "broken"], 0),
        ] as [([String], Int32)])
    func runStatus(_ words: [String], _ status: Int32) async throws {
        #expect(try await gantryAtSampleDay(words).status == status)
    }

    @Test("a reload that finds a wrong file ends with 78")
    func reload() async throws {
        #expect(try await gantryAtSampleDay(["reload"]).status == 78)
    }

    @Test("--by and the login name say who acknowledges", arguments: [([], "asha"), (["--by", "ben"], "ben")])
    func who(_ words: [String], _ name: String) async throws {
        let result = try await gantryAtSampleDay(["ack", "7", "--because", "agreed"] + words)
        #expect(result.text.hasPrefix("acknowledged by root (by: \(name)): [crm2] Licences"))
    }

    @Test(
        "a verb that is not there brings the one that was meant to mind",
        arguments: [
            (["plugin"], "gantry plugins"), (["statsu", "--json"], "gantry status"),
            (["plugins", "verfy", "x"], "gantry plugins verify"), (["plugins", "--json"], nil),
            (["plugins", "show", "lsit"], nil), (["xyzzy"], nil), (["help", "plugin"], nil), ([], nil),
        ] as [([String], String?)])
    func meant(words: [String], verb: String?) {
        #expect(GantryCommand.meant(by: words)?.verb == verb)
    }

    @Test("every verb takes --json, --root and --socket, and its help has examples")
    func help() throws {
        let groups = GantryCommand.configuration.groupedSubcommands
        let top = groups.flatMap { $0.subcommands }
        // A verb that only holds others, as `new` does, answers nothing itself.
        let verbs = top.flatMap { verb in verb is any Verb.Type ? [verb] : verb.configuration.subcommands }
        let parents = top.flatMap { verb in
            verb.configuration.subcommands.map { ("\($0)", "\(verb.configuration.commandName ?? "") ") }
        }
        let words = Dictionary(uniqueKeysWithValues: parents)
        let names = verbs.map { (words["\($0)"] ?? "") + ($0.configuration.commandName ?? "") }.sorted()
        #expect(
            names == [
                "ack",
                "actions",
                "alerts",
                "balance",
                "baseline",
                "budget",
                "cancel",
                "check",
                "deliveries list",
                "deliveries retry",
                "evm",
                "explain",
                "init",
                "load",
                "logs",
                "new project",
                "next",
                "plan",
                "plugins disable",
                "plugins enable",
                "plugins list",
                "plugins new",
                "plugins retry",
                "plugins show",
                "plugins verify",
                "projects",
                "reload",
                "run",
                "runs",
                "schema",
                "show",
                "status",
                "trace",
                "why",
                "workflows",
            ])
        for verb in verbs {
            let help = GantryCommand.helpMessage(for: verb, columns: 80)
            let name = (words["\(verb)"] ?? "") + (verb.configuration.commandName ?? "?")
            for part in ["EXAMPLES\n  gantry \(name)", "--json", "--root", "--socket"] {
                #expect(help.contains(part), "\(verb) has no \(part)")
            }
            // The usage line is the parser's own, which does not wrap it.
            let lines = help.split(separator: "\n").filter { !$0.hasPrefix("USAGE: ") }
            #expect(lines.allSatisfy { String($0).columns <= 80 })
            // A line that is broken already, and too long, would be broken in the middle of its sentence.
            for line in verb.configuration.discussion.split(separator: "\n") {
                #expect(lines.contains(line), "\(name): '\(line)' is wrapped")
            }
        }
    }
}
