import GantryCore
import GantryTime

/// What a link asks of the task that waits, in working time.
struct LinkRule: Sendable {
    enum Wait: Hashable, Sendable {
        case working(ticks: Int)
        case calendar(days: Int)
    }

    let kind: Link.Kind
    let wait: Wait

    init(_ link: Link) {
        kind = link.kind
        wait =
            switch link.lag?.value {
            case nil: .working(ticks: 0)
            case .working(let days): .working(ticks: days.count * WorkTime.ticksPerDay)
            case .calendar(let days): days == 0 ? .working(ticks: 0) : .calendar(days: days)
            }
    }

    /// Whether it bounds the beginning of the task that waits; else its end.
    var boundsStart: Bool { kind == .finishToStart || kind == .startToStart }

    /// Whether it counts from the end of the task that goes first; else from its beginning.
    var countsFromFinish: Bool { kind == .finishToStart || kind == .finishToFinish }

    /// The earliest beginning, or end, of the task that waits.
    ///
    /// - Parameter from: the end, or the beginning, of the task that goes first.
    func earliest(from: WorkTime, on axis: WorkAxis) -> WorkTime {
        switch wait {
        case .working(let ticks): WorkTime(ticks: from.ticks + ticks)
        case .calendar(let days): axis.shifted(from, by: days, fromFinish: countsFromFinish, toStart: boundsStart)
        }
    }

    /// The latest end, or beginning, of the task that goes first.
    ///
    /// A calendar wait has more than one answer within a day; the one at the time of the day that either task has.
    ///
    /// - Parameters:
    ///   - to: the beginning, or end, of the task that waits.
    ///   - own: the earliest end, or beginning, of the task that goes first; it satisfies the link.
    func latest(to: WorkTime, own: WorkTime, on axis: WorkAxis) -> WorkTime {
        guard case .calendar(let days) = wait else { return WorkTime(ticks: to.ticks - workingTicks) }
        let fractions = Set([own.restOfStart, to.restOfStart]).sorted(by: >)
        var day = axis.day(onOrAfter: axis.date(ofDay: to.dayOfStart) - days) + 1
        while day >= own.dayOfStart {
            for fraction in fractions {
                let candidate = WorkTime(ticks: day * WorkTime.ticksPerDay + fraction)
                if candidate > own, earliest(from: candidate, on: axis) <= to { return candidate }
            }
            day -= 1
        }
        return own
    }

    private var workingTicks: Int {
        if case .working(let ticks) = wait { ticks } else { 0 }
    }
}

extension WorkAxis {
    /// A time some calendar days on. What falls on a day off goes to the next working day: a beginning to its start, an
    /// end to its close.
    func shifted(_ time: WorkTime, by days: Int, fromFinish: Bool, toStart: Bool) -> WorkTime {
        // As a date and the ticks that have gone by on it. An end at the close of a day is at midnight, as is a
        // beginning at the start of the day after; only their dates differ, by the days off between them.
        var date: LocalDate
        var gone: Int
        if fromFinish {
            date = self.date(ofDay: time.dayOfFinish)
            gone = time.ticks - time.dayOfFinish * WorkTime.ticksPerDay
        } else {
            date = self.date(ofDay: time.dayOfStart)
            gone = time.restOfStart
        }
        date = date + days
        if toStart {
            if gone == WorkTime.ticksPerDay { (date, gone) = (date + 1, 0) }
            return calendar.isWorking(date) ? start(of: date) + WorkTime(ticks: gone) : start(of: date)
        }
        if gone == 0 { (date, gone) = (date - 1, WorkTime.ticksPerDay) }
        return calendar.isWorking(date) ? start(of: date) + WorkTime(ticks: gone) : end(of: calendar.onOrAfter(date))
    }
}
