import GantryCore
import GantryManifest
import GantryTestSupport
import Testing

@testable import GantryPlugins

@Suite("The plugins that are in use", .timeLimit(.minutes(5)))
struct RegistryTests {
    private static let manifest = """
        protocol: exec
        command: [./main.sh]
        limits: { timeout: 10m, memory: 256MiB }
        actions: [{ name: test.check, description: Is it well? }]
        channels: [{ name: test.note, description: Writes it down., inputs: { to: { type: text, default: desk } } }]
        """

    @Test("are quarantined after five crashes, are tried again, and say so")
    func quarantine() async throws {
        let workshop = try Workshop(
            Self.manifest, files: ["main.sh": "#!/bin/sh\n[ -e $HOME/well ] || kill -9 $$\n"])
        for _ in 0..<5 { #expect(try await workshop.failure() == "plugin test: it was ended by signal 9") }
        #expect(workshop.registry.quarantines["test"]?.failures == 5)
        let failure = try #require(try await workshop.failure())
        #expect(failure.contains("is quarantined until 2026-11-16T10:10:00Z, as it failed 5 times in a row"))
        #expect(workshop.registry.tryAgain("test"))
        #expect(try await workshop.failure() == "plugin test: it was ended by signal 9")
        workshop.folder.write("work/test/well", "")
        workshop.clock.set(Workshop.noon + .seconds(3600))
        _ = try await workshop.run()
        #expect(workshop.registry.quarantines.isEmpty)
        let words = workshop.reported.map { event in
            switch event {
            case .quarantined: "quarantined"
            case .released: "released"
            default: "other"
            }
        }
        #expect(words == ["quarantined", "quarantined", "released"])
    }

    @Test("can crash a thousand times, and cost neither memory nor descriptors nor processes")
    func crashes() async throws {
        let workshop = try Workshop(Self.manifest, files: ["main.sh": "#!/bin/sh\nkill -9 $$\n"])
        func crash(_ times: Int) async throws {
            for _ in 0..<times {
                _ = workshop.registry.tryAgain("test")
                #expect(try await workshop.failure() == "plugin test: it was ended by signal 9")
            }
        }
        try await crash(1000)
        #expect(processes(ofPlugin: "test", in: workshop.folder.path).isEmpty)
    }

    @Test("are tried at once when their files change, and stay in quarantine until they work")
    func changed() async throws {
        let workshop = try Workshop(Self.manifest, files: ["main.sh": "#!/bin/sh\nkill -9 $$\n"])
        for _ in 0..<5 { _ = try await workshop.failure() }
        try workshop.install(Self.manifest, files: ["main.sh": "#!/bin/sh\n# mended\nkill -9 $$\n"])
        #expect(workshop.registry.quarantines["test"]?.until == Workshop.noon)
        #expect(try await workshop.failure() == "plugin test: it was ended by signal 9")
        #expect(try #require(try await workshop.failure()).contains("is quarantined"))
        try workshop.install(Self.manifest.replacing("10m", with: "9m"), files: ["main.sh": "#!/bin/sh\n"])
        #expect(try await workshop.failure() == nil)
        #expect(workshop.registry.quarantines.isEmpty)
    }

    @Test("that reported failures are never quarantined")
    func reported() async throws {
        let workshop = try Workshop(Self.manifest, files: ["main.sh": "#!/bin/sh\necho no >&2; exit 1\n"])
        for _ in 0..<10 { #expect(try await workshop.failure() == "no") }
        #expect(workshop.registry.quarantines.isEmpty)
    }

    @Test("are not started when a pinned file is another")
    func pinned() async throws {
        let sum = "2f9cbeb8b4a1a8b1d0b6b0a1a0a7a1bd8a5a1a6a9bde7a2b8f6e0a4d2c4b6e8f"
        let workshop = try Workshop(
            Self.manifest + "\nsha256: { main.sh: \(sum) }", files: ["main.sh": "#!/bin/sh\n"])
        let failure = try #require(try await workshop.failure())
        #expect(failure.contains("'main.sh' is not what plugin.yaml pins: its SHA-256 is "))
        let actual = try #require(failure.split(separator: " ").last.map(String.init))
        try workshop.install(Self.manifest + "\nsha256: { main.sh: \(actual) }")
        #expect(try await workshop.failure() == nil)
        workshop.folder.write("plugins/test/main.sh", "#!/bin/sh\nexit 0\n", mode: 0o755)
        #expect(try #require(try await workshop.failure()).contains("is not what plugin.yaml pins"))
    }

    static var delivery: Delivery {
        Delivery(
            id: 41, recipient: Contact(person: "asha", name: "Asha", address: "asha@example.org"), channel: "desk",
            run: 1, notices: [], createdAt: Workshop.noon)
    }

    @Test("take messages, or say whether another try may help")
    func channels() async throws {
        let workshop = try Workshop(Self.manifest, files: ["main.sh": "#!/bin/sh\ncat >$HOME/message\n"])
        let channel = workshop.registry.channel("test.note", inputs: ["to": "desk"]) { _ in ("<41>", "due", "body") }
        try await channel.deliver(Self.delivery)
        let message = try #require(workshop.folder.text("work/test/message"))
        for part in [#""channel":"test.note""#, #""message_id":"<41>""#, #""subject":"due""#, #""attempt":1"#] {
            #expect(message.contains(part), "\(message)")
        }
        let refusal = #"{"type":"failure","message":"no such desk","retry":false,"retry_after":"10m"}"#
        try workshop.install(Self.manifest, files: ["main.sh": "#!/bin/sh\necho '\(refusal)'\n"])
        let failure = await #expect(throws: DeliveryFailure.self) { try await channel.deliver(Self.delivery) }
        #expect(failure == DeliveryFailure("no such desk", mayRetry: false, retryAfter: .seconds(600)))
        workshop.registry.use([])
        let gone = await #expect(throws: DeliveryFailure.self) { try await channel.deliver(Self.delivery) }
        #expect(gone?.description == "no enabled plugin has the channel test.note")
    }
}
