import GantryCore

/// The instants that a pattern names in a zone, in POSIX seconds: forwards, backwards, and counted without a walk.
struct SlotSource: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// Whole seconds, counted from the epoch.
        case every(Int64)
        /// Every instant whose time on the wall is meant counts: a repeated hour runs again, a skipped one does not.
        case elapsed(WallPattern)
        /// Every time on the wall counts once: a repeated one at its first instant, skipped ones at the end of the gap.
        case fixed(WallPattern)
    }

    private let kind: Kind
    let zone: ZoneRules

    init(_ kind: Kind, _ zone: ZoneRules) { (self.kind, self.zone) = (kind, zone) }

    /// The seconds that an `Instant` can hold.
    static let seconds =
        Instant(nanosecondsSinceEpoch: .min).secondsSinceEpoch
        + 1...Instant(nanosecondsSinceEpoch: .max)
        .secondsSinceEpoch

    /// Walls before and after all that `seconds` can be on one.
    private static let (lowestWall, highestWall) = (seconds.lowerBound - 172_800, seconds.upperBound + 172_800)

    /// What names times of day, each once; nil for intervals and wildcards.
    var fixedPattern: WallPattern? {
        guard case .fixed(let pattern) = kind else { return nil }
        return pattern
    }

    /// The first second that is meant after one.
    func next(after second: Int64) -> Int64? {
        let found: Int64?
        switch kind {
        case .every(let interval): found = (second.floorDivided(by: interval) + 1) * interval
        case .elapsed(let pattern): found = nextElapsed(pattern, after: second)
        case .fixed(let pattern):
            found = pattern.first(onOrAfter: lastWall(through: second) + 1, before: Self.highestWall)
                .map(zone.firstSecond(atWall:))
        }
        return found.flatMap { Self.seconds.contains($0) ? $0 : nil }
    }

    /// The last second that is meant, up to and with one.
    func last(through second: Int64) -> Int64? {
        let found: Int64?
        switch kind {
        case .every(let interval): found = second.floorDivided(by: interval) * interval
        case .elapsed(let pattern): found = lastElapsed(pattern, through: second)
        case .fixed(let pattern):
            found = pattern.last(onOrAfter: Self.lowestWall, before: lastWall(through: second) + 1)
                .map(zone.firstSecond(atWall:))
        }
        return found.flatMap { Self.seconds.contains($0) ? $0 : nil }
    }

    /// How many seconds are meant after one and through another.
    func count(after: Int64, through: Int64) -> Int {
        guard after < through else { return 0 }
        switch kind {
        case .every(let interval):
            return Int(through.floorDivided(by: interval) - after.floorDivided(by: interval))
        case .elapsed(let pattern):
            return zone.table.legs(in: after + 1..<through + 1).reduce(0) { count, leg in
                count + pattern.count(in: leg.start + Int64(leg.offset)..<leg.end + Int64(leg.offset))
            }
        case .fixed(let pattern):
            let walls = lastWall(through: after) + 1..<lastWall(through: through) + 1
            let gaps = zone.table.gaps(in: after + 1..<through + 1)
            return gaps.reduce(pattern.count(in: walls)) { count, gap in
                // All that a gap skips comes at its end, as one.
                count - max(0, pattern.count(in: gap.start..<gap.end + 1) - 1)
            }
        }
    }

    /// The time on the wall that was meant for `second`, where the clock skips it: it comes at the end of the gap.
    func skippedWall(movedTo second: Int64) -> LocalDateTime? {
        guard case .fixed(let pattern) = kind, let gap = zone.table.gaps(in: second..<second + 1).first,
            pattern.count(in: gap.end..<gap.end + 1) == 0
        else { return nil }
        return pattern.first(onOrAfter: gap.start, before: gap.end).map(LocalDateTime.init(wallSeconds:))
    }

    /// The last time on the wall that happens, as something fixed, no later than a second.
    private func lastWall(through second: Int64) -> Int64 {
        let index = zone.table.index(at: second)
        return max(second + Int64(zone.table.offsets[index]), zone.table.wallReached(before: index, near: second) - 1)
    }

    private func nextElapsed(_ pattern: WallPattern, after second: Int64) -> Int64? {
        var from = second + 1
        var index = zone.table.index(at: from)
        while index < zone.table.count, from <= Self.seconds.upperBound {
            let stretch = zone.table.stretch(index)
            let offset = Int64(stretch.offset)
            let end = stretch.end == .max ? Self.highestWall : stretch.end
            if let wall = pattern.first(onOrAfter: from + offset, before: end + offset) { return wall - offset }
            from = end
            index += 1
        }
        return nil
    }

    private func lastElapsed(_ pattern: WallPattern, through second: Int64) -> Int64? {
        var end = second + 1
        var index = zone.table.index(at: second)
        while index >= 0, end > Self.seconds.lowerBound {
            let stretch = zone.table.stretch(index)
            let offset = Int64(stretch.offset)
            let start = stretch.start == .min ? Self.lowestWall : stretch.start
            if let wall = pattern.last(onOrAfter: start + offset, before: end + offset) { return wall - offset }
            end = start
            index -= 1
        }
        return nil
    }
}
