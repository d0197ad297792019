import GantryChildren
import GantryManifest
import GantryYAML
import Synchronization
import Testing

@testable import GantryPlugins

@Suite("The conformance kit", .timeLimit(.minutes(5)))
struct ConformanceTests {
    private let folder = TemporaryFolder()

    /// What a plugin fails at, each with its reason.
    private func failures(_ manifest: String, _ files: [String: String]) async throws -> [String: String] {
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
        var failures: [String: String] = [:]
        for check in done { if case .failed(let reason) = check.outcome { failures[check.name] = reason } }
        return failures
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
        #expect(try await failures(Self.exec, ["main.sh": script]).isEmpty)
    }

    @Test("is content with a failure that is reported")
    func reported() async throws {
        #expect(try await failures(Self.exec, ["main.sh": "#!/bin/sh\necho 'no network' >&2; exit 1\n"]).isEmpty)
    }

    @Test(
        "finds what a plugin does wrong",
        arguments: [
            ("echo hello", "test.check answers as its manifest says", "it printed what is no line of the protocol"),
            (
                "echo '{\"type\":\"output\",\"value\":{\"up\":1}}'", "test.check answers as its manifest says",
                "its output 'up' is wrong"
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
        let silent = try await failures(Self.serve, ["main.py": server("pass")])
        #expect(silent["test.check answers as its manifest says"] == "it did not answer within 2s")
        let lazy = try await failures(Self.serve, ["main.py": server(ping: "refuse(1)")])
        #expect(lazy["reads frames that come in pieces, and two at once"] != nil)
        let dead = try await failures(Self.serve, ["main.py": "import sys\nsys.exit('no luck')\n"])
        #expect(dead.keys.sorted() == ["starts, says its version, and ends when told"])
        #expect(dead.values.first?.hasSuffix("it last said: no luck") == true, "\(dead)")
    }
}
