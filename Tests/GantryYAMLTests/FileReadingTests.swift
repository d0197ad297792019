import FoundationEssentials
import GantryCore
import GantryYAML
import Testing

@Suite("Reading files")
struct FileReadingTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "gantry-yaml-\(UUID().uuidString)").path

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    private func load(_ name: String) -> (source: SourceText?, said: String) {
        let collector = DiagnosticCollector()
        let source = SourceText.load("\(folder)/\(name)", name: name, collector)
        return (source, collector.diagnostics.map(\.description).joined(separator: "\n"))
    }

    @Test("a file is read whole")
    func whole() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bytes = (0..<200_000).map { UInt8($0 % 251) }
        try Data(bytes).write(to: URL(filePath: "\(folder)/a.yaml"))
        #expect(load("a.yaml").source?.bytes == bytes)
    }

    @Test("what is no readable file is said")
    func unreadable() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(load("none.yaml").said == "error: none.yaml cannot be read: there is no such file [GTY0109]")
        #expect(load("").said == "error:  cannot be read: it is a folder [GTY0109]")
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/l", withDestinationPath: "\(folder)/l")
        #expect(load("l").said == "error: l cannot be read: its links go round in a circle [GTY0109]")
        #expect(SourceText.load("/dev/zero", name: "zero", DiagnosticCollector()) == nil)
    }

    @Test("of a file that is too large little more than the limit is read")
    func large() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(repeating: 32, count: 3_000_000).write(to: URL(filePath: "\(folder)/a.yaml"))
        let source = try #require(load("a.yaml").source)
        #expect(source.bytes.count < 1_200_000)
        let collector = DiagnosticCollector()
        #expect(YAMLDocument.parse(source, collector) == nil)
        #expect(collector.diagnostics.map(\.code) == [.tooLarge])
    }
}
