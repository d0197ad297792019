import FoundationEssentials
import GantryCore
import GantryTime
import GantryWorkflow
import GantryYAML
import Testing

@testable import GantryManifest

@Suite("A plugin's manifest")
struct ManifestReaderTests {
    private static let whole = """
        name: ping
        version: 1.2.0-rc.1
        description: "Tells which hosts answer. "
        protocol: exec
        protocol_version: 1
        command: [./ping.sh, --count, 3, true, "1.50"]
        limits: { timeout: 10s, memory: 64MiB, output: 8KiB, processes: 4 }
        needs:
          secrets: [ping-token]
          network: true
          folders: [projects/, { path: ./projects/imported, write: true }, /srv/git]
          environment: [HTTPS_PROXY]
        sha256: { ./ping.sh: 00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff }
        actions:
          - name: ping.check
            description: Is a host there?
            inputs:
              host: { type: text, required: true, description: Its name., example: crm.example.org }
              tries: { type: number, default: 3, description: How often. }
              code: { type: text, default: 017, description: A text. }
              notes: { type: list of text, example: [a, "b: c"], description: Notes. }
              level: { type: [low, high], description: How loud. }
            outputs: { up: { type: bool, description: Whether. } }
            rules: [unreachable, slow]
            repeatable: false
            command: [python3, trace.py]
          - { name: ping.plain, description: Nothing. }
        channels:
          - { name: ping.send, description: Sends., inputs: { to: { type: text, description: Whom. } } }
        """

    @Test("is read whole")
    func whole() throws {
        let read = ReadManifest(Self.whole)
        #expect(read.diagnostics.map(\.description) == [])
        let manifest = try #require(read.manifest)
        #expect(manifest.identity == PluginIdentity(name: "ping", version: "1.2.0-rc.1"))
        #expect(manifest.summary == "Tells which hosts answer.")
        #expect(manifest.form == .exec)
        #expect(manifest.folder == "/srv/plugins/ping")
        #expect(
            manifest.limits
                == .init(timeout: .seconds(10), memory: 64 << 20, output: 8 << 10, processes: 4))
        #expect(manifest.needs.places.keys.sorted() == ["/srv/git", "projects", "projects/imported"])
        var needs = manifest.needs
        needs.places = [:]
        #expect(
            needs
                == .init(
                    secrets: ["ping-token"], network: true,
                    folders: [
                        PluginFolder(path: "projects", isWritable: false),
                        PluginFolder(path: "projects/imported", isWritable: true),
                        PluginFolder(path: "/srv/git", isWritable: false),
                    ], environment: ["HTTPS_PROXY"]))
        #expect(
            manifest.pins == ["ping.sh": "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"])
        #expect(manifest.triggers == [])
        #expect(manifest.channels.map(\.name) == ["ping.send"])
        #expect(manifest.channels.first?.inputs == [InputDeclaration("to", .text, "Whom.")])
    }

    @Test("keeps the words of a command as they are written")
    func words() throws {
        let manifest = try #require(ReadManifest(Self.whole).manifest)
        #expect(texts(manifest.command) == ["./ping.sh", "--count", "3", "true", "1.50"])
        #expect(texts(manifest.actions.first?.command) == ["python3", "trace.py"])
        #expect(manifest.actions.last?.command == nil)
    }

    private func texts(_ command: PluginManifest.Command?) -> [String]? {
        command?.words.map { word in
            guard case .literal(let value, _) = word else { return "?" }
            return value.text ?? "no text"
        }
    }

    @Test("declares actions as built-in ones do, with a step to paste")
    func actions() throws {
        let manifest = try #require(ReadManifest(Self.whole).manifest)
        let check = try #require(manifest.actions.first?.declaration)
        #expect(check.plugin == manifest.identity)
        #expect(check.rules == ["unreachable", "slow"])
        #expect(!check.isRepeatable)
        #expect(check.outputs == [OutputDeclaration("up", .bool, "Whether.")])
        #expect(
            check.inputs == [
                InputDeclaration("host", .text, required: true, example: "crm.example.org", "Its name."),
                InputDeclaration("tries", .number, default: 3, "How often."),
                InputDeclaration("code", .text, default: "017", "A text."),
                InputDeclaration("notes", .list(.text), example: ["a", "b: c"], "Notes."),
                InputDeclaration("level", .oneOf(["low", "high"]), "How loud."),
            ])
        #expect(
            check.example == """
                - id: check
                  action: ping.check
                  with: { host: crm.example.org, notes: [a, 'b: c'] }
                """)
        let plain = try #require(manifest.actions.last?.declaration)
        #expect(plain.rules == ["ping.plain"] && plain.isRepeatable && plain.inputs == [] && plain.outputs == [])
        #expect(plain.example == "- id: plain\n  action: ping.plain")
    }

    @Test("has a step to paste that is right by its own declaration")
    func example() throws {
        let manifest = try #require(ReadManifest(Self.whole).manifest)
        for declaration in manifest.capabilities.actions {
            let steps = declaration.example.split(separator: "\n").map { "  \($0)\n" }.joined()
            let collector = DiagnosticCollector()
            let workflow = WorkflowReader.read(
                SourceText(name: "w.yaml", bytes: Array("triggers: [manual]\nsteps:\n\(steps)".utf8)),
                settings: Settings(timeZone: .utc), capabilities: manifest.capabilities, collector)
            #expect(collector.diagnostics.map(\.description) == [])
            #expect(workflow?.steps.map(\.action) == [declaration.name])
        }
    }

    @Test("takes limits that are left out from the standard ones")
    func standard() throws {
        let text = """
            name: ping
            version: 0.1.0
            description: Pings.
            protocol: serve
            command: [./ping]
            limits: { timeout: 5s }
            triggers:
              - name: ping.lost
                description: A host is lost.
                outputs: { host: { type: text, description: Its name. } }
            """
        let read = ReadManifest(text)
        #expect(read.diagnostics.map(\.description) == [])
        let manifest = try #require(read.manifest)
        #expect(manifest.limits.timeout == .seconds(5))
        #expect(manifest.limits.memory == PluginManifest.Limits.standard.memory)
        #expect(manifest.needs == PluginManifest.Needs())
        #expect(manifest.triggers.map(\.outputs) == [[OutputDeclaration("host", .text, "Its name.")]])
        #expect(manifest.triggers.map(\.plugin.name) == ["ping"])
    }

    private static let check = """
        name: ping
        version: 1.0.0
        description: Checks.
        protocol: nagios
        command: [/usr/lib/nagios/plugins/check_ping, -H, "${{ inputs.host }}", [-w, "${{ inputs.warn }}"], "${{ inputs.more }}", -c, 1.50]
        actions:
          - name: ping.check
            description: Is it there?
            inputs:
              host: { type: text, required: true, description: Its name., example: crm }
              warn: { type: number, description: When. }
              more: { type: list of text, description: More words. }
          - name: ping.load
            description: How busy is it?
            command: [./load, "--host=${{ inputs.subject }}"]
            inputs: { subject: { type: text, default: host/crm, description: Which host. } }
        """

    @Test("gives every monitoring check what its finding is made from, and puts inputs into its words")
    func nagios() throws {
        let read = ReadManifest(Self.check)
        #expect(read.diagnostics.map(\.description) == [])
        let manifest = try #require(read.manifest)
        let actions = manifest.capabilities.actions
        #expect(
            actions.map { $0.inputs.map(\.name) } == [
                ["host", "warn", "more", "subject", "project", "owner"], ["subject", "project", "owner"],
            ])
        #expect(actions.last?.inputs.first?.defaultValue == "host/crm")
        #expect(actions.allSatisfy { $0.outputs.map(\.name) == ["state", "message", "long", "measures"] })
        let inputs: Scope = ["inputs": ["host": "crm", "warn": 5, "more": ["-4", "-q"]]]
        let values = try manifest.command?.words.map { try Evaluator().evaluate($0, in: inputs) }
        #expect(
            values == [
                "/usr/lib/nagios/plugins/check_ping", "-H", "crm", ["-w", 5], ["-4", "-q"], "-c", "1.50",
            ])
    }

    @Test("ships right with every plugin of this checkout")
    func shipped() throws {
        let folder = ReadManifest.checkout.appending(path: "plugins")
        var found = 0
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            let file = folder.appending(path: name).appending(path: "plugin.yaml")
            guard let text = try? String(contentsOf: file, encoding: .utf8) else { continue }
            let read = ReadManifest(text, folder: folder.path + "/" + name, name: "plugins/\(name)/plugin.yaml")
            #expect(read.diagnostics.map(\.description) == [])
            #expect(read.manifest != nil)
            found += 1
        }
        #expect(found >= 6)
    }
}
