import FoundationEssentials
import GantryCore
import GantryManifest
import GantryWorkflow
import Glibc
import Testing

@testable import GantryDefinitions

@Suite("The plugins of a root")
struct PluginTests {
    private static func manifest(_ name: String, _ more: String = "") -> String {
        "name: \(name)\nversion: 1.0.0\ndescription: Pings.\nprotocol: exec\ncommand: [./run.sh]\n\(more)"
            + "actions: [{ name: \(name).check, description: Is it there? }]\n"
    }

    private static func root(_ more: [String: String] = [:]) throws -> TemporaryRoot {
        let root = try TemporaryRoot.small()
        try install("ping", in: root)
        try root.write("workflows/p.yaml", "triggers: [manual]\nsteps: [{ id: check, action: ping.check }]\n")
        for (file, text) in more { try root.write(file, text) }
        return root
    }

    private static func install(_ name: String, in root: TemporaryRoot) throws {
        try root.write("plugins/\(name)/plugin.yaml", manifest(name))
        try root.write("plugins/\(name)/run.sh", "#!/bin/sh\n")
        root.mode("plugins/\(name)/run.sh", 0o755)
    }

    @Test("add to what workflows can name, and are watched")
    func whole() throws {
        let root = try Self.root(["plugins/README.md": "x", "plugins/.hidden/plugin.yaml": "x"])
        let read = root.load()
        #expect(root.said(read) == [])
        #expect(read.plugins.map(\.name) == ["ping"] && read.enabledPlugins.map(\.name) == ["ping"])
        #expect(read.plugins.first?.folder == root.path + "/plugins/ping")
        #expect(read.capabilities.actions.map(\.name) == ["noop", "look", "ping.check"])
        #expect(read.workflowNames == ["deadlines", "p"])
        #expect(read.folders.contains(root.path + "/plugins") && read.folders.contains(root.path + "/plugins/ping"))
        #expect(read.definitionFiles.contains(root.path + "/plugins/ping/plugin.yaml"))
        #expect(read.keptLastGood == [] && read.brokenFiles == [])
    }

    @Test("have their workflows read again when they come, change and go")
    func changes() throws {
        let root = try Self.root()
        let first = root.load()
        try root.write(
            "plugins/ping/plugin.yaml",
            Self.manifest("ping").replacing(
                "Is it there?",
                with:
                    "Is it there?, inputs: { host: { type: text, required: true, example: crm, description: Its name. } }"
            ))
        let second = root.load(first)
        #expect(
            root.said(second) == ["workflows/p.yaml:2:30 error ping.check needs 'host' | text: Its name."])
        #expect(second.keptLastGood == ["workflows/p.yaml"])
        root.move("plugins/ping", to: "ping")
        let third = root.load(second)
        #expect(third.plugins.isEmpty)
        #expect(
            root.said(third) == [
                "workflows/p.yaml:2:30 error unknown action 'ping.check': there is no plugin 'ping' | its folder would be plugins/ping"
            ])
        try FileManager.default.removeItem(atPath: root.path + "/plugins")
        #expect(root.said(root.load(third)) == root.said(third))
        try FileManager.default.createDirectory(atPath: root.path + "/plugins", withIntermediateDirectories: false)
        root.move("ping", to: "plugins/ping")
        try root.write("plugins/ping/plugin.yaml", Self.manifest("ping"))
        let fourth = root.load(third)
        #expect(root.said(fourth) == [] && fourth.keptLastGood == [])
    }

    @Test("add nothing where the settings disable them, and are there all the same")
    func disabled() throws {
        let root = try Self.root(["gantry.yaml": "plugins: { ping: { enabled: false } }\n"])
        let read = root.load()
        #expect(read.plugins.map(\.name) == ["ping"] && read.enabledPlugins.isEmpty)
        #expect(
            root.said(read) == [
                "workflows/p.yaml:2:30 error unknown action 'ping.check': plugin 'ping' is disabled | gantry plugins enable ping"
            ])
        try root.write("gantry.yaml", "plugins: { ping: { enabled: true }, pong: {} }\n")
        let second = root.load(read)
        #expect(
            root.said(second) == ["gantry.yaml:1:37 warning there is no plugin 'pong' | did you mean 'ping'?"])
        #expect(second.enabledPlugins.map(\.name) == ["ping"] && second.workflowNames == ["deadlines", "p"])
        try root.write("gantry.yaml", "plugins: { ping: { enabled: false } }\n")
        #expect(root.load(second, keepsSettings: true).enabledPlugins.map(\.name) == ["ping"])
    }

    @Test("hold on as they were while a manifest is wrong, and are missed where none was right")
    func wrong() throws {
        let root = try Self.root()
        let first = root.load()
        try root.write("plugins/ping/plugin.yaml", Self.manifest("ping", "colour: red\n"))
        var second = root.load(first)
        for _ in 0..<2 {
            #expect(second.plugins.map(\.name) == ["ping"] && second.workflowNames == ["deadlines", "p"])
            #expect(second.keptLastGood == ["plugins/ping/plugin.yaml"] && second.brokenFiles == [])
            #expect(second.diagnostics.map(\.code.description) == ["GTY0102"])
            second = root.load(second)
        }
        let fresh = root.load()
        #expect(fresh.plugins.isEmpty && fresh.keptLastGood == [])
        // Whoever names a project that is not there is told so in spite of it.
        #expect(fresh.brokenFiles == ["workflows/p.yaml"])
        #expect(
            root.said(fresh).last
                == "workflows/p.yaml:2:30 error unknown action 'ping.check': plugin 'ping' cannot be used | see plugins/ping/plugin.yaml"
        )
    }

    @Test("are missed once in a workflow, however often it names them")
    func once() throws {
        let root = try Self.root(["gantry.yaml": "plugins: { ping: { enabled: false } }\n"])
        let steps = (1...9).map { "{ id: s\($0), action: ping.check }" }.joined(separator: ", ")
        try root.write("workflows/p.yaml", "triggers: [manual, { event: ping.seen }]\nsteps: [\(steps)]\n")
        #expect(
            root.said(root.load()) == [
                "workflows/p.yaml:1:29 error unknown event 'ping.seen': plugin 'ping' is disabled | gantry plugins enable ping"
            ])
    }

    @Test("hold on where only their program is missing, and it is said until it is back")
    func program() throws {
        let root = try Self.root()
        let first = root.load()
        try root.remove("plugins/ping/run.sh")
        let second = root.load(first)
        #expect(second.plugins.map(\.name) == ["ping"] && second.keptLastGood == [])
        let missing =
            "plugins/ping/plugin.yaml:5:11 error there is no program ROOT/plugins/ping/run.sh | put it into the folder, or build it"
        #expect(root.said(second) == [missing])
        #expect(root.said(root.load(second)) == [missing])
        #expect(root.said(root.load()) == [missing])
        try root.write("plugins/ping/run.sh", "#!/bin/sh\n")
        let plain = root.load(second)
        #expect(
            root.said(plain) == [
                "plugins/ping/plugin.yaml:5:11 error ROOT/plugins/ping/run.sh cannot be executed | chmod +x ROOT/plugins/ping/run.sh"
            ])
        root.mode("plugins/ping/run.sh", 0o755)
        #expect(root.said(root.load(plain)) == [])
    }

    @Test(
        "are not used where everybody can write them, not even as they were",
        arguments: [
            ("plugins/ping/run.sh", 0o757, "plugins/ping/plugin.yaml:5:11"),
            ("plugins/ping/plugin.yaml", 0o646, "plugins/ping/plugin.yaml:1:1"),
            ("plugins/ping", 0o757, "plugins/ping:1:1"), ("plugins", 0o757, "plugins:1:1"),
        ])
    func writable(path: String, mode: mode_t, place: String) throws {
        let root = try Self.root()
        let first = root.load()
        root.mode(path, mode)
        let second = root.load(first)
        #expect(second.plugins.isEmpty && second.enabledPlugins.isEmpty)
        #expect(second.capabilities.actions.map(\.name) == ["noop", "look"])
        let said = root.said(second)
        #expect(said.count == 2, "\(said)")
        #expect(said.first?.hasPrefix("\(place) error everybody can write") == true, "\(said)")
        #expect(said.first?.hasSuffix("| chmod o-w ROOT/\(path)") == true, "\(said)")
        root.mode(path, 0o755)
        #expect(root.said(root.load(second)) == [])
    }

    @Test("are followed through links to their folders")
    func links() throws {
        let root = try Self.root()
        root.move("plugins/ping", to: "elsewhere")
        root.link("plugins/ping", to: root.path + "/elsewhere")
        root.link("plugins/gone", to: "/nowhere/at/all")
        let read = root.load()
        #expect(read.plugins.map(\.name) == ["ping"])
        #expect(
            root.said(read) == [
                "plugins/gone:1:1 error the link leads nowhere: /nowhere/at/all | rm ROOT/plugins/gone, or put the plugin where it leads"
            ])
        root.link("plugins/pong", to: root.path + "/elsewhere")
        #expect(
            root.said(root.load(read)).contains { $0.contains("the plugin is named 'ping', and its folder 'pong'") })
    }

    @Test("are told from what only looks like one")
    func others() throws {
        let root = try Self.root([
            "plugins/tools/x.py": "x", "plugins/other/manifest.yaml": "x", "plugins/alone.yaml": "x",
            "plugins/ping/plugin.yml": "x", "plugins/__pycache__/x.pyc": "x", "plugins/shared.py": "x",
        ])
        let read = root.load()
        #expect(read.plugins.map(\.name) == ["ping"])
        #expect(
            root.said(read) == [
                "plugins/alone.yaml:1:1 warning plugins/alone.yaml is not read: each plugin has a folder with a plugin.yaml | mkdir -p ROOT/plugins/alone && mv ROOT/plugins/alone.yaml ROOT/plugins/alone/plugin.yaml",
                "plugins/other/manifest.yaml:1:1 warning plugins/other/manifest.yaml is not read: a plugin's manifest is called plugin.yaml | mv ROOT/plugins/other/manifest.yaml ROOT/plugins/other/plugin.yaml",
                "plugins/ping/plugin.yml:1:1 warning plugins/ping/plugin.yml is not read, since there is plugins/ping/plugin.yaml | rm ROOT/plugins/ping/plugin.yml",
                "plugins/tools:1:1 note the folder plugins/tools/ has no plugin.yaml, so it is no plugin",
            ])
    }

    @Test("that check are told of a project that is not there before they run")
    func project() throws {
        let root = try Self.root()
        try root.write(
            "plugins/ping/plugin.yaml", Self.manifest("ping").replacing("protocol: exec", with: "protocol: nagios"))
        let workflow = { (project: String) in
            "triggers: [manual]\nsteps: [{ id: check, action: ping.check, with: { project: \(project) } }]\n"
        }
        try root.write("workflows/p.yaml", workflow("nosuch"))
        #expect(root.said(root.load()) == ["workflows/p.yaml:2:59 error there is no project 'nosuch'"])
        for good in ["portfolio", "'${{ trigger.project }}'"] {
            try root.write("workflows/p.yaml", workflow(good))
            #expect(!root.said(root.load()).contains { $0.contains("there is no project") })
        }
    }

    @Test("say that a pinned file is another one, and that a folder is missing, and are there all the same")
    func places() throws {
        let root = try Self.root()
        try root.write(
            "plugins/ping/plugin.yaml",
            Self.manifest(
                "ping",
                "needs: { folders: [notes] }\nsha256: { run.sh: "
                    + String(repeating: "0", count: 64) + " }\n"))
        let sum = "a8076d3d28d21e02012b20eaf7dbf75409a6277134439025f282e368e3305abf"
        let read = root.load()
        #expect(read.plugins.map(\.name) == ["ping"])
        #expect(
            root.said(read) == [
                "plugins/ping/plugin.yaml:6:20 warning there is no folder ROOT/notes, so the plugin cannot use it | mkdir -p ROOT/notes",
                "plugins/ping/plugin.yaml:7:19 error ROOT/plugins/ping/run.sh is not as it was pinned, so this plugin is not started: its SHA-256 is \(sum), and \(String(repeating: "0", count: 64)) is pinned | if you changed it yourself, write \(sum)",
            ])
    }

    @Test("add types of channels, which settings keep without them")
    func channels() throws {
        let root = try Self.root()
        try root.write(
            "plugins/ping/plugin.yaml",
            Self.manifest("ping", "channels: [{ name: ping.note, description: Notes. }]\n"))
        try root.write("gantry.yaml", "channels: { note: { type: ping.note } }\n")
        let first = root.load()
        #expect(root.said(first) == [])
        #expect(first.settings.channels == [ChannelSettings(id: "note", kind: .plugin("ping.note", inputs: [:]))])
        try root.write(
            "gantry.yaml", "channels: { note: { type: ping.note } }\nplugins: { ping: { enabled: false } }\n")
        let second = root.load(first)
        #expect(
            root.said(second).first
                == "gantry.yaml:1:27 warning what goes to ping.note waits: plugin 'ping' is disabled | gantry plugins enable ping"
        )
        // The channel holds on, so that the file is good and its messages wait for the plugin.
        #expect(second.enabledPlugins.isEmpty)
        #expect(second.settings.channels == first.settings.channels)
        #expect(second.keptLastGood == ["workflows/p.yaml"])
    }
}
