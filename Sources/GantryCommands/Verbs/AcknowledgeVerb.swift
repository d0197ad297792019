import ArgumentParser
import GantryControl
import GantryCore
import GantryTime

/// `gantry ack ALERT --because WHY`: somebody has an alert in hand.
struct AcknowledgeVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "ack",
        abstract: "Acknowledge an alert: somebody has it in hand, and says why it may stand.",
        discussion: """
            An acknowledged alert stays in the list until it is resolved. If it gets worse,
            people are told again; where it stays as it is, nobody is. With --until it ends
            by itself, and people are asked whether it still stands.

            EXAMPLES
              gantry ack crm2/licences --because "PO-9 is agreed with ines"
              gantry ack 7 --because "waiting for API v2" --by asha
              gantry ack crm2/build --because "chi is back then" --until 2026-12-14
            """)

    @Argument(help: "The alert: crm2/licences, or its number.") var alert: String
    @Option(help: ArgumentHelp("Why it may stand.", valueName: "why")) var because: String
    @Option(help: ArgumentHelp("Who says so; else your login name.", valueName: "name")) var by: String?
    @Option(
        help: ArgumentHelp("When that ends: after a date, or at a local time or one with an offset.", valueName: "time")
    )
    var until: String?
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard !because.allSatisfy(\.isWhitespace) else { throw ValidationError("--because: say why it may stand") }
    }

    func answer(in session: Session) async throws -> Answer {
        let client = session.client()
        let found = try await client.alert(alert)
        let request = AcknowledgeRequest(
            by: by ?? session.user, because: because, until: try end(in: session.display.moments.zone))
        let detail = try await client.acknowledge(found.alert.id, request)
        return Answer(detail, Self.lines(detail, session.display))
    }

    private func end(in zone: ZoneRules) throws(CommandFailure) -> Instant? {
        guard let until else { return nil }
        if let instant = Instant(rfc3339: until) { return instant }
        guard let local = LocalTimeText(until) else {
            throw .usage("--until '\(until)' is not a time", hint: "write it as 2026-12-14 or 2026-12-14T08:00")
        }
        // A date is meant with all of its day.
        guard let day = LocalDate(until), let next = LocalTimeText("\(day + 1)") else { return zone.instant(of: local) }
        return zone.instant(of: next) - .seconds(1)
    }

    static func lines(_ detail: AlertDetail, _ display: Display) -> [String] {
        let alert = detail.alert
        let until = detail.acknowledgement?.until.map { " until \(display.moments.spoken($0))" } ?? ""
        let who = detail.acknowledgement.map { " by \($0.by)\(until)" } ?? ""
        return display.paragraph("acknowledged\(who): [\(alert.project)] \(alert.message)", hanging: 2)
    }
}
