import ArgumentParser
import GantryControl
import GantryCore

/// `gantry trace RUN`: what started a run, and what each step got, found and took.
struct TraceVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract: "Show what started a run, and what each of its steps got, found and took.",
        discussion: """
            EXAMPLES
              gantry trace                 the latest run
              gantry trace 12
              gantry logs 12               what its commands printed
            """)

    @Argument(help: "The run's number; the latest run where it is left out.") var run: String?
    @OptionGroup var common: CommonOptions

    func answer(in session: Session) async throws -> Answer {
        let client = session.client()
        let trace = try await client.run(try await Self.id(run, client))
        return Answer(trace, Self.lines(trace, session.display))
    }

    /// The run that is meant.
    static func id(_ given: String?, _ client: ControlClient) async throws -> String {
        if let given { return given }
        guard let latest = try await client.runs(RunQuery(limit: 1)).runs.first else {
            throw CommandFailure(
                "nothing has run yet", hint: "gantry workflows lists what can: gantry run NAME", code: "not_found",
                status: ExitStatus.failed)
        }
        return latest.id
    }

    static func lines(_ trace: RunTrace, _ display: Display) -> [String] {
        let run = trace.run
        let moments = display.moments
        var lines = [display.styled("run \(run.id) of \(run.workflow)", .bold) + " \(ending(run, display))"]
        lines += run.error.map { display.paragraph($0, indent: 2) } ?? []
        var table = Table(columns: [.left(""), .wrapping("")], indent: 2, hasHeader: false)
        let planned = moments.telling([trace.plannedAt]).spoken(trace.plannedAt)
        table.rows = [
            ["started by", .init("\(run.trigger), planned for \(planned)")],
            ["queued", .init(moments.spoken(run.queuedAt))],
        ]
        for (key, value) in (trace.payload.map ?? [:]).sorted(by: { $0.key < $1.key }) {
            table.rows += rows(key, value)
        }
        lines += table.lines(display.terminal)
        return lines + trace.steps.flatMap { Self.lines($0, display) }
    }

    /// What a trigger carries; changes and files have a row each.
    private static func rows(_ key: String, _ value: Value) -> [[Table.Cell]] {
        let told: [String]? =
            switch key {
            case "changes": value.list?.map(change)
            case "files": value.list?.map { "\($0["path"]) \($0["change"])" }
            default: nil
            }
        guard let told, !told.isEmpty else { return [[.init("trigger.\(key)"), .init(value.spoken)]] }
        return told.enumerated().map { [.init($0 == 0 ? "trigger.\(key)" : ""), .init($1)] }
    }

    /// `crm2 tasks.golive.due: 2027-03-31 → 2027-04-15 (projects/crm2.yaml:14)`.
    private static func change(_ value: Value) -> String {
        let from = value["from"].text.map { "\($0) " } ?? ""
        return "\(value["project"]) \(value["path"]): \(from)→ \(value["to"].text ?? "nothing") (\(value["at"]))"
    }

    /// `succeeded in 0.4 s`, `is running since 09:12:05`.
    static func ending(_ run: RunMessage, _ display: Display) -> String {
        let state = display.styled(Display.spoken(run.state.rawValue), Display.style(run.state))
        switch (run.startedAt, run.finishedAt) {
        case (let start?, let end?): return "\(state) in \(Moments.spoken(end - start))"
        case (let start?, nil): return "is \(state) since \(display.moments.timeOfDay(start))"
        default: return "is \(state)"
        }
    }

    private static func lines(_ step: StepMessage, _ display: Display) -> [String] {
        let took = step.finishedAt.map { " in \(Moments.spoken($0 - step.startedAt))" } ?? ""
        let plugin = step.plugin.map { " (\($0))" } ?? ""
        var lines = [
            "",
            "step \(display.styled(step.id, .bold)): \(step.action)\(plugin), "
                + "\(Display.spoken(step.state.rawValue))\(took)",
        ]
        lines += step.reason.map { display.paragraph($0, indent: 2) } ?? []
        var table = Table(columns: [.left(""), .wrapping("")], indent: 2, hasHeader: false)
        for (name, value) in step.inputs.sorted(by: { $0.key < $1.key }) {
            table.rows.append([.init("with \(name)"), .init(value.spoken)])
        }
        if step.output != .null { table.rows.append(["gave", .init(step.output.spoken)]) }
        lines += table.lines(display.terminal)
        return lines + Self.lines(step.findings, display, indent: 2)
    }

    /// Findings, a row each. A stage that only repeats the severity is left out.
    static func lines(_ findings: [FindingMessage], _ display: Display, indent: Int) -> [String] {
        var table = Table(
            columns: [.left(""), .left(""), .left("", cutTo: 16), .wrapping("")], indent: indent, hasHeader: false)
        table.rows = findings.map { finding in
            [
                .init(finding.severity.rawValue, Display.style(finding.severity)),
                .init(finding.stage == finding.severity.rawValue ? "" : finding.stage),
                .init("\(finding.project)/\(finding.subject)", .bold), .init(finding.message),
            ]
        }
        guard table.rows.allSatisfy({ $0[1].text.isEmpty }) else { return table.lines(display.terminal) }
        var plain = Table(columns: [.left(""), .left("", cutTo: 16), .wrapping("")], indent: indent, hasHeader: false)
        plain.rows = table.rows.map { [$0[0], $0[2], $0[3]] }
        return plain.lines(display.terminal)
    }
}
