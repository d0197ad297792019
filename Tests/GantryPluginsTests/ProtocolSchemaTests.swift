import FoundationEssentials
import GantryCore
import GantryPluginKit
import GantryTestSupport
import Glibc
import Testing

@testable import GantryPlugins

@Suite("The schema of the protocol", .timeLimit(.minutes(5)))
struct ProtocolSchemaTests {
    private static let checkout = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

    /// A plugin that says everything a plugin can say, with all that was said written down.
    private static func talker(_ form: String) throws -> Workshop {
        let sdk = try String(contentsOfFile: "\(checkout)/plugins/gantry_plugin.py", encoding: .utf8)
        let manifest = """
            protocol: \(form)
            command: [./record.sh]
            limits: { timeout: 10m }
            needs: { secrets: [token] }
            actions:
              - { name: test.check, description: Is it well?, inputs: { how: { type: text, default: well } } }
            channels: [{ name: test.note, description: Writes it down., inputs: { to: { type: text, default: desk } } }]
            \(form == "serve" ? "triggers: [{ name: test.seen, description: Something was seen. }]" : "")
            """
        // Each call of exec has files of its own.
        let record = "#!/bin/sh\ntee \"$HOME/in.$$\" | /usr/bin/python3 main.py | tee \"$HOME/out.$$\"\n"
        let workshop = try Workshop(
            manifest, files: ["record.sh": record, "gantry_plugin.py": sdk, "main.py": program])
        workshop.folder.write("secrets/token", "s3cr3t-s3cr3t", mode: 0o600)
        try workshop.install(manifest)
        return workshop
    }

    private static let program = """
        import os
        from gantry_plugin import Failure, Plugin, evidence

        plugin = Plugin()

        @plugin.action("test.check")
        def check(call, how):
            if how == "bad":
                raise Failure("no such door")
            call.log("looks", level="warning")
            call.progress(50)
            call.progress(60, "more than half")
            call.find(subject="host/crm", severity="critical", message="crm does not answer")
            call.find(
                subject="host/web", severity="info", message="slow", project="shop", stage=("slow", 1), owner="asha",
                due="2026-12-01", advice=["gantry explain"],
                evidence=evidence("2 s at most", [("took", "3 s"), ("known", "yes", "hosts.yaml", 3)], ["3 s > 2 s"]))
            call.skip("crm2", "not looked at")
            return {"up": True, "took": 1.5}

        @plugin.channel("test.note")
        def note(delivery, to):
            if to == "nobody":
                raise Failure("nobody is there", retry=False, retry_after="10m")

        if os.environ["GANTRY_PROTOCOL"] == "serve":
            @plugin.trigger("test.seen")
            def seen(subscription):
                subscription.emit("a", {"n": 1})

        plugin.run()
        """

    /// Makes every kind of call.
    private static func talk(with workshop: Workshop) async throws {
        _ = try await workshop.run()
        #expect(try await workshop.failure("test.check", ["how": "bad"]) == "no such door")
        for to in ["desk", "nobody"] {
            let channel = workshop.registry.channel("test.note", inputs: ["to": .text(to)]) { _ in ("<41>", "due", "b")
            }
            try? await channel.deliver(RegistryTests.delivery)
        }
    }

    private static func recorded(_ workshop: Workshop, _ kind: String) throws -> [[UInt8]] {
        let folder = "\(workshop.folder.path)/work/test"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasPrefix(kind + ".") }
        return try names.map { try [UInt8](Data(contentsOf: URL(filePath: "\(folder)/\($0)"))) }
    }

    /// What another program's validator says about texts, each of which is to be what `definition` describes.
    private static func complaints(about texts: [String], as definition: String) throws -> [String] {
        let path = "\(checkout)/docs/plugin-protocol.schema.json"
        var schema = try JSONDecoder().decode([String: Value].self, from: Data(contentsOf: URL(filePath: path)))
        schema["anyOf"] = [["$ref": .text("#/$defs/\(definition)")]]
        let documents = Dictionary(uniqueKeysWithValues: texts.enumerated().map { ("\($0)", Value.text($1)) })
        let folder = try TemporaryFolder()
        folder.write("job.json", Value.map(["schema": .map(schema), "documents": .map(documents)]).json)
        let job = "\(folder.path)/job.json"
        let status = system("'\(checkout)/Tests/Schemas/validate' '\(job)' > '\(job).out' 2>&1")
        let output = folder.text("job.json.out") ?? ""
        try #require(status == 0, "\(output)")
        let found = try JSONDecoder().decode([String: [String]].self, from: Data(output.utf8))
        return texts.enumerated().flatMap { index, text in
            (found["\(index)"] ?? ["not looked at"]).map { "\(text): \($0)" }
        }
    }

    @Test("describes what is said over exec")
    func exec() async throws {
        let workshop = try Self.talker("exec")
        try await Self.talk(with: workshop)
        let requests = try Self.recorded(workshop, "in").map { String(decoding: $0, as: UTF8.self) }
        #expect(requests.count == 4)
        #expect(try Self.complaints(about: requests, as: "request") == [])
        let lines = try Self.recorded(workshop, "out").flatMap { bytes in
            String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        }
        #expect(lines.count >= 9)
        #expect(try Self.complaints(about: lines, as: "line") == [])
    }

    @Test("describes what is said over serve")
    func serve() async throws {
        let workshop = try Self.talker("serve")
        workshop.registry.subscribe(to: [
            Subscription(workflow: "w", trigger: "t", event: EventTrigger(name: "test.seen", inputs: [:]))
        ])
        try await workshop.serving { (workshop: Workshop) async throws -> Void in
            try await Self.talk(with: workshop)
            await workshop.eventually { !$0.happened.isEmpty }
        }
        let frames = try ["in", "out"].flatMap { try Self.recorded(workshop, $0) }.flatMap { bytes in
            var reader = FrameReader(limit: 1 << 20)
            return try reader.frames(from: bytes).map { String(decoding: $0, as: UTF8.self) }
        }
        for method in ["initialize", "execute", "deliver", "subscribe", "event", "finding", "shutdown"] {
            #expect(frames.contains { $0.contains("\"\(method)\"") }, "\(method) was not said")
        }
        #expect(try Self.complaints(about: frames, as: "frame") == [])
    }

    @Test("describes the examples of the page")
    func examples() throws {
        let page = try String(contentsOfFile: "\(Self.checkout)/docs/plugin-protocol.md", encoding: .utf8)
        let examples = page.components(separatedBy: "```json\n").dropFirst().compactMap { part in
            part.components(separatedBy: "\n```").first
        }
        #expect(examples.count >= 2)
        #expect(try Self.complaints(about: examples, as: "request") == [])
    }

    @Test("finds what is wrong")
    func refuses() throws {
        let lines = [
            #"{"type": "finding", "subject": "a", "severity": "severe", "message": "m"}"#,
            #"{"type": "failure", "message": ""}"#,
            #"{"type": "finding", "subject": "", "severity": "info", "message": "m"}"#, #"{"type": "found"}"#,
            #"{"type": "output", "value": 3}"#, #"{"type": "progress", "percent": 101}"#, #"{"message": "m"}"#,
        ]
        let frames = [
            #"{"jsonrpc": "1.0", "method": "ping"}"#, #"{"jsonrpc": "2.0", "id": 1, "error": "bad"}"#,
            #"{"jsonrpc": "2.0", "id": 1, "method": "event", "params": {"subscription": "s", "id": ""}}"#,
        ]
        for line in lines { #expect(try Self.complaints(about: [line], as: "line") != [], "\(line)") }
        for frame in frames { #expect(try Self.complaints(about: [frame], as: "frame") != [], "\(frame)") }
    }
}
