import FoundationEssentials
package import GantryCore
import GantryTime

/// The hours that a task's owners have for it, day by day on a project's axis.
struct Capacity: Sendable {
    /// An hour, cut so finely that fifths and sevenths of a week and percents of those come out whole.
    static let unitsPerHour = 4_200_000

    /// What was given by the end of each day, from day 0 on, up to the last day on which anything is out of the
    /// ordinary.
    private let sums: [Int]
    /// What each day after those gives, and each day before day 0.
    private let usual: Int

    /// - Parameter owners: the hours of each on an ordinary day of the axis, and their leave.
    init(_ owners: [(hoursPerDay: Decimal, leave: [Leave])], on axis: WorkAxis) {
        let daily = owners.map { Self.units($0.hoursPerDay) }
        let usual = daily.reduce(0, +)
        let last = owners.flatMap(\.leave).map(\.to.value).max() ?? axis.origin - 1
        var sums: [Int] = []
        var total = 0
        var date = axis.origin
        while date <= min(last, .last) {
            if axis.calendar.isWorking(date) {
                for (owner, units) in zip(owners, daily) where !owner.leave.contains(where: { $0.contains(date) }) {
                    total += units
                }
                sums.append(total)
            }
            date = date + 1
        }
        (self.sums, self.usual) = (sums, usual)
    }

    /// Whether anybody has any time at all, in the long run.
    var isAny: Bool { usual > 0 }

    static func units(_ hours: Decimal) -> Int {
        (hours * Decimal(unitsPerHour)).flooredToInt
    }

    // MARK: Work

    /// The first time on or after another at which there are any hours.
    func beginning(from time: WorkTime) -> WorkTime {
        let given = given(by: time)
        let day = firstDay { self.given(byEndOf: $0) > given }
        return max(time, WorkTime(days: day))
    }

    /// The end of work that takes some units and begins at a time.
    func finish(of units: Int, from start: WorkTime) -> WorkTime {
        guard units > 0 else { return start }
        let target = given(by: start) + units
        let day = firstDay { self.given(byEndOf: $0) >= target }
        guard day < WorkTime.latest.dayOfStart else { return .latest }
        let before = given(byEndOf: day - 1)
        let rate = given(byEndOf: day) - before
        let (ticks, rest) = ((target - before) * WorkTime.ticksPerDay).quotientAndRemainder(dividingBy: rate)
        return WorkTime(ticks: day * WorkTime.ticksPerDay + ticks + (rest > 0 ? 1 : 0))
    }

    /// The latest beginning of such work that ends at a time.
    func start(of units: Int, until finish: WorkTime) -> WorkTime {
        guard units > 0 else { return finish }
        let target = given(by: finish) - units
        // The day on which the target is exceeded: up to its part of it nothing is lost by beginning later.
        let day = firstDay { self.given(byEndOf: $0) > target }
        let before = given(byEndOf: day - 1)
        let rate = given(byEndOf: day) - before
        return WorkTime(ticks: day * WorkTime.ticksPerDay + (target - before) * WorkTime.ticksPerDay / rate)
    }

    private func given(byEndOf day: Int) -> Int {
        if day < 0 { return (day + 1) * usual }
        guard day < sums.count else { return (sums.last ?? 0) + (day + 1 - sums.count) * usual }
        return sums[day]
    }

    private func given(by time: WorkTime) -> Int {
        let day = time.dayOfStart
        let before = given(byEndOf: day - 1)
        return before + (given(byEndOf: day) - before) * time.restOfStart / WorkTime.ticksPerDay
    }

    /// The first day for which a condition holds that holds for every day after it.
    private func firstDay(where holds: (Int) -> Bool) -> Int {
        var (low, high) = (-1, 1)
        while holds(low) { low *= 2 }
        // Beyond the last day nothing is looked for.
        while !holds(high), high < WorkTime.latest.dayOfStart { high *= 2 }
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if holds(middle) { high = middle } else { low = middle }
        }
        return high
    }
}

extension Leave {
    package func contains(_ date: LocalDate) -> Bool { from.value <= date && date <= to.value }
}

extension Decimal {
    /// The whole part of a number that is not negative; of what no `Int` holds the largest that sums can take.
    var flooredToInt: Int { Int("\(self)".prefix { $0 != "." }) ?? 1 << 52 }
}
