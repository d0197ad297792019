import FoundationEssentials
import GantryCore
import GantryTestSupport
import Glibc
import Testing

@testable import GantryCommands

@Suite("gantry schema", .timeLimit(.minutes(1)))
struct SchemaVerbTests {
    private static var checkout: URL {
        (0..<3).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    }

    private static func texts(in folder: String, where isWanted: (String) -> Bool) throws -> [String: String] {
        let folder = checkout.appending(path: folder)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter(isWanted)
        return try Dictionary(
            uniqueKeysWithValues: names.map {
                let text = try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
                return (
                    "\(folder.lastPathComponent)/\($0)",
                    text.replacing("{{timezone}}", with: "timezone: Europe/Amsterdam")
                )
            })
    }

    /// What another program's validator says about files, by their names.
    private func complaints(of kind: String, about texts: [String: String]) async throws -> [String: [String]] {
        let schema = try JSONDecoder().decode(
            Value.self, from: Data(try await gantry(["schema", kind]).text.utf8))
        let job: Value = ["schema": schema, "documents": .map(texts.mapValues(Value.text))]
        let folder = try TemporaryFolder()
        try job.json.write(toFile: folder.path + "/job.json", atomically: true, encoding: .utf8)
        let script = Self.checkout.appending(path: "Tests/Schemas/validate").path
        let command = "'\(script)' '\(folder.path)/job.json' > '\(folder.path)/output' 2>&1"
        let status = system(command)
        let output = try String(contentsOfFile: folder.path + "/output", encoding: .utf8)
        try #require(status == 0, "\(output)")
        return try JSONDecoder().decode([String: [String]].self, from: Data(output.utf8))
    }

    @Test("it prints JSON, with --json or without", arguments: ["project", "people", "workflow", "settings", "plugin"])
    func prints(kind: String) async throws {
        let plain = try await gantry(["schema", kind])
        #expect(plain.status == 0)
        #expect(plain.text.contains("\"$id\": \"https://gantry.invalid/schema/\(kind).json\""))
        let json = try await gantry(["schema", kind, "--json"])
        #expect(json.text == plain.text)
    }

    @Test("a kind that is not there ends with 64")
    func unknownKind() async throws {
        #expect(try await gantry(["schema", "projects"]).status == 64)
        #expect(try await gantry(["schema"]).status == 64)
    }

    @Test("the workflows that ship are accepted, those with mistakes are not")
    func workflows() async throws {
        var texts = try Self.texts(in: "workflows") { $0.hasSuffix(".yaml") }
        texts.merge(try Self.texts(in: "examples/portfolio/workflows") { $0.hasSuffix(".yaml") }) { $1 }
        #expect(texts.count >= 3)
        let steps = "steps: [{ id: check, action: deadline.check }]\n"
        // Which plugins there are is each root's own.
        texts["an action of a plugin"] = "steps: [{ id: check, action: ping.check, with: { host: crm } }]\n"
        texts["an event of a plugin"] = "triggers: [{ event: ledger.booked, with: { files: [a] }, id: b }]\n" + steps
        texts["a schedule with all that goes with it"] =
            "triggers: [{ schedule: every 2 weeks 08:00, starting: 2026-01-05, ending: 2027-01-05, only: working_days, "
            + "except: [2026-12-24, 2026-12-27..2026-12-30], catch_up: { policy: all, max: 20, max_age: 2d } }]\n"
            + steps
        texts["a rule"] =
            "triggers: [{ rrule: FREQ=DAILY, at: '10:00', starting: 2026-01-05, roll: next, except: 2026-12-24 }]\n"
            + steps
        let wrong = [
            "triggers: [{ schedule: daily 08:00, only: weekdays }]\n" + steps,
            "triggers: [{ schedule: daily 08:00, except: [Christmas] }]\n" + steps,
            "triggers: [{ schedule: daily 08:00, catch_up: { max: 3 } }]\n" + steps,
            "triggers: [{ rrule: FREQ=DAILY, at: '10:00' }]\n" + steps,
            "triggers: [{ rrule: FREQ=DAILY, at: noon, starting: 2026-01-05 }]\n" + steps,
            "steps: []\n", "triggers: [sometimes]\n" + steps,
            "triggers: [{ schedule: daily 08:00, settle: 1s }]\n" + steps,
            "mode: often\n" + steps, "steps: [{ id: check, action: deadline.chek }]\n", "alerts: { to: [] }\n" + steps,
            "steps: [{ id: check, action: deadline.check, with: { colour: red } }]\n",
            "steps: [{ id: check, action: deadline.check, timeout: soon }]\n", "name: my flow\n" + steps,
            "steps: [{ id: check, action: ping }]\n", "triggers: [{ event: booked }]\n" + steps,
        ]
        texts.merge(wrong.map { ($0, $0) }) { $1 }
        for (name, found) in try await complaints(of: "workflow", about: texts) {
            #expect(found.isEmpty == !wrong.contains(name), "\(name): \(found)")
        }
    }

    @Test("settings that ship are accepted, those with mistakes are not")
    func settings() async throws {
        var texts = try Self.texts(in: "examples/portfolio") { $0 == "gantry.yaml" }
        texts.merge(try Self.texts(in: "Sources/GantryCommands/Templates") { $0 == "gantry.yaml" }) { $1 }
        texts["what plugins are granted"] =
            "plugins: { ping: { folders: [a, { path: b, write: true }], environment: [X] }, pong: { enabled: false } }\n"
        texts["a channel of a plugin"] = "channels: { a: { type: ping.note, with: { colour: red } } }\n"
        texts["limits and what is kept"] = "limits: { runs: 8 }\nkeep: { occurrences: 400d, logs: 2 weeks }\n"
        let wrong = [
            "limits: { runs: 0 }\n", "limits: { runs: 65 }\n", "keep: { logs: 12h }\n", "keep: { logs: 0d }\n",
            "calendar: { week: mon-fry }\n", "mail_domain: a@b.c\n", "channels: { inbox: { type: pigeon } }\n",
            "channels: { inbox: { type: journal, path: mail } }\n", "channels: { a: { type: ping.note, path: x } }\n",
            "plugins: { ping: { enabled: maybe } }\n", "plugins: { ping: { folders: [{ write: true }] } }\n",
            "alerts: { fallback: nobody }\n", "colour: red\n",
        ]
        texts.merge(wrong.map { ($0, $0) }) { $1 }
        for (name, found) in try await complaints(of: "settings", about: texts) {
            #expect(found.isEmpty == !wrong.contains(name), "\(name): \(found)")
        }
    }

    @Test("manifests of the plugins that ship are accepted, those with mistakes are not")
    func plugins() async throws {
        let folder = Self.checkout.appending(path: "plugins")
        var texts: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let file = folder.appending(path: "\(name)/plugin.yaml")
            texts[name] = try? String(contentsOf: file, encoding: .utf8)
        }
        #expect(texts.count >= 6)
        let head = "name: ping\nversion: 1.0.0\ndescription: Pings.\nprotocol: exec\ncommand: [./run.sh]\n"
        let actions = "actions: [{ name: ping.check, description: Pings. }]\n"
        let wrong = [
            "colour: red\n" + head + actions, head.replacing("1.0.0", with: "1.0") + actions,
            head.replacing("exec", with: "exce") + actions, head.replacing("[./run.sh]", with: "./run.sh") + actions,
            head.replacing("ping", with: "a.b") + actions, "protocol_version: 2\n" + head + actions,
            "limits: { memory: 256 }\n" + head + actions, "limits: { timeout: soon }\n" + head + actions,
            "needs: { environment: [A=1] }\n" + head + actions,
            "needs: { folders: [{ write: true }] }\n" + head + actions,
            "sha256: { run.sh: 00ff }\n" + head + actions, head + "actions: { name: ping.check }\n",
            head + "actions: [{ name: check, description: Pings. }]\n", head + "actions: [{ name: ping.check }]\n",
            head + "triggers: [{ name: ping.lost, description: Lost. }]\n",
            head
                + "actions: [{ name: ping.a, description: A., inputs: { host: { type: string, description: A. } } }]\n",
            head + "actions: [{ name: ping.a, description: A., inputs: { host: { description: A. } } }]\n",
            head + "actions: [{ name: ping.a, description: A., outputs: { up: bool } }]\n",
        ]
        texts.merge(wrong.map { ($0, $0) }) { $1 }
        for (name, found) in try await complaints(of: "plugin", about: texts) {
            #expect(found.isEmpty == !wrong.contains(name), "\(name): \(found)")
        }
    }
}
