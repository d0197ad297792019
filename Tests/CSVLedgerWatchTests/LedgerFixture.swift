import FoundationEssentials
import GantryPluginKit
import PluginProcess
import Testing

/// A folder with ledgers, and one for what the plugin remembers; gone with the test.
final class LedgerFixture: Sendable {
    let root: String
    var work: String { "\(root)/work" }
    var ledgers: String { "\(root)/ledgers" }

    init() throws {
        root = FileManager.default.temporaryDirectory.path + "/csv-ledger-watch-\(UUID().uuidString)"
        for folder in ["work", "ledgers"] {
            try FileManager.default.createDirectory(atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// Writes a ledger in one step, as a program does that moves it into its place.
    func write(_ text: String, to name: String = "crm2.csv") throws {
        let aside = "\(root)/aside"
        try Data(text.utf8).write(to: URL(filePath: aside))
        try? FileManager.default.removeItem(atPath: "\(ledgers)/\(name)")
        try FileManager.default.moveItem(atPath: aside, toPath: "\(ledgers)/\(name)")
    }

    // MARK: The action

    static let projects = [
        ProjectMessage.sample("crm2", start: "2026-10-01")
    ]

    func check(_ more: [String: JSONValue] = [:]) async throws -> PluginProcess.End {
        let inputs: [String: JSONValue] = [
            "project": "crm2", "files": ["*.csv"], "folder": .string(ledgers), "decimal": "point",
        ]
        let call = ActionCall.sample(
            action: "csv-ledger-watch.check", inputs.merging(more) { _, new in new }, work: work,
            projects: Self.projects)
        return try await PluginProcess.exec("csv-ledger-watch", JSONValue(encoding: call).encoded)
    }

    /// What it finds, in its order.
    func findings(_ more: [String: JSONValue] = [:]) async throws -> [FindingMessage] {
        let end = try await check(more)
        #expect(end.code == 0 && end.errors == "")
        return try end.lines.compactMap { line in
            guard case .finding(let finding) = line else { return nil }
            return finding
        }
    }

    // MARK: The trigger

    /// A subscription's request.
    func terms(_ id: String, backlog: Bool) -> JSONValue {
        [
            "subscription": .string(id), "trigger": "csv-ledger-watch.booked",
            "inputs": ["files": ["*.csv"], "folder": .string(ledgers), "every": "10ms", "backlog": .bool(backlog)],
        ]
    }

    /// Serves, and watches the ledgers until `body` returns.
    func watching(backlog: Bool = false, _ body: (PluginTalk) async throws -> Void) async throws {
        let process = try PluginProcess("csv-ledger-watch", speaking: "serve")
        let talk = PluginTalk(process)
        try await talk.initialize(work: work)
        try await talk.ask("subscribe", terms("booked/booked", backlog: backlog))
        try await body(talk)
        try await talk.ask("shutdown")
        let end = await process.end()
        #expect(end.code == 0 && end.errors == "")
    }

    /// Waits until the first look is over: until the plugin remembers it.
    func firstLook() async throws {
        while true {
            for name in try FileManager.default.contentsOfDirectory(atPath: work) where name.hasPrefix("told-") {
                if try String(contentsOfFile: "\(work)/\(name)", encoding: .utf8).contains("# booked/booked") { return }
            }
            await Task.yield()
        }
    }

    /// Forgets what was told.
    func forget() throws {
        try FileManager.default.removeItem(atPath: work)
        try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
    }
}

extension PluginTalk {
    /// Takes the next event, and gives its payload and id.
    func take() async throws -> (id: String, payload: JSONValue) {
        let (request, params) = try await event()
        await accept(request)
        return (try #require(params["id"]?.string), try #require(params["payload"]))
    }
}
