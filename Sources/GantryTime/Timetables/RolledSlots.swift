import GantryCore

/// The slots of a timetable with `roll`: those of days that are not worked on move to the working day beside them.
///
/// A working day and the days that roll onto it are a block; slots never leave theirs.
struct RolledSlots {
    typealias Slot = Timetable.Slot

    let pattern: WallPattern
    let zone: ZoneRules
    let rules: DayRules
    let roll: ScheduleTrigger.Roll

    /// A slot rolls no further, in days.
    private static let reach = 366

    /// Days that belong together, and the one that they roll onto; nil where there is none within a year.
    private struct Block {
        let days: ClosedRange<LocalDate>
        let target: LocalDate?
    }

    func next(after instant: Instant, where isWanted: (Slot) -> Bool) -> Slot? {
        var found: Slot?
        walk(from: instant) { slot in
            if slot.at > instant, isWanted(slot) { found = slot }
            return found == nil
        }
        return found
    }

    func forwards(after: Instant, through: Instant, _ body: (Slot) -> Void) {
        walk(from: after) { slot in
            guard slot.at <= through else { return false }
            if slot.at > after { body(slot) }
            return true
        }
    }

    /// Calls `body` with each slot, the last first, until it answers false.
    func backwards(after: Instant, through: Instant, _ body: (Slot) -> Bool) {
        // A day further, since a clock that is put back over midnight shows a day again.
        var date = zone.date(at: through) + 1
        while true {
            let block = block(of: date)
            for slot in slots(in: block).reversed() where slot.at <= through {
                guard slot.at > after, body(slot) else { return }
            }
            guard let wall = pattern.last(onOrAfter: Self.firstWall, before: Self.start(block.days.lowerBound)) else {
                return
            }
            date = LocalDateTime(wallSeconds: wall).date
        }
    }

    /// Calls `body` with each slot, from a little before an instant on, until it answers false.
    private func walk(from instant: Instant, _ body: (Slot) -> Bool) {
        var date = zone.date(at: instant) - 1
        while true {
            let block = block(of: date)
            for slot in slots(in: block) where !body(slot) { return }
            guard let wall = pattern.first(onOrAfter: Self.start(block.days.upperBound + 1), before: Self.lastWall)
            else { return }
            date = LocalDateTime(wallSeconds: wall).date
        }
    }

    private static let (firstWall, lastWall) = (SlotSource.seconds.lowerBound, SlotSource.seconds.upperBound)

    private static func start(_ date: LocalDate) -> Int64 { LocalDateTime(date: date, secondOfDay: 0).wallSeconds }

    private func block(of date: LocalDate) -> Block {
        let calendar = rules.calendar
        guard !calendar.week.isEmpty else { return Block(days: date...date, target: nil) }
        switch roll {
        case .next:
            let target = calendar.onOrAfter(date)
            guard target - date <= Self.reach else { return Block(days: date...date, target: nil) }
            return Block(days: max(calendar.onOrBefore(target - 1) + 1, target - Self.reach)...target, target: target)
        case .previous:
            let target = calendar.onOrBefore(date)
            guard date - target <= Self.reach else { return Block(days: date...date, target: nil) }
            return Block(days: target...min(calendar.onOrAfter(target + 1) - 1, target + Self.reach), target: target)
        }
    }

    /// Ascending, one for each instant. A day takes one slot that is moved onto it, and none where it has its own; those
    /// beyond are coalesced: at the instant they were moved to, or where that is taken, at their own.
    private func slots(in block: Block) -> [Slot] {
        let walls = walls(in: block.days)
        guard !walls.isEmpty else { return [] }
        var result: [Slot] = []
        var taken: Set<Instant> = []
        func add(_ slot: Slot) -> Bool {
            guard taken.insert(slot.at).inserted else { return false }
            result.append(slot)
            return true
        }
        let own = walls.filter { $0.date == block.target }
        for wall in own { _ = add(planned(wall, rules.isInside(wall.date) ? .runs : rules.fate(of: wall.date))) }
        var isTaken = result.contains { $0.fate == .runs }
        for wall in walls where wall.date != block.target {
            guard rules.isInside(wall.date), let target = block.target else {
                let fate = rules.isInside(wall.date) ? .holiday(rules.reason(wall.date)) : rules.fate(of: wall.date)
                _ = add(planned(wall, fate))
                continue
            }
            let fate: Timetable.Fate =
                rules.isInside(target) ? isTaken ? .coalesced : .runs : rules.fate(of: target)
            if fate == .runs { isTaken = true }
            let moved = LocalDateTime(date: target, secondOfDay: wall.secondOfDay)
            if !add(planned(moved, fate, note(wall.date))) {
                _ = add(planned(wall, fate == .runs ? .coalesced : fate, note(wall.date)))
            }
        }
        return result.sorted { $0.at < $1.at }
    }

    private func walls(in days: ClosedRange<LocalDate>) -> [LocalDateTime] {
        var result: [LocalDateTime] = []
        var from = Self.start(days.lowerBound)
        let end = Self.start(days.upperBound + 1)
        while let wall = pattern.first(onOrAfter: from, before: end) {
            result.append(LocalDateTime(wallSeconds: wall))
            from = wall + 1
        }
        return result
    }

    private func planned(_ wall: LocalDateTime, _ fate: Timetable.Fate, _ note: String? = nil) -> Slot {
        let second = zone.firstSecond(atWall: wall.wallSeconds)
        let shown = zone.localTime(at: Instant(secondsSinceEpoch: second))
        let skipped = shown == wall ? nil : Timetable.note(skipped: wall, from: shown.date)
        let notes = [note, skipped].compactMap(\.self)
        return Slot(at: second, fate, notes.isEmpty ? nil : notes.joined(separator: "; "))
    }

    private func note(_ date: LocalDate) -> String {
        let why = rules.calendar.holidays.contains(date) ? "holiday" : "not a working day"
        return "rolled from \(date.spoken(seenFrom: date)), \(why)"
    }
}
