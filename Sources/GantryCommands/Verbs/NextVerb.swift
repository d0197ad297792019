import ArgumentParser
import GantryControl
import GantryCore
import GantryTime

/// `gantry next`: what is planned; with `--expression`, when a schedule would happen.
struct NextVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "next",
        abstract: "Show what is planned next, or when a schedule would happen.",
        discussion: """
            With --expression no daemon is needed; an expression that cannot be read, or
            that never happens, ends with 64. --from itself is not counted.

            EXAMPLES
              gantry next
              gantry next --count 3
              gantry next deadlines --with-skipped
              gantry next --expression "0 8 * * mon-fri"
              gantry next --expression "daily 02:30" --timezone Europe/Amsterdam
              gantry next --expression "every 15m" --from 2027-03-27 --json
            """)

    @Argument(help: "Only of this workflow.") var workflow: String?
    @Option(help: ArgumentHelp("How many.", valueName: "count")) var count = 10
    @Flag(help: "List what will be passed over, too, and why.") var withSkipped = false
    @Option(
        help: ArgumentHelp(
            "A schedule as workflows have it: five cron fields, every 15m, daily 08:00.", valueName: "text"))
    var expression: String?
    @Option(help: ArgumentHelp("The zone that --expression counts in; else this machine's.", valueName: "zone"))
    var timezone: String?
    @Option(
        help: ArgumentHelp(
            "Where --expression begins: 2026-11-02, or 2026-11-02T08:00, with an offset or without; else now.",
            valueName: "time")) var from: String?
    @Option(help: ArgumentHelp("The day from which 'every 2 weeks' counts: 2026-01-05.", valueName: "date"))
    var starting: String?
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (1...1000).contains(count) else { throw ValidationError("--count \(count): 1 to 1000 can be listed") }
        guard expression != nil || (timezone == nil && from == nil && starting == nil) else {
            throw ValidationError("--timezone, --from and --starting go with --expression")
        }
        guard starting.map({ LocalDate($0) != nil }) ?? true else {
            throw ValidationError("--starting '\(starting ?? "")' is not a date; write it as 2026-01-05")
        }
        guard expression == nil || (workflow == nil && !withSkipped) else {
            throw ValidationError("--expression is a schedule of its own: no workflow goes with it")
        }
    }

    func answer(in session: Session) async throws -> Answer {
        guard let expression else {
            let query = NextQuery(count: count, workflow: workflow, withSkipped: withSkipped)
            let list = try await session.client().next(query)
            return Answer(list, Self.lines(list, session.display))
        }
        let zone = try zone(session)
        let timetable = try Self.timetable(expression, in: zone, starting: starting.flatMap { LocalDate($0) })
        let schedule = timetable.schedule
        let start = try start(in: zone, session)
        let slots = Self.slots(of: timetable, after: start, count)
        let message = ScheduleMessage(
            expression: schedule.text, timezone: zone.identifier, from: zone.text(of: start),
            occurrences: slots.map { slot in
                var message = ScheduleMessage.Occurrence(at: zone.text(of: slot.at), utc: slot.at)
                message.note = slot.note
                return message
            })
        let display = Display(
            terminal: session.display.terminal, moments: Moments(zone: zone, now: session.now))
        return Answer(message, Self.lines(slots, schedule, display))
    }

    // MARK: An expression

    /// `gantry next --expression … --json`.
    struct ScheduleMessage: Codable, Hashable, Sendable {
        struct Occurrence: Codable, Hashable, Sendable {
            var at: String
            var utc: Instant
            @OrNull var note: String?
        }

        /// In its normal form.
        var expression: String
        var timezone: String
        var from: String
        var occurrences: [Occurrence]
    }

    private func zone(_ session: Session) throws(CommandFailure) -> ZoneRules {
        guard let timezone else { return session.display.moments.zone }
        do {
            return try ZoneRules.load(timezone)
        } catch {
            throw .usage(error.message, hint: error.suggestion.map { "did you mean \($0)?" })
        }
    }

    private static func timetable(
        _ text: String, in zone: ZoneRules, starting: LocalDate?
    ) throws(CommandFailure) -> Timetable {
        do throws(ScheduleProblem) {
            return try Timetable(Schedule(text), in: zone, DayRules(starting: starting))
        } catch {
            let hint = error.code == .scheduleNeedsStart ? "add --starting 2026-01-05, the first day" : error.hint
            // The caret stands under what is wrong, as it does for a file.
            let position = SourcePosition(file: "--expression", line: 1, column: error.offset + 1)
            let diagnostic = Diagnostic(
                .error, error.code, at: position, error.message, hint: hint,
                excerpt: .init(line: text, length: min(error.length, text.unicodeScalars.count - error.offset)))
            throw CommandFailure([diagnostic], code: "usage", status: ExitStatus.usage)
        }
    }

    private static func slots(of timetable: Timetable, after start: Instant, _ count: Int) -> [Timetable.Slot] {
        var slots: [Timetable.Slot] = []
        while slots.count < count, let slot = timetable.next(after: slots.last?.at ?? start) { slots.append(slot) }
        return slots
    }

    private func start(in zone: ZoneRules, _ session: Session) throws(CommandFailure) -> Instant {
        guard let from else { return session.now }
        return try session.instant(of: from, option: "--from", in: zone)
    }

    // MARK: Text

    static func lines(_ list: NextList, _ display: Display) -> [String] {
        guard !list.occurrences.isEmpty else { return ["nothing is planned by the clock"] }
        let moments = display.moments.telling(list.occurrences.map(\.at))
        let notes = list.occurrences.map { Self.note(of: $0, moments) }
        let hasNotes = notes.contains { !$0.isEmpty }
        var table = Table(
            columns: [
                .left("WHEN"), .left("WORKFLOW", cutTo: 10),
                hasNotes ? .folding("STARTED BY", cutTo: 12) : .wrapping("STARTED BY"),
                .folding("CATCH UP", cutTo: 13),
            ] + (hasNotes ? [.wrapping("NOTE")] : []))
        table.rows = zip(list.occurrences, notes).map { occurrence, note in
            [
                .init(moments.spoken(occurrence.at), occurrence.skipped ? .dim : .plain),
                .init(occurrence.workflow, .bold), .init(occurrence.trigger), .init(occurrence.catchUp),
            ] + (hasNotes ? [.init(note)] : [])
        }
        return table.lines(display.terminal)
    }

    /// What is unusual about it; and where the reader's clock shows another time than the trigger's, that.
    private static func note(of occurrence: NextMessage, _ moments: Moments) -> String {
        var notes = [occurrence.note].compactMap(\.self)
        if let theirs = moments.other(occurrence.timezone, at: occurrence.at) {
            let time = theirs.zone.localTime(at: occurrence.at)
            let isSameDay = time.date == moments.zone.date(at: occurrence.at)
            let words = isSameDay ? time.shortTimeOfDay : theirs.spoken(occurrence.at)
            notes.append("\(words) in \(occurrence.timezone)")
        }
        return notes.joined(separator: "; ")
    }

    private static func lines(_ slots: [Timetable.Slot], _ schedule: Schedule, _ display: Display) -> [String] {
        guard !slots.isEmpty else { return ["\(schedule.text) does not happen again"] }
        let zone = display.moments.zone
        let warnings = schedule.warnings.flatMap {
            display.paragraph("warning: \($0.message)", hanging: 2, style: .yellow)
        }
        let moments = display.moments.telling(slots.map(\.at))
        return warnings
            + slots.map { slot in
                let note = slot.note.map { "  \($0)" } ?? ""
                return "\(moments.spoken(slot.at))  \(zone.text(of: slot.at))\(note)"
            }
    }
}
