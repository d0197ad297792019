import FoundationEssentials
public import GantryCore

extension Timetable {
    /// The timetable of a trigger.
    ///
    /// - Parameters:
    ///   - calendar: what `only` and `roll` mean.
    ///   - places: where holidays are written: `gantry.yaml:4`.
    /// - Throws: `ScheduleProblem` or `ZoneProblem`, which a trigger that was read without errors does not have unless
    ///   the system's time zones changed since.
    public init(_ trigger: ScheduleTrigger, calendar: WorkingCalendar, places: [LocalDate: String] = [:]) throws {
        try self.init(trigger, Schedule(trigger.form), calendar: calendar, places: places)
    }

    /// The same for who has read the schedule already.
    ///
    /// - Parameter schedule: what the trigger's text says.
    package init(
        _ trigger: ScheduleTrigger, _ schedule: Schedule, calendar: WorkingCalendar, places: [LocalDate: String] = [:]
    ) throws {
        let rules = DayRules(
            starting: trigger.starting, ending: trigger.ending, except: trigger.except,
            onlyWorkingDays: trigger.onlyWorkingDays, roll: trigger.roll, calendar: calendar, places: places)
        try self.init(schedule, in: ZoneRules.named(trigger.timeZone), rules)
    }

    /// All of it but the calendar, as one line: the same for all timetables that name the same slots by the same rule.
    public var stored: String {
        let text = StoredTimetable(
            form: schedule.form, zone: zone.identifier, starting: rules.starting, ending: rules.ending,
            except: rules.except.isEmpty ? nil : rules.except.map { [$0.lowerBound, $0.upperBound] },
            only: rules.onlyWorkingDays ? StoredTimetable.workingDays : nil, roll: rules.roll)
        // Texts and dates can always be written.
        return (try? JSON.text(text)) ?? ""
    }

    /// - Throws: `DecodingError`, `ScheduleProblem` or `ZoneProblem` where the text is none of `stored`, or names a zone
    ///   that is no more.
    public init(stored: String, calendar: WorkingCalendar, places: [LocalDate: String] = [:]) throws {
        let read = try JSON.read(StoredTimetable.self, from: stored)
        let except = (read.except ?? []).compactMap { days -> ClosedRange<LocalDate>? in
            guard let first = days.first, let last = days.last, first <= last else { return nil }
            return first...last
        }
        let rules = DayRules(
            starting: read.starting, ending: read.ending, except: except, onlyWorkingDays: read.only != nil,
            roll: read.roll, calendar: calendar, places: places)
        try self.init(Schedule(read.form), in: ZoneRules.named(read.zone), rules)
    }
}

/// The line of text that is kept of a timetable.
private struct StoredTimetable: Codable {
    static let workingDays = "working_days"

    /// One of these two.
    private var schedule: String?
    private var rrule: String?
    private var at: String?
    let zone: String
    let starting: LocalDate?
    let ending: LocalDate?
    /// Pairs of first and last.
    let except: [[LocalDate]]?
    let only: String?
    let roll: ScheduleTrigger.Roll?

    init(
        form: ScheduleTrigger.Form, zone: String, starting: LocalDate?, ending: LocalDate?, except: [[LocalDate]]?,
        only: String?, roll: ScheduleTrigger.Roll?
    ) {
        switch form {
        case .text(let text): schedule = text
        case .rule(let rule, let time): (rrule, at) = (rule, time)
        }
        (self.zone, self.starting, self.ending) = (zone, starting, ending)
        (self.except, self.only, self.roll) = (except, only, roll)
    }

    var form: ScheduleTrigger.Form {
        if let rrule { .rule(rrule, at: at ?? "00:00") } else { .text(schedule ?? "") }
    }
}
