import GantryCore

/// Which days a cron expression names: a set of days of the month, as bits, for any month.
struct DayRule: MonthDays, Hashable, Sendable {
    /// How the two fields for days go together.
    enum Combination: Hashable, Sendable {
        case both, either
    }

    /// An item of the day-of-month field that depends on the month.
    enum MonthDay: Hashable, Sendable {
        /// `L`, and `L-3`: days before the last one.
        case last(before: Int)
        /// `15W`: the day from Monday to Friday nearest to it, within the month.
        case nearestWeekday(Int)
        /// `LW`.
        case lastWeekday
    }

    /// An item of the day-of-week field that depends on the month; Sunday is 0.
    enum WeekDay: Hashable, Sendable {
        /// `5L`: the last Friday.
        case last(Int)
        /// `3#2`: the second Wednesday.
        case nth(Int, Int)
    }

    /// Bit 1 for January.
    var months: UInt64 = 0
    /// Bit n for day n.
    var days: UInt64 = 0
    var monthDays: [MonthDay] = []
    /// Bit 0 for Sunday.
    var weekdays: UInt64 = 0
    var weekDays: [WeekDay] = []
    var combination = Combination.both

    /// The days of a month that are meant; bit n for day n.
    func days(year: Int, month: Int) -> UInt64 {
        guard months & 1 << month != 0, let first = LocalDate(year: year, month: month, day: 1) else { return 0 }
        let shape = MonthShape(first: first, length: LocalDate.daysInMonth(year: year, month: month))
        let byDate = monthDays.reduce(days) { $0 | shape.bit(of: $1) }
        let byWeekday = weekDays.reduce(shape.bits(ofWeekdays: weekdays)) { $0 | shape.bit(of: $1) }
        return (combination == .both ? byDate & byWeekday : byDate | byWeekday) & shape.all
    }

    var isEveryDay: Bool {
        combination == .both && months.nonzeroBitCount == 12 && days.nonzeroBitCount == 31 && weekdays == 0x7F
    }

    /// Whether any day at all is meant. The calendar repeats itself after 400 years.
    var isEverMet: Bool {
        (2000..<2400).contains { year in (1...12).contains { days(year: year, month: $0) != 0 } }
    }
}

/// How the days of the week lie in one month.
struct MonthShape {
    let length: Int
    /// The weekday of the first day; Sunday is 0.
    let firstWeekday: Int

    init(first: LocalDate, length: Int) {
        self.length = length
        // 1970-01-01 was a Thursday.
        firstWeekday = ((first.daysSinceEpoch + 4) % 7 + 7) % 7
    }

    var all: UInt64 { (1 << (length + 1)) - 2 }

    /// Sunday is 0.
    func weekday(_ day: Int) -> Int { (firstWeekday + day - 1) % 7 }

    func bits(ofWeekdays weekdays: UInt64) -> UInt64 {
        if weekdays == 0x7F { return all }
        // The week as it begins on the first of the month, written out five times.
        let week = (weekdays >> UInt64(firstWeekday) | weekdays << UInt64(7 - firstWeekday)) & 0x7F
        return week &* 0x1020_4081 << 1 & all
    }

    func bit(of item: DayRule.MonthDay) -> UInt64 {
        switch item {
        case .last(let before): before < length ? 1 << (length - before) : 0
        case .nearestWeekday(let day): day <= length ? 1 << nearestWeekday(day) : 0
        case .lastWeekday: 1 << nearestWeekday(length)
        }
    }

    func bit(of item: DayRule.WeekDay) -> UInt64 {
        switch item {
        case .last(let weekday): 1 << (length - (self.weekday(length) - weekday + 7) % 7)
        case .nth(let weekday, let nth): 1 << (1 + (weekday - firstWeekday + 7) % 7 + 7 * (nth - 1))
        }
    }

    /// Saturday moves to Friday and Sunday to Monday, or the other way where that is another month.
    private func nearestWeekday(_ day: Int) -> Int {
        switch weekday(day) {
        case 6: day > 1 ? day - 1 : day + 2
        case 0: day < length ? day + 1 : day - 2
        default: day
        }
    }
}
