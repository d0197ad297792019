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
        if let at = query.at, list.exact == false {
            let spoken = display.moments.telling([at]).spoken(at)
            lines += display.paragraph("nothing was planned for \(spoken)")
        }
        if list.occurrences.isEmpty, query.at == nil {
            lines.append(query.isNarrow ? "nothing that matches" : "nothing yet")
        }
        if !list.occurrences.isEmpty { lines += table(list, display).lines(display.terminal) }
        lines += list.notes.flatMap { display.paragraph($0, hanging: 2, style: .yellow) }
        if query.at == nil, list.occurrences.count == query.limit {
            lines += display.paragraph("only the last \(query.limit): --limit and --since ask for others")
        }
        lines += zones(list, display)
        guard let command = command(list, query, display) else { return lines }
        // What is to be typed is not broken.
        let words = "to run it after all:"
        let isWide = display.terminal.isInteractive && words.columns + 1 + command.columns > display.terminal.width
        return lines + (isWide ? [words, "  \(command)"] : ["\(words) \(command)"])
    }

    /// What runs an occurrence that did not: the one that was asked for, or else the last.
    private static func command(_ list: OccurrenceList, _ query: OccurrenceQuery, _ display: Display) -> String? {
        guard list.exact != false, let last = list.occurrences.last(where: \.runnable) else { return nil }
        let instant = query.at ?? last.last
        // A stretch that reaches over the instant may have it.
        let others = list.occurrences.filter { other in
            other.runnable && other.trigger != last.trigger && other.at <= instant && other.last >= instant
        }
        return "gantry run \(shellQuoted(list.workflow)) --for \(display.moments.zone.typed(instant))"
            + (others.isEmpty ? "" : " --trigger \(shellQuoted(last.trigger))")
    }

    /// Whose clock the reasons go by, where it is not the reader's.
    private static func zones(_ list: OccurrenceList, _ display: Display) -> [String] {
        let now = display.moments.now
        let reasons = list.occurrences.map { ($0.reason, $0.timezone, $0.last) }
        let others = (reasons + list.notes.map { ($0, list.timezone, now) }).filter { text, zone, instant in
            text.hasTimeOfDay && display.moments.other(zone, at: instant) != nil
        }
        guard !others.isEmpty else { return [] }
        let names = Set(others.map(\.1)).sorted().joined(separator: ", ")
        return display.paragraph("the times in the reasons are those of \(names)", hanging: 2)
    }

    private static func table(_ list: OccurrenceList, _ display: Display) -> Table {
        let hasTriggers = Set(list.occurrences.map(\.trigger)).count > 1
        let moments = display.moments.telling(list.occurrences.flatMap { [$0.at, $0.last] })
        var table = Table(
            columns: [.folding("WHEN", cutTo: 24), .left("VERDICT")]
                + (hasTriggers ? [.left("TRIGGER", cutTo: 12)] : []) + [.wrapping("WHY")])
        table.rows = list.occurrences.map { occurrence in
            var row: [Table.Cell] = [
                .init(
                    occurrence.count == 1
                        ? moments.spoken(occurrence.at) : moments.spoken(from: occurrence.at, to: occurrence.last)),
                .init(
                    occurrence.count == 1 ? occurrence.verdict : "\(occurrence.count.grouped) \(occurrence.verdict)",
                    style(occurrence.verdict)),
            ]
            if hasTriggers { row.append(.init(occurrence.trigger)) }
            return row + [.init(occurrence.reason)]
        }
        return table
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

extension OccurrenceQuery {
    /// Whether it leaves out occurrences that there may be.
    fileprivate var isNarrow: Bool { trigger != nil || since != nil || until != nil || verdict != nil }
}

extension String {
    /// Whether a time such as `09:12` stands in it; the place `x.yaml:12:25` is none.
    fileprivate var hasTimeOfDay: Bool {
        split { !($0.isNumber || $0.isLetter || $0 == ":" || $0 == "." || $0 == "/") }.contains { word in
            let parts = word.split(separator: ":", omittingEmptySubsequences: false)
            return (2...3).contains(parts.count) && parts.allSatisfy { $0.count == 2 && $0.allSatisfy(\.isNumber) }
        }
    }
}
