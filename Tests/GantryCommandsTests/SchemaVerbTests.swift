import FoundationEssentials
import GantryCore
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
                return ("\(folder.lastPathComponent)/\($0)", text.replacing("{{timezone}}", with: "Europe/Amsterdam"))
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

    @Test("it prints JSON, with --json or without", arguments: ["project", "people", "workflow", "settings"])
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
        let wrong = [
            "steps: []\n", "triggers: [sometimes]\n" + steps,
            "triggers: [{ schedule: daily 08:00, settle: 1s }]\n" + steps,
            "mode: often\n" + steps, "steps: [{ id: check, action: deadline.chek }]\n", "alerts: { to: [] }\n" + steps,
            "steps: [{ id: check, action: deadline.check, with: { colour: red } }]\n",
            "steps: [{ id: check, action: deadline.check, timeout: soon }]\n", "name: my flow\n" + steps,
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
        let wrong = [
            "calendar: { week: mon-fry }\n", "mail_domain: a@b.c\n", "channels: { inbox: { type: pigeon } }\n",
            "channels: { inbox: { type: journal, path: mail } }\n", "alerts: { fallback: nobody }\n", "colour: red\n",
        ]
        texts.merge(wrong.map { ($0, $0) }) { $1 }
        for (name, found) in try await complaints(of: "settings", about: texts) {
            #expect(found.isEmpty == !wrong.contains(name), "\(name): \(found)")
        }
    }
}
