/// A set of seconds of the day: those of each minute of each hour that is in it.
struct TimesOfDay: Hashable, Sendable {
    /// Bit n for second n.
    var seconds: UInt64 = 1
    var minutes: UInt64 = 0
    var hours: UInt64 = 0

    /// How many there are; 0...86,400.
    var count: Int { hours.nonzeroBitCount * minutes.nonzeroBitCount * seconds.nonzeroBitCount }

    func contains(_ second: Int) -> Bool {
        hours.has(second / 3600) && minutes.has(second / 60 % 60) && seconds.has(second % 60)
    }

    /// The first on or after a second of the day; nil where there is none.
    func first(onOrAfter second: Int) -> Int? {
        let (hour, minute) = (second / 3600, second / 60 % 60)
        if hours.has(hour) {
            if minutes.has(minute), let found = seconds.first(from: second % 60) {
                return hour * 3600 + minute * 60 + found
            }
            if let found = minutes.first(from: minute + 1) {
                return hour * 3600 + found * 60 + seconds.trailingZeroBitCount
            }
        }
        return hours.first(from: hour + 1).map { hour in
            hour * 3600 + minutes.trailingZeroBitCount * 60 + seconds.trailingZeroBitCount
        }
    }

    /// The last on or before a second of the day; nil where there is none.
    func last(onOrBefore second: Int) -> Int? {
        let (hour, minute) = (second / 3600, second / 60 % 60)
        if hours.has(hour) {
            if minutes.has(minute), let found = seconds.last(through: second % 60) {
                return hour * 3600 + minute * 60 + found
            }
            if let found = minutes.last(through: minute - 1) {
                return hour * 3600 + found * 60 + seconds.highest
            }
        }
        return hours.last(through: hour - 1).map { $0 * 3600 + minutes.highest * 60 + seconds.highest }
    }

    /// How many are earlier than a second of the day; 0...86,400.
    func count(before second: Int) -> Int {
        let (hour, minute) = (second / 3600, second / 60 % 60)
        let perHour = minutes.nonzeroBitCount * seconds.nonzeroBitCount
        var count = hours.count(below: hour) * perHour
        guard hours.has(hour) else { return count }
        count += minutes.count(below: minute) * seconds.nonzeroBitCount
        return minutes.has(minute) ? count + seconds.count(below: second % 60) : count
    }

    /// The one with `index` earlier ones.
    func at(_ index: Int) -> Int {
        let (perMinute, perHour) = (seconds.nonzeroBitCount, minutes.nonzeroBitCount * seconds.nonzeroBitCount)
        return hours.bit(index / perHour) * 3600 + minutes.bit(index % perHour / perMinute) * 60
            + seconds.bit(index % perMinute)
    }
}

extension UInt64 {
    /// Whether bit `index` is set.
    func has(_ index: Int) -> Bool { self & 1 << index != 0 }

    /// The lowest bit set from `index` on; nil where there is none.
    func first(from index: Int) -> Int? {
        guard index < 64 else { return nil }
        let rest = self & ~(1 << index - 1)
        return rest == 0 ? nil : rest.trailingZeroBitCount
    }

    /// The highest bit set up to and with `index`; nil where there is none.
    func last(through index: Int) -> Int? {
        guard index >= 0 else { return nil }
        let rest = index >= 63 ? self : self & (1 << (index + 1) - 1)
        return rest == 0 ? nil : rest.highest
    }

    /// The highest bit set; meaningless where none is.
    var highest: Int { 63 - leadingZeroBitCount }

    /// How many bits are set below `index`.
    func count(below index: Int) -> Int {
        index <= 0 ? 0 : (index >= 64 ? self : self & (1 << index - 1)).nonzeroBitCount
    }

    /// The bit that is set and has `index` set bits below it.
    func bit(_ index: Int) -> Int {
        var rest = self
        for _ in 0..<index { rest &= rest &- 1 }
        return rest.trailingZeroBitCount
    }
}
