import GantryChildren
import GantryManifest
import GantryTestSupport
import GantryYAML
import Synchronization
import Testing

@testable import GantryPlugins

@Suite("The conformance kit", .timeLimit(.minutes(5)))
struct ConformanceTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What a plugin fails at, each with its reason.
    private func failures(_ manifest: String, _ files: [String: String]) async throws -> [String: String] {
        var failures: [String: String] = [:]
        for check in try await checks(manifest, files) {
            if case .failed(let reason) = check.outcome { failures[check.name] = reason }
        }
        return failures
    }

    /// Everything that a plugin is held to.
    private func checks(_ manifest: String, _ files: [String: String]) async throws -> [ConformanceCheck] {
        for (name, text) in files { folder.write("plugins/test/\(name)", text, mode: 0o755) }
        let collector = DiagnosticCollector()
        let head = "name: test\nversion: 1.0.0\ndescription: A test.\n"
        let plugin = try #require(
            ManifestReader(folder: folder.path + "/plugins/test", builtIn: []).read(
                SourceText(name: "plugin.yaml", text: head + manifest), collector))
        let checks = Mutex<[ConformanceCheck]>([])
        await Conformance(
            plugin, root: folder.path, workFolder: folder.path + "/work",
            runner: ChildRunner(killDelay: .milliseconds(200))
        ).run { check in checks.withLock { $0.append(check) } }
        let done = checks.withLock { $0 }
        #expect(!done.isEmpty)
        #expect(Set(done.map(\.name)).count == done.count, "\(done.map(\.name))")
        return done
    }

    private static let exec = """
        protocol: exec
        command: [./main.sh]
        limits: { timeout: 10m }
        actions:
          - name: test.check
            description: Is it well?
            inputs: { host: { type: text, required: true, example: crm } }
            outputs: { up: { type: bool } }
        """

    @Test("is content with a plugin that keeps to the protocol")
    func good() async throws {
        let script =
            "#!/bin/sh\nset -eu\njq -e .inputs.host >/dev/null\necho '{\"type\":\"output\",\"value\":{\"up\":true}}'\n"
        #expect(try await failures(Self.exec, ["main.sh": script]) == [:])
    }

    @Test("is content with a failure that is reported")
    func reported() async throws {
        #expect(try await failures(Self.exec, ["main.sh": Self.failing]) == [:])
    }

    private static let failing = "#!/bin/sh\necho '{\"type\":\"failure\",\"message\":\"no network\"}'\n"

    @Test(
        "finds what a plugin does wrong",
        arguments: [
            ("echo hello", "test.check answers as its manifest says", "it printed what is no line of the protocol"),
            (
                "echo '{\"type\":\"output\",\"value\":{\"up\":1}}'", "test.check answers as its manifest says",
                "its output 'up' is wrong"
            ),
            (
                "echo 'no network' >&2; exit 1", "test.check answers as its manifest says",
                "it ended with exit code 1 and printed no 'failure', as it should for what a person can mend: no network"
            ),
            ("kill -9 $$", "test.check answers as its manifest says", "it was ended by signal 9"),
            ("exit 0", "test.check refuses a request that is cut off", "it succeeded with a request that is cut off"),
            (
                "echo '{\"type\":\"finding\",\"subject\":\"'$$'\",\"severity\":\"info\",\"message\":\"m\"}'",
                "test.check finds the same when it is called twice", "the second call found something else"
            ),
        ])
    func wrong(script: String, check: String, reason: String) async throws {
        let failures = try await failures(Self.exec, ["main.sh": "#!/bin/sh\ncat >/dev/null\n\(script)\n"])
        #expect(failures[check]?.hasPrefix(reason) == true, "\(failures)")
    }

    @Test("says what the first call gave")
    func gave() async throws {
        let script = """
            #!/bin/sh
            jq -e .inputs.host >/dev/null || exit 1
            echo '{"type":"finding","subject":"host/a","severity":"info","message":"one"}'
            echo '{"type":"finding","subject":"host/b","severity":"info","message":"two"}'
            echo '{"type":"output","value":{"up":true}}'
            """
        let first = try #require(try await checks(Self.exec, ["main.sh": script]).first { $0.action != nil })
        #expect(first.action == "test.check")
        #expect(first.gave == "2 findings, the first: info about host/a: one; output: up")
        let failed = try await checks(Self.exec, ["main.sh": Self.failing])
        #expect(failed.first { $0.action != nil }?.outcome == .reported("no network"))
        #expect(failed.first { $0.action != nil }?.gave == nil)
        #expect(failed.last { $0.name.hasSuffix("called twice") }?.outcome == .skipped("it gave no result"))
    }

    @Test("says what is left out once the first call has failed")
    func leftOut() async throws {
        let checks = try await checks(Self.exec, ["main.sh": "#!/bin/sh\necho hello\n"])
        #expect(
            checks.first { $0.name == "the other checks of test.check" }?.outcome
                == .skipped("its first call failed"))
    }

    @Test("fails a plugin that cannot read its inputs, or fails without a word")
    func unreadable() async throws {
        let check = "test.check answers as its manifest says"
        let unread = try await failures(Self.exec, ["main.sh": "#!/bin/sh\necho 'host is no number' >&2; exit 65\n"])
        #expect(unread[check] == "it cannot read what plugin.yaml has it given: host is no number")
        let said = "#!/bin/sh\necho '{\"type\":\"failure\",\"message\":\"no host\"}'; exit 65\n"
        #expect(try await failures(Self.exec, ["main.sh": said]).isEmpty)
        let silent = "#!/bin/sh\necho '{\"type\":\"failure\",\"message\":\" \"}'; exit 1\n"
        #expect(
            try await failures(Self.exec, ["main.sh": silent])[check]
                == "it reports a failure without a message; say why it failed")
    }

    @Test(
        "names its projects as the examples name them",
        arguments: [
            ("project: { type: text, example: crm2 }", #"["crm2"]"#),
            ("projects: { type: list of text, default: [crm2, shop] }", #"["crm2","shop"]"#),
            ("host: { type: text, example: crm }", #"["sample"]"#),
        ])
    func projects(input: String, ids: String) async throws {
        let manifest = "protocol: exec\ncommand: [./main.sh]\nlimits: { timeout: 10m }\nactions: [{ name: test.check, "
        let script = "#!/bin/sh\nset -eu\ntest \"$(jq -ce '[.projects[].id]')\" = '\(ids)'\n"
        let checks = try await checks(
            manifest + "description: Is it well?, inputs: { \(input) } }]", ["main.sh": script])
        #expect(checks.first { $0.action != nil }?.outcome == .passed)
    }

    @Test("warns of an example that the plugin may not read")
    func paths() async throws {
        folder.write("private/list", "x")
        let manifest = { (path: String, needs: String) in
            "protocol: exec\ncommand: [./main.sh]\nneeds: { folders: [\(needs)] }\nlimits: { timeout: 10m }\nactions: "
                + "[{ name: test.check, description: Is it well?, inputs: { list: { type: text, example: \(path) } } }]"
        }
        let main = ["main.sh": "#!/bin/sh\nset -eu\njq -e .inputs.list >/dev/null\n"]
        let path = folder.path + "/private/list"
        let warned = try await checks(manifest(path, ""), main).filter { $0.name.contains("may read") }
        #expect(
            warned.map(\.outcome) == [
                .warned(
                    "\(path) of the input 'list' is there, and it may not; name it in needs: { folders: … }, or grant it in gantry.yaml"
                )
            ])
        for (path, needs) in [(path, "private"), ("/no/such/file", ""), ("/usr/bin/env", ""), ("/", "")] {
            let checks = try await checks(manifest(path, needs), main)
            #expect(!checks.contains { $0.name.contains("may read") }, "\(path)")
        }
    }

    private static let serve = """
        protocol: serve
        command: [python3, -S, main.py]
        limits: { timeout: 2s }
        actions: [{ name: test.check, description: Is it well? }]
        triggers: [{ name: test.seen, description: Something was seen. }]
        """

    /// A plugin in twenty lines, with one part to put something else into.
    private func server(_ execute: String = "answer({})", ping: String = "answer({})") -> String {
        """
        import json, sys, time
        reading, writing = sys.stdin.buffer, sys.stdout.buffer
        while True:
            length = 0
            while (line := reading.readline()) not in (b"\\r\\n", b""):
                if line.lower().startswith(b"content-length:"): length = int(line[15:])
            if not line: break
            message = json.loads(reading.read(length))
            def send(**more):
                data = json.dumps({"jsonrpc": "2.0", "id": message["id"], **more}).encode()
                writing.write(b"Content-Length: %d\\r\\n\\r\\n" % len(data) + data); writing.flush()
            def answer(result): send(result=result)
            def refuse(code): send(error={"code": code, "message": "no"})
            method, params = message["method"], message.get("params", {})
            if method == "initialize": answer({"protocol": 1})
            elif method == "ping": \(ping)
            elif method == "shutdown": answer({}); break
            elif method == "execute":
                if params["action"] != "test.check": refuse(-32602)
                else: \(execute)
            elif method in ("subscribe", "unsubscribe"): answer({})
            elif method != "cancel": refuse(-32601)

        """
    }

    @Test("is content with a plugin that serves as it should")
    func goodServer() async throws {
        #expect(try await failures(Self.serve, ["main.py": server()]).isEmpty)
    }

    @Test("finds what a plugin that serves does wrong")
    func wrongServer() async throws {
        let unread = try await failures(Self.serve, ["main.py": server("refuse(-32602)")])
        #expect(
            unread["test.check answers as its manifest says"]
                == "it cannot read what its manifest has it given (error -32602): no")
        let silent = try await failures(Self.serve, ["main.py": server("pass")])
        #expect(silent["test.check answers as its manifest says"] == "it did not answer within 2s")
        let lazy = try await failures(Self.serve, ["main.py": server(ping: "refuse(1)")])
        #expect(lazy["reads frames that come in pieces, and two at once"] != nil)
        let dead = try await failures(Self.serve, ["main.py": "import sys\nsys.exit('no luck')\n"])
        #expect(dead.keys.sorted() == ["starts, says its version, and ends when told"])
        #expect(dead.values.first?.hasSuffix("it last said: no luck") == true, "\(dead)")
    }
}
