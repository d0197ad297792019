import FoundationEssentials
import GantryCore
import Glibc
import Testing

/// A folder of its own for one test, gone at its end.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = "/tmp/gantry-triggers-\(UUID())"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Runs shell commands in the folder, as a person would.
    func shell(_ commands: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(system("cd '\(path)' && { \(commands)\n}") == 0, "\(commands)", sourceLocation: sourceLocation)
    }

    static func / (folder: TemporaryFolder, name: String) -> String { folder.path + "/" + name }
}

/// An instant from RFC 3339 text.
func at(_ text: String) throws -> Instant { try #require(Instant(rfc3339: text)) }
