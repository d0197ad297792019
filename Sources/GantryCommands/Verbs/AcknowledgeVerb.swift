import ArgumentParser
import GantryControl
import GantryCore

/// `gantry ack ALERT --because WHY`: somebody has an alert in hand.
struct AcknowledgeVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "ack",
        abstract: "Acknowledge an alert: somebody has it in hand, and says why it may stand.",
        discussion: """
            An acknowledged alert stays in the list until it is resolved. If it gets worse,
            people are told again.

            EXAMPLES
              gantry ack crm2/licences --because "PO-9 is agreed with ines"
              gantry ack 7 --because "waiting for API v2" --by asha
            """)

    @Argument(help: "The alert: crm2/licences, or its number.") var alert: String
    @Option(help: ArgumentHelp("Why it may stand.", valueName: "why")) var because: String
    @Option(help: ArgumentHelp("Who says so; else your login name.", valueName: "name")) var by: String?
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !because.allSatisfy(\.isWhitespace) else { throw ValidationError("--because: say why it may stand") }
    }

    func answer(in session: Session) async throws -> Answer {
        let client = session.client()
        let found = try await client.alert(alert)
        let detail = try await client.acknowledge(found.alert.id, by: by ?? session.user, because: because)
        return Answer(detail, Self.lines(detail, session.display))
    }

    static func lines(_ detail: AlertDetail, _ display: Display) -> [String] {
        let alert = detail.alert
        let who = detail.acknowledgement.map { " by \($0.by)" } ?? ""
        return display.paragraph("acknowledged\(who): [\(alert.project)] \(alert.message)", hanging: 2)
    }
}
