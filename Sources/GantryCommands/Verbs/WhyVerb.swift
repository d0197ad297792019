import ArgumentParser
import GantryControl
import GantryCore
import GantryTime

/// `gantry why W`: what became of what was planned, and why.
struct WhyVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Show what became of a workflow's occurrences, and why.",
        discussion: """
            Each planned or observed occurrence ends in one verdict: ran, coalesced,
            overlapped, missed, paused, holiday, outside, unmet, changed, file_wrong, full,
            loop, dropped. Neighbouring ones that ended alike stand on one line with their
            count.

            EXAMPLES
              gantry why deadlines
              gantry why deadlines --at 2026-11-02T08:00
              gantry why deadlines --since 2026-11-01 --verdict missed
              gantry why deadlines --until 2026-11-02 --json
            """)

    @Argument(help: "The workflow's name.") var workflow: String
    @Option(help: ArgumentHelp("What was planned for then; else the ones before and after.", valueName: "time"))
    var at: String?
    @Option(help: ArgumentHelp("Only from then on.", valueName: "time")) var since: String?
    @Option(help: ArgumentHelp("Only before then.", valueName: "time")) var until: String?
    @Option(help: ArgumentHelp("Only of this trigger.", valueName: "id")) var trigger: String?
    @Option(help: ArgumentHelp("Only with this verdict.", valueName: "verdict"), transform: Self.verdict)
    var verdict: Verdict?
    @Option(help: ArgumentHelp("At most so many lines, the last.", valueName: "count")) var limit = 50
    @OptionGroup var common: CommonOptions

    private static var verdicts: String { Verdict.allCases.map(\.rawValue).joined(separator: ", ") }

    private static func verdict(_ text: String) throws -> Verdict {
        if let verdict = Verdict(rawValue: text) { return verdict }
        let near = suggestion(for: text, among: Verdict.allCases.map(\.rawValue))
        throw ValidationError("'\(text)' is not one of \(verdicts)" + (near.map { "; did you mean '\($0)'?" } ?? ""))
    }

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit \(limit): 1 to 1000 can be listed") }
        guard at == nil || (since == nil && until == nil && verdict == nil) else {
            throw ValidationError("--at asks for one instant: --since, --until and --verdict do not go with it")
        }
    }

    func answer(in session: Session) async throws -> Answer {
        var query = OccurrenceQuery(trigger: trigger, verdict: verdict, limit: limit)
        query.at = try at.map { try session.instant(of: $0, option: "--at") }
        query.since = try since.map { try session.instant(of: $0, option: "--since") }
        query.until = try until.map { try session.instant(of: $0, option: "--until") }
        let list = try await session.client().occurrences(of: workflow, query)
        return Answer(list, Self.lines(list, query, session.display))
    }

    // MARK: Text

    static func lines(_ list: OccurrenceList, _ query: OccurrenceQuery, _ display: Display) -> [String] {
        var lines: [String] = []
        if let at = query.at, !list.occurrences.contains(where: { $0.at <= at && $0.last >= at }) {
            lines += display.paragraph("nothing was planned for \(display.moments.spoken(at))")
        }
        if list.occurrences.isEmpty, query.at == nil { lines.append("nothing yet") }
        if !list.occurrences.isEmpty { lines += table(list, display).lines(display.terminal) }
        lines += list.notes.flatMap { display.paragraph($0, hanging: 2, style: .yellow) }
        if let last = list.occurrences.last(where: \.runnable) {
            let time = display.moments.zone.localTime(at: last.last).description
            let short = time.hasSuffix(":00") ? String(time.dropLast(3)) : time
            lines.append("to run it after all: gantry run \(shellQuoted(list.workflow)) --for \(short)")
        }
        return lines
    }

    private static func table(_ list: OccurrenceList, _ display: Display) -> Table {
        let hasTriggers = Set(list.occurrences.map(\.trigger)).count > 1
        var table = Table(
            columns: [.left("WHEN"), .left("VERDICT")] + (hasTriggers ? [.left("TRIGGER", cutTo: 12)] : [])
                + [.wrapping("WHY")])
        table.rows = list.occurrences.map { occurrence in
            var row: [Table.Cell] = [
                .init(when(occurrence, display)),
                .init(
                    occurrence.count == 1 ? occurrence.verdict : "\(grouped(occurrence.count)) \(occurrence.verdict)",
                    style(occurrence.verdict)),
            ]
            if hasTriggers { row.append(.init(occurrence.trigger)) }
            return row + [.init(occurrence.reason)]
        }
        return table
    }

    /// `23 Nov 03:08 to 30 Nov 03:08`.
    private static func when(_ occurrence: OccurrenceMessage, _ display: Display) -> String {
        let first = display.moments.spoken(occurrence.at)
        return occurrence.count == 1 ? first : "\(first) to \(display.moments.spoken(occurrence.last))"
    }

    /// `604,799`.
    private static func grouped(_ count: Int) -> String {
        let digits = Array(String(count))
        return digits.enumerated().map { index, digit in
            index > 0 && (digits.count - index) % 3 == 0 ? ",\(digit)" : "\(digit)"
        }.joined()
    }

    private static func style(_ verdict: String) -> Terminal.Style {
        switch Verdict(rawValue: verdict) {
        case .ran?: .green
        case .missed?, .fileWrong?, .full?, .dropped?, .loop?: .red
        case .changed?, .overlapped?: .yellow
        default: .plain
        }
    }
}
