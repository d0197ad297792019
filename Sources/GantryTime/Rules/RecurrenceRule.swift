import GantryCore

/// A recurrence rule, `FREQ=MONTHLY;BYDAY=1TU`, without the start that it counts from.
///
/// Source: RFC 5545 3.3.10.
struct RecurrenceRule: Hashable, Sendable {
    enum Frequency: String, Hashable, Sendable, CaseIterable, Comparable {
        case yearly, monthly, weekly, daily, hourly, minutely, secondly

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

        static func < (left: Frequency, right: Frequency) -> Bool { left.rank < right.rank }
    }

    enum Until: Hashable, Sendable {
        /// A day, the whole of it.
        case date(LocalDate)
        case local(LocalDateTime)
        /// POSIX seconds.
        case utc(Int64)
    }

    /// `1TU`, `-1FR`, `MO`.
    struct NumberedDay: Hashable, Sendable {
        /// From the end where negative; 0: all.
        let number: Int
        /// Sunday is 0.
        let weekday: Int
    }

    var frequency = Frequency.daily
    var interval: Int64 = 1
    var count: Int?
    var until: Until?
    /// Bit 1 for January; 0: the rule does not say.
    var months: UInt64 = 0
    var weekNumbers: [Int] = []
    var yearDays: [Int] = []
    var monthDays: [Int] = []
    var weekdays: [NumberedDay] = []
    /// Bits; 0: the rule does not say. So it is with minutes and seconds.
    var hours: UInt64 = 0
    var minutes: UInt64 = 0
    var seconds: UInt64 = 0
    var positions: [Int] = []
    /// Sunday is 0.
    var weekStart = 1
    /// The rule in its normal form.
    var text = ""
}
