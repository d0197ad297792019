import FoundationEssentials
import GantryCore
import GantryYAML
import Glibc
import Testing

@testable import GantryProject

/// A JSON Schema validator that is not ours, and a YAML reader that is not ours: Python's, in one process for all.
struct SchemaValidator {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let schema: Value

    static let project = SchemaValidator(
        schema: JSONSchema.document(of: ProjectReader.shape, id: "https://gantry.invalid/project", title: "A project"))

    static let people = SchemaValidator(
        schema: JSONSchema.document(of: PeopleFile.shape, id: "https://gantry.invalid/people", title: "People"))

    /// The folder of the tests.
    static var tests: URL { URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent() }

    /// What is wrong with each of some texts, by their names; nothing where the schema takes them.
    func complaints(about texts: [String: String]) throws -> [String: [String]] {
        let job: Value = ["schema": schema, "documents": .map(texts.mapValues(Value.text))]
        let file = FileManager.default.temporaryDirectory.appending(path: "gantry-schema-\(UUID()).json")
        try job.json.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let script = Self.tests.appending(path: "Schemas/validate").path
        let (output, status) = try Self.run("'\(script)' '\(file.path)' 2>&1")
        guard status == 0 else { throw Failure(description: output) }
        return try JSONDecoder().decode([String: [String]].self, from: Data(output.utf8))
    }

    private static func run(_ command: String) throws -> (output: String, status: Int32) {
        guard let pipe = popen(command, "r") else { throw Failure(description: "no process: \(errno)") }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { output += buffer[..<count] }
        let status = pclose(pipe)
        return (String(decoding: output, as: UTF8.self), status)
    }
}

/// Expects that a schema takes every one of some texts.
func expectAccepted(_ texts: [String: String], by validator: SchemaValidator = .project) throws {
    #expect(!texts.isEmpty)
    for (name, complaints) in try validator.complaints(about: texts).sorted(by: { $0.key < $1.key }) {
        #expect(complaints == [], "\(name)")
    }
}
