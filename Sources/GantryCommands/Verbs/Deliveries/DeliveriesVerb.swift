import ArgumentParser

/// `gantry deliveries`: messages, and what became of them.
struct DeliveriesVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deliveries",
        abstract: "List messages and what became of them; have failed ones tried again.",
        discussion: """
            A message that a channel does not take is tried again for 48 hours, then given up.

            EXAMPLES
              gantry deliveries
              gantry deliveries --failed
              gantry deliveries retry 12
              gantry deliveries retry --all-failed
            """,
        subcommands: [DeliveriesListVerb.self, DeliveriesRetryVerb.self],
        defaultSubcommand: DeliveriesListVerb.self)
}
