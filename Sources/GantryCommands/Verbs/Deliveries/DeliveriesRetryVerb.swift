import ArgumentParser
import GantryControl
import GantryCore

/// `gantry deliveries retry`: messages that were given up wait again.
struct DeliveriesRetryVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Have messages that were given up tried again, with all their tries before them.",
        discussion: """
            EXAMPLES
              gantry deliveries retry 12
              gantry deliveries retry --all-failed
            """)

    @Argument(help: "The number of the message, as gantry deliveries lists it.") var id: String?
    @Flag(help: "All that were given up.") var allFailed = false
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (id == nil) == allFailed else { throw ValidationError("name one message, or say --all-failed") }
    }

    func answer(in session: Session) async throws -> Answer {
        let message = try await session.client().retryDeliveries(id)
        let lines =
            message.retried.isEmpty
            ? ["no message was given up"] : ["tried again: \(counted(message.retried.count, "message"))"]
        return Answer(message, lines)
    }
}
