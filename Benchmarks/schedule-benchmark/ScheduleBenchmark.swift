import GantryCore
import GantryTime
import Glibc

/// Measures schedules inside of one process: the next occurrence of expressions from many instants, and the counting
/// of the seconds of a week. Prints a line for each: what, microseconds in the median, and of the slowest hundredth.
@main
enum ScheduleBenchmark {
    private static let zone = "Europe/Amsterdam"
    private static let expressions = [
        "0 8 * * mon-fri", "daily 08:00", "*/15 * * * *", "every 15m", "0 9 1 * *", "0 9 L * *", "0 17 * * 5L",
        "30 2 29 2 *", "every 2 weeks 08:00", "FREQ=MONTHLY;BYDAY=1TU", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
    ]
    private static let rounds = 20_000

    static func main() {
        do {
            for expression in expressions { report("next\t\(expression)", try next(expression, DayRules())) }
            let calendar = WorkingCalendar(week: WorkingCalendar.standard.week, holidays: holidays)
            let working = DayRules(onlyWorkingDays: true, calendar: calendar)
            report("next, only working days\tdaily 08:00", try next("daily 08:00", working))
            let rolling = DayRules(roll: .next, calendar: calendar)
            report("next, rolling\t0 8 1 * *", try next("0 8 1 * *", rolling))
            for expression in ["every 1s", "* * * * * *"] {
                report("604,800 slots as stretches\t\(expression)", try stretches(expression, DayRules()))
                report("604,800 slots, only working days\t\(expression)", try stretches(expression, working))
            }
        } catch {
            print("\(error)")
            exit(1)
        }
    }

    private static var holidays: Set<LocalDate> {
        Set((2020..<2040).flatMap { year in [(1, 1), (5, 5), (12, 25)].compactMap { LocalDate(year: year, month: $0, day: $1) } })
    }

    private static func timetable(_ text: String, _ rules: DayRules) throws -> Timetable {
        let rules = DayRules(
            starting: rules.starting ?? (text.hasPrefix("FREQ") || text.contains("weeks") ? LocalDate("2024-01-01") : nil),
            onlyWorkingDays: rules.onlyWorkingDays, roll: rules.roll, calendar: rules.calendar)
        let schedule =
            text.hasPrefix("FREQ") ? try Schedule(rule: text, at: LocalTime("10:00") ?? .midnight) : try Schedule(text)
        return try Timetable(schedule, in: ZoneRules.load(zone), rules)
    }

    /// Nanoseconds of each look, from instants a little over five hours apart.
    private static func next(_ text: String, _ rules: DayRules) throws -> [Int] {
        let table = try timetable(text, rules)
        let start = Instant(secondsSinceEpoch: 1_796_083_200)
        return (0..<rounds).map { round in
            let instant = start + .seconds(18_307 * round)
            let before = now()
            let found = table.nextRun(after: instant)
            let after = now()
            precondition(found != nil)
            return after - before
        }
    }

    private static func stretches(_ text: String, _ rules: DayRules) throws -> [Int] {
        let table = try timetable(text, rules)
        return (0..<500).map { round in
            let start = Instant(secondsSinceEpoch: 1_796_083_200 + 86_400 * Int64(round))
            let before = now()
            let found = table.stretches(after: start, through: start + .seconds(7 * 86_400))
            let after = now()
            precondition(found.reduce(0) { $0 + $1.count } == 604_800 || text != "every 1s")
            return after - before
        }
    }

    private static func report(_ what: String, _ nanoseconds: [Int]) {
        let sorted = nanoseconds.sorted()
        let (median, slow) = (sorted[sorted.count / 2], sorted[sorted.count * 99 / 100])
        print("\(what)\t\(Double(median) / 1000)\t\(Double(slow) / 1000)")
    }

    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
}
