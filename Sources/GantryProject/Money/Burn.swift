import FoundationEssentials
import GantryCore
import GantryTime

/// The last whole calendar months, over which spending is averaged.
///
/// The month that still runs would make spending look lower than it is. One window serves all lines, so that their
/// burns add up to that of the whole.
struct BurnWindow: Hashable {
    /// How many months were asked for.
    let wanted: Int
    /// How many there are: none before the first booking.
    let count: Int
    /// Nil where there is no month.
    let first: LocalDate?
    let last: LocalDate?
    /// Why there is none.
    let reason: String?

    /// - Parameters:
    ///   - firstBooking: nil where nothing is booked yet.
    ///   - today: a month is over on its last day.
    init(_ wanted: Int, firstBooking: LocalDate?, today: LocalDate) {
        self.wanted = wanted
        let end = Self.start(of: today + 1) - 1
        guard let firstBooking, firstBooking <= end else {
            (count, first, last) = (0, nil, nil)
            reason =
                firstBooking.map { "no month of bookings is over yet; the first booking is of \($0)" }
                ?? "nothing is booked yet"
            return
        }
        let begin = Self.start(of: firstBooking)
        let months = (end.year - begin.year) * 12 + end.month - begin.month + 1
        count = min(wanted, months)
        first = Self.start(of: end).adding(months: 1 - count)
        (last, reason) = (end, nil)
    }

    /// `Aug to Oct 2026`, `Oct 2026`.
    var spoken: String {
        guard let first, let last else { return "no month" }
        if count == 1 { return last.spokenMonth }
        return (first.year == last.year ? first.spokenMonthAlone : first.spokenMonth) + " to " + last.spokenMonth
    }

    /// `in Oct 2026`, `from Aug to Oct 2026`.
    var within: String { (count == 1 ? "in " : "from ") + spoken }

    func contains(_ day: LocalDate) -> Bool {
        guard let first, let last else { return false }
        return first <= day && day <= last
    }

    private static func start(of day: LocalDate) -> LocalDate { day - (day.day - 1) }
}

/// How fast money goes, and until when it lasts.
struct Burn {
    let window: BurnWindow
    /// In all months of the window together, exactly.
    let spent: Decimal

    /// The mean of a month; nil where there is no month.
    var perMonth: Decimal? { spent.divided(by: Decimal(window.count)) }

    /// Until when what is left lasts.
    enum Runway: Hashable {
        /// The last day that the money covers, and the working day that it counts as.
        case until(LocalDate, counted: LocalDate)
        case unavailable(String)
    }

    /// Beyond so many months no date means anything.
    private static let mostMonths = 1200

    /// - Parameter money: what is left of the budget, after what is spent and what is promised.
    func runway(of money: Money, from today: LocalDate, _ calendar: WorkingCalendar) -> Runway {
        let left = money.amount
        guard left >= 0 else { return .unavailable("\(Money(-left, money.currency).spoken) over budget") }
        if let reason = window.reason { return .unavailable(reason) }
        guard spent > 0 else {
            return .unavailable(
                spent.isZero
                    ? "nothing was spent \(window.within)" : "more was credited than spent \(window.within)")
        }
        // left / (spent / count), with the product first, so that what is a whole number stays one.
        guard let whole = Self.floor(of: left * Decimal(window.count), by: spent, upTo: Self.mostMonths) else {
            return .unavailable("it lasts for more than 100 years at this pace")
        }
        let start = today.adding(months: whole)
        let length = today.adding(months: whole + 1) - start
        let rest = left * Decimal(window.count) - spent * Decimal(whole)
        let days = Self.floor(of: rest * Decimal(length), by: spent, upTo: length) ?? 0
        let day = start + days
        return .until(day, counted: day == today ? day : max(today, calendar.onOrBefore(day)))
    }

    /// The whole part of a quotient of figures that are not negative; nil beyond `most`.
    ///
    /// Found with products: a quotient of 38 digits may be rounded up to the next whole number.
    static func floor(of dividend: Decimal, by divisor: Decimal, upTo most: Int) -> Int? {
        guard divisor * Decimal(most + 1) > dividend else { return nil }
        var (low, high) = (0, most)
        while low < high {
            let middle = (low + high + 1) / 2
            if divisor * Decimal(middle) <= dividend { low = middle } else { high = middle - 1 }
        }
        return low
    }
}

extension LocalDate {
    /// `Oct`.
    fileprivate var spokenMonthAlone: String {
        String(spoken(seenFrom: self).split(separator: " ").last ?? "")
    }

    /// `Oct 2026`.
    fileprivate var spokenMonth: String { "\(spokenMonthAlone) \(year)" }
}
