import ArgumentParser
import GantryControl
import GantryCore

/// `gantry explain ALERT`: the proof of an alert.
struct ExplainVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show why an alert is there: the rule, the figures and their lines, the sums, who was told.",
        discussion: """
            An alert is named as gantry alerts prints it, or by its number.

            EXAMPLES
              gantry explain crm2/licences
              gantry explain 7
              gantry explain crm2/licences --json
            """)

    @Argument(help: "The alert: crm2/licences, or its number.") var alert: String
    @OptionGroup var common: CommonOptions

    func answer(in session: Session) async throws -> Answer {
        let detail = try await session.client().alert(alert)
        return Answer(detail, Self.lines(detail, session.display))
    }

    static func lines(_ detail: AlertDetail, _ display: Display) -> [String] {
        let alert = detail.alert
        var lines = display.paragraph("[\(alert.project)] \(alert.message)", hanging: 2, style: .bold)
        lines += display.paragraph(facts(detail, display), hanging: 2)
        lines += section("Rule", display.paragraph(alert.evidence.rule, indent: 2), display)
        lines += section("From", inputs(alert.evidence, display), display)
        lines += section(
            "Sums", alert.evidence.arithmetic.flatMap { display.paragraph($0, indent: 2, hanging: 2) }, display)
        lines += section("Told", told(detail, display), display)
        lines += section("History", history(detail, display), display)
        lines += section("What to do", advice(detail).map { "  \($0.printableLine)" }, display)
        return lines
    }

    private static func section(_ title: String, _ lines: [String], _ display: Display) -> [String] {
        lines.isEmpty ? [] : ["", display.styled(title, .dim)] + lines
    }

    private static func facts(_ detail: AlertDetail, _ display: Display) -> String {
        let alert = detail.alert
        let moments = display.moments
        var facts = ["alert \(alert.id)", alert.severity.rawValue]
        if alert.stage != alert.severity.rawValue { facts.append("stage \(alert.stage)") }
        switch (detail.resolvedAt, detail.acknowledgement) {
        case (let at?, _):
            facts.append("resolved \(moments.spoken(at))" + (detail.resolution.map { " (\($0))" } ?? ""))
        case (nil, let acknowledgement?):
            let words = "acknowledged by \(acknowledgement.by), \(moments.spoken(acknowledgement.at))"
            let until = acknowledgement.until.map { " (until \(moments.spoken($0)))" } ?? ""
            facts.append("\(words)\(until): \(acknowledgement.because)")
        default: facts.append("open since \(moments.spoken(alert.openedAt))")
        }
        if alert.state == .resting { facts.append("nothing looks after it for now") }
        if let why = alert.mutedBy { facts.append("muted: \(why)") }
        if alert.flapping { facts.append("changes often, told when it holds") }
        if let since = alert.notLookedAtSince { facts.append("not looked at since \(moments.spoken(since))") }
        if let owner = alert.owner { facts.append("owner \(owner)") }
        if let due = alert.due { facts.append("due \(moments.spoken(due))") }
        // What Gantry finds about itself is found in no run.
        facts.append("found by \(alert.workflow)" + (detail.openedBy == "0" ? "" : " in run \(detail.openedBy)"))
        return facts.joined(separator: ", ")
    }

    private static func inputs(_ evidence: Evidence, _ display: Display) -> [String] {
        var table = Table(
            columns: [.left("", cutTo: 14), .folding("", cutTo: 16), .left("")], indent: 2, hasHeader: false)
        table.rows = evidence.inputs.map {
            [.init($0.name), .init($0.value), .init($0.source?.fileAndLine ?? "", .dim)]
        }
        return table.lines(display.terminal)
    }

    private static func told(_ detail: AlertDetail, _ display: Display) -> [String] {
        let fromMemory = detail.history.filter { $0.kind == .toldFromMemory }
        guard !detail.told.isEmpty || !fromMemory.isEmpty else { return ["  nobody"] }
        var table = Table(
            columns: [.left(""), .left("", cutTo: 12), .left(""), .wrapping("")], indent: 2, hasHeader: false)
        table.rows = fromMemory.map {
            [
                .init(display.moments.spoken($0.at)), .init($0.detail), .init("-"),
                .init("while the store was not to be written"),
            ]
        }
        table.rows += detail.told.map { told in
            let trouble = told.error.map { ": \($0)" } ?? ""
            let tries = told.attempts > 1 ? " after \(told.attempts) tries" : ""
            return [
                .init(display.moments.spoken(told.at)), .init("\(told.name) (\(told.why))"), .init(told.kind.rawValue),
                .init("\(told.channel), \(told.state.rawValue)\(tries)\(trouble)", told.state == .dead ? .red : .plain),
            ]
        }
        return table.lines(display.terminal)
    }

    private static func history(_ detail: AlertDetail, _ display: Display) -> [String] {
        var table = Table(columns: [.left(""), .left(""), .wrapping("")], indent: 2, hasHeader: false)
        table.rows = detail.history.map {
            [.init(display.moments.spoken($0.at)), .init($0.kind.rawValue), .init($0.detail)]
        }
        return table.lines(display.terminal)
    }

    /// What the finding advises, and how to acknowledge it, where that is still to be done.
    private static func advice(_ detail: AlertDetail) -> [String] {
        guard detail.alert.state == .open else { return detail.alert.state == .resolved ? [] : detail.advice }
        let isSaid = detail.advice.contains { $0.contains("gantry ack ") }
        let row = AlertRow(detail.alert)
        let name = AlertNames([row]).short(row)
        return detail.advice + (isSaid ? [] : ["gantry ack \(shellQuoted(name)) --because \"…\""])
    }
}
