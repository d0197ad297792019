public import GantryCore

extension Timetable {
    /// All slots after `after` and through `through`, ascending, those that follow each other with one fate as one.
    ///
    /// Costs by the days whose fates differ, not by the slots. With `roll` it walks, which is for times of day.
    public func stretches(after: Instant, through: Instant) -> [Stretch] {
        var result: [Stretch] = []
        if let rolled {
            rolled.forwards(after: after, through: through) { slot in
                Self.append(Stretch(first: slot.at, last: slot.at, count: 1, fate: slot.fate), to: &result)
            }
            return result
        }
        let (after, through) = (after.secondsSinceEpoch, through.secondsSinceEpoch)
        guard after < through else { return [] }
        guard !rules.isEmpty else { return stretch(of: after + 1..<through + 1, .runs).map { [$0] } ?? [] }
        // Days without slots at the ends are not looked at.
        guard let first = source.next(after: after), let last = source.last(through: through), first <= last else {
            return []
        }
        for leg in zone.table.legs(in: first..<last + 1) {
            let offset = Int64(leg.offset)
            let end = LocalDateTime(wallSeconds: leg.end - 1 + offset).date
            var (from, date) = (leg.start, LocalDateTime(wallSeconds: leg.start + offset).date)
            while from < leg.end {
                let run = rules.run(from: date, through: end)
                date = run.last + 1
                let next = min(leg.end, LocalDateTime(date: date, secondOfDay: 0).wallSeconds - offset)
                if let stretch = stretch(of: from..<next, run.fate) { Self.append(stretch, to: &result) }
                from = next
            }
        }
        return result
    }

    private func stretch(of seconds: Range<Int64>, _ fate: Fate) -> Stretch? {
        let (after, through) = (seconds.lowerBound - 1, seconds.upperBound - 1)
        guard let first = source.next(after: after), first <= through, let last = source.last(through: through) else {
            return nil
        }
        return Stretch(
            first: Instant(secondsSinceEpoch: first), last: Instant(secondsSinceEpoch: last),
            count: source.count(after: after, through: through), fate: fate)
    }

    private static func append(_ stretch: Stretch, to result: inout [Stretch]) {
        guard let last = result.last, last.fate == stretch.fate else { return result.append(stretch) }
        result[result.count - 1] = Stretch(
            first: last.first, last: stretch.last, count: last.count + stretch.count, fate: last.fate)
    }
}
