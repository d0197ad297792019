import ArgumentParser
import GantryControl
import GantryCore
import GantryDefinitions
import GantryTime

/// `gantry status`: how the daemon is.
struct StatusVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how the daemon is, and what is wrong in the files it watches.",
        discussion: """
            EXAMPLES
              gantry status
              gantry status --root portfolio
              gantry status --json
            """)

    @OptionGroup var common: CommonOptions

    func answer(in session: Session) async throws -> Answer {
        let status = try await session.client().status()
        return Answer(status, Self.lines(status, session.display))
    }

    static func lines(_ status: StatusMessage, _ display: Display) -> [String] {
        let moments = Moments(zone: display.moments.zone, now: status.now)
        let isReady = status.state == .ready
        let head = display.styled(status.state.rawValue, isReady ? .green : .red) + (isReady ? "" : ", running")
        var lines = ["\(head) since \(moments.spoken(status.startedAt)), gantry \(status.version), \(status.root)"]
        lines += status.causes.flatMap { display.paragraph($0, indent: 2) }
        lines += clock(of: status, display)
        let held = status.acknowledgedAlerts > 0 ? " and \(status.acknowledgedAlerts) acknowledged" : ""
        let alerts = counted(status.openAlerts, "open alert") + held
        lines.append(
            "\(counted(status.projects, "project")), \(counted(status.workflows, "workflow")), \(alerts)"
                + (status.openAlerts + status.acknowledgedAlerts > 0 ? ": gantry alerts" : ""))
        if let next = status.next {
            let wait = Moments.spoken(next.at - status.now)
            lines.append("next: \(next.workflow), \(moments.telling([next.at]).spoken(next.at)), in \(wait)")
        } else {
            lines.append("next: nothing is planned by the clock")
        }
        if status.pendingDeliveries > 0 { lines.append("\(counted(status.pendingDeliveries, "message")) on the way") }
        if status.failedDeliveries > 0 {
            lines.append("\(counted(status.failedDeliveries, "message")) given up: gantry deliveries --failed")
        }
        return lines + fileLines(status.diagnostics, status.keptLastGood, display)
    }

    /// That the daemon's clock is another than the reader's, and why.
    private static func clock(of status: StatusMessage, _ display: Display) -> [String] {
        let difference = status.now - display.moments.now
        guard abs(difference.components.seconds) > 60 else { return [] }
        let moments = Moments(zone: display.moments.zone, now: status.now)
        // To the nearest minute: the answer was on its way.
        let away = Moments.spoken((difference < .zero ? .zero - difference : difference) + .seconds(30))
        let why =
            status.asOf != nil
            ? "because of gantryd --as-of" : "\(away) \(difference < .zero ? "behind" : "ahead of") the clock here"
        return display.paragraph(
            "its clock stands at \(moments.spoken(status.now)) \(moments.zone.identifier), \(why)", hanging: 2)
    }

    /// What is wrong in the files, which of them stand in with their last good version, and what nothing reads. No line of
    /// a misplaced file is wrong, so it takes no heading and no hint of its own: a folder of many is one line.
    static func fileLines(_ diagnostics: [Diagnostic], _ keptLastGood: [String], _ display: Display) -> [String] {
        var lines = keptLastGood.map {
            display.styled("\($0.printableLine) is wrong; its last good version goes on", .yellow)
        }
        let misplaced = diagnostics.filter { $0.code == .misplacedFile }
        lines += misplaced.sortedByPlace().flatMap { file in
            let toDo = file.hint.map { " (\($0))" } ?? ""
            return display.paragraph(file.message + toDo, hanging: 2, style: .yellow)
        }
        let wrong = diagnostics.filter { $0.code != .misplacedFile }
        if !wrong.isEmpty {
            lines += ["", CheckVerb.summary(of: wrong) + " in the files:"] + display.diagnostics(wrong)
        }
        return lines
    }
}
