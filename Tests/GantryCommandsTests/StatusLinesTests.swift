import GantryControl
import GantryCore
import GantryDefinitions
import GantryTime
import Testing

@testable import GantryCommands

@Suite("What status prints of files")
struct StatusLinesTests {
    private static let strays = Diagnostic(
        .warning, .misplacedFile, at: SourcePosition(file: "note0.yaml", line: 1, column: 1),
        "note0.yaml and 99999 more YAML files beside it are not read",
        hint: "projects stand in projects/, workflows in workflows/")
    private static let wrong = Diagnostic(
        .warning, .deadLink, at: SourcePosition(file: "projects/crm.yaml", line: 1, column: 1),
        "projects/crm.yaml leads nowhere")

    private static func lines(_ diagnostics: [Diagnostic]) throws -> [String] {
        let display = Display(
            terminal: Terminal(isInteractive: false, width: 80),
            moments: Moments(zone: try ZoneRules.load("Europe/Amsterdam"), now: SampleBackend.now))
        var status = SampleBackend().status()
        status.diagnostics = diagnostics
        return StatusVerb.lines(status, display)
    }

    @Test("a folder of files that nothing reads is one line more, with their number and what to do")
    func manyStrays() throws {
        let without = try Self.lines([])
        #expect(
            try Self.lines([Self.strays]) == without + [
                "note0.yaml and 99999 more YAML files beside it are not read "
                    + "(projects stand in projects/, workflows in workflows/)"
            ])
    }

    @Test("what is wrong in files is counted and shown without those that nothing reads")
    func beside() throws {
        let own = try Self.lines([Self.wrong])
        #expect(own.contains("1 warning in the files:"))
        let both = try Self.lines([Self.strays, Self.wrong])
        #expect(both.contains("1 warning in the files:"))
        #expect(both.count == own.count + 1)
    }
}
