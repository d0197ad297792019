import FoundationEssentials
import GantryCore
import GantryYAML
import Testing

@testable import GantryManifest

/// A manifest with mistakes, and all that is said about it.
struct MistakeCase: Sendable, CustomTestStringConvertible {
    /// What every plugin needs, for the cases that are about something else.
    private static let head =
        "name: ping\nversion: 1.0.0\ndescription: Pings.\nprotocol: exec\ncommand: [./ping.sh]\n"
    private static let tail = "actions: [{ name: ping.check, description: Is it there? }]\n"

    let title: String
    let source: String
    let expected: String

    var testDescription: String { title }

    /// Reads cases such as `### title`, the text, `-->`, the diagnostics.
    static func cases(in text: String) -> [MistakeCase] {
        text.split(separator: "### ").map { part in
            let halves = part.split(separator: "\n-->", maxSplits: 1, omittingEmptySubsequences: false)
            let lines = halves[0].split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            let expected = halves.count > 1 ? String(halves[1]) : ""
            return MistakeCase(
                title: String(lines[0]), source: lines.count > 1 ? String(lines[1]) : "", expected: trimmed(expected))
        }
    }

    private static func trimmed(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        while lines.first?.isEmpty == true { lines.removeFirst() }
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    var manifest: String {
        guard !title.hasPrefix("whole:") else { return source + "\n" }
        let adds = ["actions:", "channels:", "triggers:"].contains { source.contains($0) }
        return Self.head + source + "\n" + (adds ? "" : Self.tail)
    }

    /// What is said now.
    var actual: String { ReadManifest(manifest).diagnostics.map(\.description).joined(separator: "\n") }
}

/// What authors of plugins get wrong, and what is said to them: `Mistakes/manifests.txt` has whole manifests,
/// `Mistakes/parts.txt` what follows a head that is right.
@Suite("Mistakes in manifests")
struct ManifestMistakeTests {
    /// `GANTRY_RECORD=1` writes what is said now into the files with the cases, to be looked through.
    private static let records = ProcessInfo.processInfo.environment["GANTRY_RECORD"] == "1"
    private static let files = ["manifests.txt", "parts.txt"].map { name in
        URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Mistakes/\(name)")
    }

    private static func cases(in file: URL) throws -> [MistakeCase] {
        MistakeCase.cases(in: try String(contentsOf: file, encoding: .utf8))
    }

    @Test("are all found in one pass, with place and fix", arguments: try files.flatMap(cases))
    func mistakes(_ mistake: MistakeCase) {
        #expect(mistake.actual == mistake.expected)
        #expect(!mistake.expected.isEmpty)
        #expect((ReadManifest(mistake.manifest).manifest == nil) == mistake.expected.contains(": error: "))
    }

    @Test("are recorded on request", .enabled(if: records), arguments: files)
    func record(_ file: URL) throws {
        let cases = try Self.cases(in: file).map { "### \($0.title)\n\($0.source)\n-->\n\($0.actual)\n" }
        try cases.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
    }
}
