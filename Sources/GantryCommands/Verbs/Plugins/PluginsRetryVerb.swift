import ArgumentParser
import GantryControl
import GantryCore

/// `gantry plugins retry NAME`: a quarantined plugin is tried with its next call.
struct PluginsRetryVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Try a quarantined plugin with its next call, now.",
        discussion: """
            EXAMPLES
              gantry plugins retry ping
            """)

    @Argument(help: "The plugin's name.") var name: String
    @OptionGroup var common: CommonOptions

    func answer(in session: Session) async throws -> Answer {
        let before = try await session.client().plugin(name)
        let after = try await session.client().retryPlugin(name)
        let line =
            before.state == .quarantined
            ? "\(name) is tried with its next call; the quarantine ends when that goes well"
            : "\(name) is not quarantined"
        return Answer(after, session.display.paragraph(line))
    }
}
