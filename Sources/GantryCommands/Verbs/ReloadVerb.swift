import ArgumentParser
import GantryControl
import GantryCore

/// `gantry reload`: reads everything again, settings among it.
struct ReloadVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Have the daemon read all files again, gantry.yaml among them.",
        discussion: """
            Projects and workflows are read again by themselves when they are saved;
            gantry.yaml is read when you ask. Ends with 78 when a file is wrong; its last
            good version goes on.

            EXAMPLES
              gantry reload
            """)

    @OptionGroup var common: CommonOptions

    func answer(in session: Session) async throws -> Answer {
        let message = try await session.client().reload()
        let status = message.diagnostics.hasErrors ? ExitStatus.wrongFile : ExitStatus.good
        return Answer(message, Self.lines(message, session.display), status: status)
    }

    static func lines(_ message: ReloadMessage, _ display: Display) -> [String] {
        ["read again: \(counted(message.projects, "project")), \(counted(message.workflows, "workflow"))"]
            + StatusVerb.fileLines(message.diagnostics, message.keptLastGood, display)
    }
}
