import GantryCore
import GantryYAML
import Testing

@testable import GantryWorkflow

@Suite("What plugins add to workflows and settings")
struct CapabilityTests {
    private static func events(_ triggers: String) -> [Trigger]? {
        let steps = "steps: [{ id: a, action: noop }]\n"
        return readWorkflow("triggers: \(triggers)\n" + steps).workflow?.triggers
    }

    @Test("an event fires with its inputs, defaults filled in")
    func event() throws {
        let triggers = try #require(Self.events("[{ event: watcher.seen, with: { path: 017, sums: { b: 2, a: 1 } } }]"))
        let expected = EventTrigger(
            name: "watcher.seen", inputs: ["path": "017", "every": "10s", "sums": ["a": 1, "b": 2]])
        #expect(triggers.map(\.kind) == [.event(expected)])
    }

    @Test(
        "an event is known by what it is subscribed to, however that is written",
        arguments: [
            ("{ event: watcher.gone }", "event watcher.gone"), ("{ event: watcher.gone, with: }", "event watcher.gone"),
            ("{ event: watcher.gone, id: lost }", "lost"),
            ("{ event: watcher.seen, with: { path: a } }", #"event watcher.seen {"path":"a"}"#),
            ("{ with: { every: 10s, path: a }, event: watcher.seen }", #"event watcher.seen {"path":"a"}"#),
            (
                "{ event: watcher.seen, with: { sums: { b: 2, a: 1.50 }, path: a } }",
                #"event watcher.seen {"path":"a","sums":{"a":1.5,"b":2}}"#
            ),
            (
                "{ event: watcher.seen, with: { path: a, every: 1m } }",
                #"event watcher.seen {"every":"1m","path":"a"}"#
            ),
        ])
    func identity(trigger: String, id: String) { #expect(Self.events("[\(trigger)]")?.map(\.id) == [id]) }

    @Test(
        "events with mistakes are told what mends them",
        arguments: [
            (
                "{ event: watcher.sen, with: { path: a } }",
                ["1:21 0318 unknown event 'watcher.sen' | did you mean 'watcher.seen'?"]
            ),
            (
                "{ event: lost.seen }",
                ["1:21 0318 unknown event 'lost.seen': there is no plugin 'lost' | its folder would be plugins/lost"]
            ),
            (
                "{ event: off.seen }",
                ["1:21 0318 unknown event 'off.seen': plugin 'off' is disabled | gantry plugins enable off"]
            ),
            ("{ event: watcher.seen }", ["1:21 0503 watcher.seen needs 'path' | text: where"]),
            ("{ event: watcher.seen, with: { path: null } }", ["1:35 0503 watcher.seen needs 'path' | text: where"]),
            (
                "{ event: watcher.seen, with: { path: a, evry: 1s } }",
                ["1:52 0502 watcher.seen has no input 'evry' | did you mean 'every'?"]
            ),
            (
                "{ event: watcher.seen, with: { path: '${{ trigger.at }}' } }",
                [
                    "1:49 0504 an expression cannot stand here | this is needed before anything runs: write the value"
                ]
            ),
            (
                "{ event: watcher.seen, with: { path: a, sums: { x: '${{ 1 }}' } } }",
                [
                    "1:63 0504 an expression cannot stand here | this is needed before anything runs: write the value"
                ]
            ),
            (
                "{ event: watcher.seen, with: { path: [a], every: soon } }",
                [
                    "1:49 0504 this is list, and text is wanted",
                    "1:61 0504 'soon' is not a duration such as 90s, 10m or 2h",
                ]
            ),
            (
                "{ event: watcher.gone, settle: 1s }",
                ["1:35 0102 unknown key 'settle' in a trigger | 'settle' goes with 'project' and 'files'"]
            ),
            (
                "{ schedule: daily 08:00, with: {} }",
                ["1:37 0102 unknown key 'with' in a trigger | 'with' goes with 'event'"]
            ),
            (
                "{ event: watcher.gone, files: a }",
                ["1:14 0312 this trigger is 'files' already | begin another trigger with '- event:'"]
            ),
            (
                "{ event: watcher.gone }, { event: watcher.gone, with: {} }",
                [
                    "1:37 0310 the trigger 'event watcher.gone' stands twice; it is on line 1 too | remove one, or give one an 'id' of its own"
                ]
            ),
            ("watcher.gone", ["1:12 0312 'watcher.gone' is not a trigger | write '- event: watcher.gone'"]),
        ])
    func wrongEvents(trigger: String, expected: [String]) {
        #expect(workflowMistakes("triggers: [\(trigger)]\nsteps: [{ id: a, action: noop }]\n") == expected)
    }

    /// One step after a step of a plugin.
    private static func steps(_ condition: String, triggers: String = "[manual]") -> [String] {
        workflowMistakes(
            "triggers: \(triggers)\nsteps:\n  - { id: see-it, action: watcher.look }\n"
                + "  - { id: run, action: noop, if: \"\(condition)\" }\n  - { id: end, action: noop }\n")
    }

    @Test(
        "outputs that the action declares are known by name and type",
        arguments: [
            ("steps['see-it'].seen > 3", []), ("steps['see-it']['seen'] > 3", []), ("steps['see-it'].up", []),
            ("steps['see-it'].more.any.thing == 3", []), ("size(steps['see-it'].names) > 0", []),
            ("steps['see-it'].seen != null", []), ("default(steps['see-it'].seen, 0) > 3", []),
            ("contains(steps['see-it'].names, 'a')", []), ("steps['see-it'] != null", []),
            (
                "steps['see-it'].sen > 3",
                ["4:51 0302 step 'see-it' gives no 'sen' | did you mean 'seen'?"]
            ),
            (
                "steps['see-it']['colour'] == 3",
                ["4:50 0302 step 'see-it' gives no 'colour' | there are seen, up, names, more"]
            ),
            (
                "steps['see-it'].seen > 'a'",
                ["4:56 0305 '>' orders two numbers or two texts, and here are number and text"]
            ),
            (
                "steps['see-it'].seen",
                ["4:34 0305 'if' wants bool, and this is number | compare it: value != 0"]
            ),
            ("steps['see-it'].seen.more", ["4:56 0305 there is no '.more' in number: only maps have members"]),
        ])
    func outputs(condition: String, expected: [String]) { #expect(Self.steps(condition) == expected) }

    @Test("outputs of an action that declares none are let be")
    func undeclared() {
        #expect(
            workflowMistakes(
                "triggers: [manual]\nsteps:\n  - { id: a, action: noop }\n"
                    + "  - { id: b, action: noop, if: steps.a.anything.at.all }\n") == [])
    }

    @Test("outputs are held against the input that takes them")
    func inputs() {
        let text = """
            triggers: [manual]
            steps:
              - { id: a, action: watcher.look }
              - { id: b, action: log, with: { message: "${{ steps.a.seen }}", count: "${{ steps.a.up }}" } }
              - { id: c, action: log, with: { message: "n ${{ steps.a.seen }}", count: "${{ steps.a.seen }}" } }
            """
        #expect(
            workflowMistakes(text) == [
                "4:44 0504 this is number, and text is wanted | with text around it, it becomes text",
                "4:74 0504 this is bool, and number is wanted",
            ])
    }

    @Test(
        "what an event carries is known where every event of the workflow says so",
        arguments: [
            ("[{ event: watcher.seen, with: { path: a } }]", "trigger.event.amount > 3", []),
            (
                "[{ event: watcher.seen, with: { path: a } }]", "trigger.event.to == 'a'",
                ["4:49 0302 the event carries no 'to' | there are amount, line"]
            ),
            (
                "[{ event: watcher.seen, with: { path: a } }]", "trigger['event'].amount == 'a'",
                [
                    "4:59 0305 '==' compares values of one type, and here are number and text | numbers are written without quotes"
                ]
            ),
            ("[{ event: watcher.seen, with: { path: a } }, { event: watcher.moved }]", "trigger.event.to == 'a'", []),
            (
                "[{ event: watcher.seen, with: { path: a } }, { event: watcher.moved }]", "trigger.event.amount == 'a'",
                []
            ),
            ("[{ event: watcher.seen, with: { path: a } }, { event: watcher.gone }]", "trigger.event.x == 'a'", []),
            ("[manual]", "trigger.event.x == 'a'", []),
        ])
    func event(triggers: String, condition: String, expected: [String]) {
        #expect(Self.steps(condition, triggers: triggers) == expected)
    }

    @Test(
        "an action that is missing is told why",
        arguments: [
            ("off.check", "unknown action 'off.check': plugin 'off' is disabled | gantry plugins enable off"),
            ("ping.check", "unknown action 'ping.check': there is no plugin 'ping' | its folder would be plugins/ping"),
            ("watcher.lok", "unknown action 'watcher.lok' | did you mean 'watcher.look'?"),
            ("watcher.something", "unknown action 'watcher.something' | 'gantry actions' lists them"),
        ])
    func actions(name: String, expected: String) {
        #expect(
            workflowMistakes("triggers: [manual]\nsteps: [{ id: a, action: \(name) }]\n") == ["2:26 0501 \(expected)"])
    }

    @Test("no workflow has the name of the daemon's own alerts")
    func reserved() {
        let text = "triggers: [manual]\nsteps: [{ id: a, action: noop }]\n"
        #expect(
            readWorkflow("name: gantry\n" + text).diagnostics.first?.hasPrefix(
                "workflows/w.yaml:1:7: error: a workflow cannot be named 'gantry' [GTY0315]") == true)
        #expect(readWorkflow(text, file: "workflows/gantry.yaml").workflow == nil)
        #expect(readWorkflow(text, file: "workflows/gantry2.yaml").workflow != nil)
    }

    // MARK: Settings

    private static func settings(_ text: String) -> [String] {
        settingsMistakes(text, capabilities: testCapabilities)
    }

    @Test("a channel of a plugin has its inputs, defaults filled in")
    func channel() throws {
        let read = readSettings(
            "channels: { note: { type: watcher.note, with: { colour: red } } }\n", capabilities: testCapabilities)
        #expect(read.diagnostics == [])
        #expect(
            read.settings?.channels == [
                ChannelSettings(
                    id: "note", kind: .plugin("watcher.note", inputs: ["folder": "notes", "colour": "red"]))
            ])
        #expect(read.settings?.channels.map(\.type) == ["watcher.note"])
    }

    @Test(
        "channels with mistakes are told what mends them",
        arguments: [
            ("{ type: watcher.note }", ["1:27 0503 watcher.note needs 'colour' | red | blue: of the paper"]),
            (
                "{ type: watcher.note, colour: red }",
                [
                    "1:27 0503 watcher.note needs 'colour' | red | blue: of the paper",
                    "1:41 0102 unknown key 'colour' in a channel | it is an input: with: { colour: … }",
                ]
            ),
            (
                "{ type: watcher.note, with: { colour: rde } }",
                ["1:57 0504 'rde' is not one of red, blue | did you mean 'red'?"]
            ),
            (
                "{ type: watcher.note, path: x, with: { colour: red } }",
                ["1:41 0102 unknown key 'path' in a channel | the keys here are type, with"]
            ),
            (
                "{ type: watcher.nots }",
                [
                    "1:27 0401 'watcher.nots' is not a type of channel; there are maildir, journal and watcher.note | did you mean 'watcher.note'?"
                ]
            ),
            (
                "{ type: email }",
                ["1:27 0401 channel type email is not in this version; there are maildir, journal and watcher.note"]
            ),
        ])
    func channels(channel: String, expected: [String]) {
        #expect(Self.settings("channels: { note: \(channel) }\n") == expected)
    }

    @Test(
        "a channel of a plugin that is missing holds on, with a warning",
        arguments: [
            ("off.note", "", "plugin 'off' is disabled | gantry plugins enable off"),
            ("gone.note", "", "there is no plugin 'gone' | its folder would be plugins/gone"),
            (
                "watcher.note", "plugins: { watcher: { enabled: false } }\n",
                "plugin 'watcher' is disabled | gantry plugins enable watcher"
            ),
        ])
    func absent(type: String, rest: String, reason: String) {
        let collector = DiagnosticCollector()
        let text = "channels: { note: { type: \(type), with: { colour: red } } }\n\(rest)"
        let settings = Settings.read(
            SourceText(name: "gantry.yaml", text: text), capabilities: testCapabilities, collector)
        #expect(settings?.channels == [ChannelSettings(id: "note", kind: .plugin(type, inputs: ["colour": "red"]))])
        let said = collector.diagnostics.map { "\($0.severity) \($0.message) | \($0.hint ?? "")" }
        #expect(said == ["warning what goes to \(type) waits: \(reason)"])
    }

    @Test("plugins are granted folders and variables")
    func grants() throws {
        let (settings, diagnostics) = readSettings(
            """
            plugins:
              git: { folders: [/srv//git/, ./projects, { path: /srv/x, write: true }], environment: HTTPS_PROXY }
              ping: { enabled: false }
              pong:
            """)
        #expect(diagnostics == [])
        let plugins = try #require(settings?.plugins)
        #expect(plugins.keys.sorted() == ["git", "ping", "pong"])
        #expect(
            plugins["git"]?.folders == [
                PluginFolder(path: "/srv/git", isWritable: false), PluginFolder(path: "projects", isWritable: false),
                PluginFolder(path: "/srv/x", isWritable: true),
            ])
        #expect(plugins["git"]?.environment == ["HTTPS_PROXY"])
        #expect(["git", "ping", "pong", "other"].map { settings?.isEnabled($0) } == [true, false, true, true])
    }

    @Test(
        "settings of plugins with mistakes are told what mends them",
        arguments: [
            (
                "[ping]",
                [
                    "1:10 0104 a list stands here, and a mapping from plugins to their settings is wanted | write ping: { enabled: false }"
                ]
            ),
            (
                "{ ping: { disabled: true } }",
                ["1:20 0102 unknown key 'disabled' in the settings of a plugin | write 'enabled: false'"]
            ),
            (
                "{ ping: { network: true } }",
                [
                    "1:20 0102 unknown key 'network' in the settings of a plugin | this stands in the plugin's own plugin.yaml"
                ]
            ),
            ("{ ping: { folders: [~/x] } }", ["1:30 0811 '~' is nobody's home here | write it from '/' on"]),
            ("{ ping: { environment: [HOME] } }", ["1:34 0811 HOME is set for every plugin | leave it out"]),
            ("{ ping: { enabled: no } }", ["1:29 0104 'no' is not true or false"]),
        ])
    func plugins(text: String, expected: [String]) { #expect(Self.settings("plugins: \(text)\n") == expected) }
}
