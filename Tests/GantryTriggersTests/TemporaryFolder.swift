import GantryCore
import GantryTestSupport
import Glibc
import Testing

extension TemporaryFolder {
    /// Runs shell commands in the folder, as a person would.
    func shell(_ commands: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(system("cd '\(path)' && { \(commands)\n}") == 0, "\(commands)", sourceLocation: sourceLocation)
    }
}

/// An instant from RFC 3339 text.
func at(_ text: String) throws -> Instant { try #require(Instant(rfc3339: text)) }
