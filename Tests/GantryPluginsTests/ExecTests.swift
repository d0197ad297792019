import GantryCore
import GantryTestSupport
import Testing

@testable import GantryPlugins

@Suite("A process for each call", .timeLimit(.minutes(5)))
struct ExecTests {
    private static let manifest = """
        protocol: exec
        command: [./main.sh]
        limits: { timeout: 10m }
        actions:
          - name: test.check
            description: Is it well?
            inputs:
              host: { type: text, default: crm }
              projects: { type: list of text }
            outputs: { up: { type: bool } }
            rules: [unreachable, slow]
        """

    /// A plugin that prints lines and ends.
    private func plugin(_ lines: String, exit code: Int = 0) throws -> Workshop {
        try Workshop(
            Self.manifest,
            files: [
                "main.sh":
                    "#!/bin/sh\ncat >/dev/null\ncat <<'END'\n\(lines)\nEND\nexit \(code)\n"
            ])
    }

    @Test("is given the request of the protocol, on its input, and nothing else")
    func request() async throws {
        let workshop = try Workshop(
            Self.manifest,
            files: ["main.sh": "#!/bin/sh\ncat >$HOME/request.json; env | sort >$HOME/env; pwd >$HOME/pwd\n"])
        _ = try await workshop.run("test.check", ["host": "crm.example.org"])
        let request = try #require(workshop.folder.text("work/test/request.json"))
        for part in [
            #""protocol":1"#, #""action":"test.check""#, #""inputs":{"host":"crm.example.org"}"#, #""secrets":{}"#,
            #""id":"12""#, #""workflow":"w""#, #""timezone":"Europe/Amsterdam""#, #""path":"/srv/crm2.yaml""#,
        ] {
            #expect(request.contains(part), "\(part) is not in \(request)")
        }
        let work = "\(workshop.folder.path)/work/test"
        #expect(workshop.folder.text("work/test/pwd") == "\(workshop.folder.path)/plugins/test\n")
        let variables = try #require(workshop.folder.text("work/test/env")).split(separator: "\n").map(String.init)
        #expect(
            variables.filter { !$0.hasPrefix("PWD=") && !$0.hasPrefix("SHLVL=") && !$0.hasPrefix("_=") } == [
                "GANTRY_PLUGIN=test", "GANTRY_PROTOCOL=exec", "GANTRY_ROOT=\(workshop.folder.path)", "HOME=\(work)",
                "LANG=C.UTF-8",
                "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TMPDIR=\(work)",
                "TZ=Europe/Amsterdam",
            ])
    }

    @Test("gets the variables that its manifest asks for and the settings grant")
    func environment() async throws {
        let workshop = try Workshop(
            Self.manifest + "\nneeds: { environment: [COLOUR] }",
            files: ["main.sh": "#!/bin/sh\necho \"$COLOUR $OTHER\" >&2\n"])
        _ = try await workshop.run()
        #expect(workshop.log == "blue \n")
    }

    @Test("gives findings, with what it leaves out filled in")
    func findings() async throws {
        let place = #"{"file":"f","line":3}"#
        let evidence = #"{"rule":"r","inputs":[{"name":"n","value":"v","source":\#(place)}],"arithmetic":["1+1"]}"#
        let more = #""owner":"ben","due":"2026-12-18","stage":{"name":"3wd","rank":7},"evidence":\#(evidence)"#
        let workshop = try plugin(
            #"""
            {"type":"finding","subject":"host/crm","severity":"critical","message":"crm does not answer"}
            {"type":"finding","project":"shop","rule":"slow","subject":"host/shop","severity":"info","message":"slow",\#(more)}
            """#)
        let result = try await workshop.run()
        let first = try #require(result.findings.first)
        #expect(
            [first.rule, first.project, first.stage.name, first.evidence.rule] == [
                "unreachable", "portfolio", "critical", "Is it well?",
            ])
        #expect(first.advice.first == "gantry explain portfolio/unreachable/crm")
        let second = try #require(result.findings.last)
        #expect([second.rule, second.project, second.owner, second.stage.name] == ["slow", "shop", "ben", "3wd"])
        #expect(second.evidence.inputs.first?.source?.line == 3)
        #expect(result.evaluated == ["crm2", "shop", "portfolio"])
        #expect(result.rules == ["unreachable", "slow"])
    }

    @Test("belongs to the one project that it is asked about")
    func oneProject() async throws {
        let workshop = try plugin(#"{"type":"finding","subject":"x","severity":"info","message":"m"}"#)
        let result = try await workshop.run("test.check", ["projects": ["shop"]])
        #expect(result.findings.map(\.project) == ["shop"])
        #expect(result.evaluated == ["shop", "portfolio"])
    }

    @Test("has a reason where it fails without one")
    func noReason() async throws {
        let workshop = try plugin(#"{"type":"failure","message":""}"#)
        #expect(try await workshop.failure() == "it failed, and did not say why")
    }

    @Test("resolves nothing in a project that it skipped, and says so in the log")
    func skipped() async throws {
        let workshop = try plugin(
            """
            {"type":"skipped","project":"crm2","message":"no repository"}
            {"type":"progress","percent":40,"message":"half"}
            {"type":"log","level":"warning","message":"careful"}
            {"type":"output","value":{"up":true}}
            """)
        let result = try await workshop.run()
        #expect(result.evaluated == ["shop", "portfolio"])
        #expect(result.output == ["up": true])
        #expect(workshop.log == "crm2 was not looked at whole: no repository\n40 % half\nwarning: careful\n")
    }

    @Test("may skip the portfolio, and names in the log an owner whom nobody knows")
    func skippedPortfolio() async throws {
        let workshop = try plugin(
            """
            {"type":"skipped","project":"portfolio","message":"half of it cannot be read"}
            {"type":"finding","subject":"x","severity":"info","message":"m","project":"shop","owner":"asha+nobdy"}
            {"type":"finding","subject":"y","severity":"info","message":"m","project":"shop","owner":"asha"}
            """)
        let result = try await workshop.run()
        #expect(result.evaluated == ["crm2", "shop"])
        #expect(workshop.log.hasSuffix("warning: nobody is called 'nobdy', the owner of x\n"))
        #expect(!workshop.log.contains("of y"))
    }

    @Test(
        "that breaks the protocol fails, and says how",
        arguments: [
            ("hello", "it printed what is no line of the protocol: 'hello' is not JSON"),
            (#"{"type":"finding","severity":"info","message":"m"}"#, "'subject' is missing"),
            (#"{"type":"finding","subject":"s","severity":"bad","message":"m"}"#, "has the severity 'bad'"),
            (
                #"{"type":"finding","subject":"s","severity":"info","message":"m","project":"no"}"#,
                "names the project 'no'"
            ),
            (#"{"type":"finding","subject":"s","severity":"info","message":"m","rule":"no"}"#, "names the rule 'no'"),
            (#"{"type":"finding","subject":" ","severity":"info","message":"m"}"#, "a finding has an empty 'subject'"),
            (#"{"type":"finding","subject":"s","severity":"info","message":"a\nb"}"#, "holds a line break"),
            (#"{"type":"finding","subject":"s","severity":"info","message":"m","due":"soon"}"#, "is due 'soon'"),
            (
                #"{"type":"finding","subject":"s","severity":"info","message":"m"}"# + "\n"
                    + #"{"type":"finding","subject":"s","severity":"info","message":"m"}"#, "twice"
            ),
            (#"{"type":"output","value":{"up":1}}"#, "its output 'up' is wrong: this is number, and bool is wanted"),
            (#"{"type":"output","value":{"upp":true}}"#, "its output has 'upp', which plugin.yaml does not declare"),
            (#"{"type":"output","value":{}}"# + "\n" + #"{"type":"output","value":{}}"#, "it gave a second output"),
            (#"{"type":"skipped","project":"no","message":"m"}"#, "it skips the project 'no'"),
            (#"{"type":"surprise"}"#, "surprise"), (#"{"no":"type"}"#, "type"),
        ])
    func breaks(lines: String, reason: String) async throws {
        let failure = try #require(try await plugin(lines).failure())
        #expect(failure.hasPrefix("plugin test: "))
        #expect(failure.contains(reason), "\(failure)")
    }

    @Test("that fails says why in its own words")
    func fails() async throws {
        #expect(try await plugin(#"{"type":"failure","message":"no login"}"#).failure() == "no login")
        #expect(try await plugin(#"{"type":"failure","message":"no login"}"#, exit: 1).failure() == "no login")
        let stderr = try Workshop(
            Self.manifest, files: ["main.sh": "#!/bin/sh\necho first >&2; echo last >&2; exit 3\n"])
        #expect(try await stderr.failure() == "last")
        let silent = try Workshop(Self.manifest, files: ["main.sh": "#!/bin/sh\nexit 3\n"])
        #expect(try await silent.failure() == "it ended with exit code 3")
    }

    @Test("that is too slow or prints too much is stopped")
    func limits() async throws {
        let manifest = Self.manifest.replacing("timeout: 10m", with: "timeout: 300ms, output: 4KiB")
        let slow = try Workshop(manifest, files: ["main.sh": "#!/bin/sh\nsleep 1000\n"])
        #expect(try await slow.failure() == "plugin test: it did not end within 300ms and was stopped")
        let loud = try Workshop(
            manifest.replacing("300ms", with: "10m"), files: ["main.sh": "#!/bin/sh\nwhile :; do echo aaaaaaaa; done\n"]
        )
        #expect(try await loud.failure() == "plugin test: it printed more than 4 KiB and was stopped")
    }

    @Test("cannot read beyond its folder and what is granted, where the kernel has Landlock", .enabled(if: hasLandlock))
    func fence() async throws {
        let script = "#!/bin/sh\ncat \"../../other/secret.txt\" >&2 || exit 1\n"
        let workshop = try Workshop(Self.manifest, files: ["main.sh": script])
        workshop.folder.write("other/secret.txt", "open sesame")
        #expect(try #require(try await workshop.failure()).contains("ermission denied"))
        try workshop.install(
            Self.manifest, grant: Grant(folders: [PluginFolder(path: "other", isWritable: false)]))
        _ = try await workshop.run()
        #expect(workshop.log.contains("open sesame"))
    }
}

@Suite("Secrets of a plugin", .timeLimit(.minutes(5)))
struct PluginSecretTests {
    private static let manifest = """
        protocol: exec
        command: [./main.sh]
        needs: { secrets: [test-token] }
        actions: [{ name: test.check, description: Is it well? }]
        """

    private func plugin(_ script: String, secret: String? = "s3cret-word") throws -> Workshop {
        let workshop = try Workshop(Self.manifest, files: ["main.sh": "#!/bin/sh\n\(script)\n"])
        if let secret { workshop.folder.write("secrets/test-token", secret + "\n", mode: 0o600) }
        try workshop.install(Self.manifest)
        return workshop
    }

    @Test("come in the request, and never in the environment or the arguments")
    func given() async throws {
        let workshop = try plugin("cat >$HOME/request; env >$HOME/env; echo \"$*\" >>$HOME/env")
        _ = try await workshop.run()
        #expect(workshop.folder.text("work/test/request")?.contains(#""test-token":"s3cret-word""#) == true)
        #expect(workshop.folder.text("work/test/env")?.contains("s3cret") == false)
    }

    @Test("are taken out of all that it says")
    func masked() async throws {
        let workshop = try plugin(
            """
            echo 'oops s3cret-word' >&2
            echo '{"type":"log","message":"with s3cret-word"}'
            echo '{"type":"finding","subject":"s","severity":"info","message":"key s3cret-word"}'
            echo '{"type":"output","value":{"k":"s3cret-word"}}'
            """)
        let result = try await workshop.run()
        #expect(result.findings.map(\.message) == ["key ***"])
        #expect(result.output == ["k": "***"])
        #expect(!workshop.log.contains("s3cret"))
        let failing = try plugin(#"echo '{"type":"failure","message":"bad s3cret-word"}'"#)
        #expect(try await failing.failure() == "bad ***")
    }

    @Test("that are missing fail the call, and say where to put them")
    func missing() async throws {
        let failure = try #require(try await plugin("exit 0", secret: nil).failure())
        #expect(failure.contains("the secret 'test-token' of plugin test is missing: there is no file"))
        #expect(failure.contains("write it there with mode 0600, then gantry reload"))
    }

    @Test("that change are taken with the next reading")
    func rotated() async throws {
        let workshop = try plugin("cat >$HOME/request")
        workshop.folder.write("secrets/test-token", "n3w-word", mode: 0o600)
        try workshop.install(Self.manifest)
        _ = try await workshop.run()
        #expect(workshop.folder.text("work/test/request")?.contains("n3w-word") == true)
    }
}

/// Whether the kernel can fence programs.
let hasLandlock: Bool = {
    guard let output = try? text(of: "gantry-child", "--probe") else { return false }
    return !output.contains("landlock=0")
}()
