package import FoundationEssentials

/// Working time on a project's calendar, exact, counted from the start of the first working day of its plan.
///
/// A day is cut into so many ticks that sixths of days, of three-point estimates, and the parts of days that shares and
/// hours give come out whole. What is finer still, and only that, is rounded up to a tick of a few milliseconds.
package struct WorkTime: Hashable, Comparable, Sendable {
    /// 2⁶ · 3² · 5³ · 7 · 11.
    package static let ticksPerDay = 5_544_000

    package let ticks: Int

    package init(ticks: Int) { self.ticks = ticks }

    package init(days: Int) { ticks = days * Self.ticksPerDay }

    package static let zero = WorkTime(ticks: 0)

    /// Later than any date that can be written. Passes stop counting here, so that no sum of theirs overflows.
    static let latest = WorkTime(days: 3_000_000)

    /// In working days, to full precision.
    package var days: Decimal {
        let (whole, rest) = ticks.quotientAndRemainder(dividingBy: Self.ticksPerDay)
        return rest == 0 ? Decimal(whole) : Decimal(ticks) / Decimal(Self.ticksPerDay)
    }

    package static func < (left: WorkTime, right: WorkTime) -> Bool { left.ticks < right.ticks }
    package static func + (left: WorkTime, right: WorkTime) -> WorkTime { WorkTime(ticks: left.ticks + right.ticks) }
    package static func - (left: WorkTime, right: WorkTime) -> WorkTime { WorkTime(ticks: left.ticks - right.ticks) }

    /// The day that a beginning at this time falls on: the day after, where a day has just ended.
    var dayOfStart: Int { ticks.floorDivided(by: Self.ticksPerDay) }

    /// The day that an end at this time falls on: the day that has just ended.
    var dayOfFinish: Int { (ticks - 1).floorDivided(by: Self.ticksPerDay) }

    /// How far into its day a beginning at this time is, in ticks.
    var restOfStart: Int { ticks - dayOfStart * Self.ticksPerDay }
}

extension Int {
    /// Rounded towards negative infinity.
    func floorDivided(by divisor: Int) -> Int {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
