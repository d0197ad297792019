import GantryCore

/// The offsets of a zone from UTC, over all the years that an `Instant` can name.
///
/// Between two transitions the offset is constant. What the zone's rule says of the far future is written out up to
/// the end, so that a look-up is one binary search.
struct OffsetTable: Hashable, Sendable {
    /// POSIX seconds at which the offset changes, ascending.
    private(set) var transitions: [Int64] = []
    /// Seconds east of UTC: before the first transition, then after each.
    private(set) var offsets: [Int]

    /// A stretch of time in which the offset does not change.
    struct Stretch {
        /// POSIX seconds, inclusive; `Int64.min` where it has no beginning.
        let start: Int64
        /// POSIX seconds, exclusive; `Int64.max` where it has no end.
        let end: Int64
        /// Seconds east of UTC.
        let offset: Int
    }

    init(initialOffset: Int) { offsets = [initialOffset] }

    /// Adds a transition. One at the instant of the last replaces it; one that changes nothing is left out.
    mutating func append(at second: Int64, offset: Int) {
        if transitions.last == second {
            transitions.removeLast()
            offsets.removeLast()
        }
        guard offset != offsets[offsets.count - 1] else { return }
        transitions.append(second)
        offsets.append(offset)
    }

    var count: Int { offsets.count }

    func stretch(_ index: Int) -> Stretch {
        Stretch(
            start: index == 0 ? .min : transitions[index - 1],
            end: index == transitions.count ? .max : transitions[index],
            offset: offsets[index]
        )
    }

    /// The index of the stretch that holds a POSIX second.
    func index(at second: Int64) -> Int {
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= second { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The indices of the stretches in which a clock on the wall may show `wallSeconds`: no offset is beyond 26 hours.
    func indices(aroundWall wallSeconds: Int64) -> ClosedRange<Int> {
        let margin: Int64 = 26 * 3600
        return index(at: wallSeconds - margin)...index(at: wallSeconds + margin)
    }

    /// The parts of a range of POSIX seconds in which the offset is one.
    func legs(in seconds: Range<Int64>) -> [Stretch] {
        guard !seconds.isEmpty else { return [] }
        return (index(at: seconds.lowerBound)...index(at: seconds.upperBound - 1)).map { index in
            let whole = stretch(index)
            return Stretch(
                start: max(whole.start, seconds.lowerBound), end: min(whole.end, seconds.upperBound),
                offset: whole.offset)
        }
    }

    /// What clocks on the wall skip at the transitions in a range of POSIX seconds: the first second of the wall that
    /// is skipped, and the one that is shown instead.
    func gaps(in seconds: Range<Int64>) -> [(start: Int64, end: Int64)] {
        guard !seconds.isEmpty else { return [] }
        let (first, last) = (index(at: seconds.lowerBound - 1), index(at: seconds.upperBound - 1))
        guard first < last else { return [] }
        return (first + 1...last).compactMap { index in
            let transition = transitions[index - 1]
            let start = wallReached(before: index, near: transition)
            let end = transition + Int64(offsets[index])
            return start < end ? (start, end) : nil
        }
    }

    /// How far clocks on the wall were, at their furthest, before a stretch began; a time long past where that is so
    /// long ago that it does not matter for `second`. No offset is beyond 26 hours.
    func wallReached(before index: Int, near second: Int64) -> Int64 {
        var (reached, index) = (Self.longAgo, index)
        while index > 0, transitions[index - 1] > second - 2 * 26 * 3600 {
            reached = max(reached, transitions[index - 1] + Int64(offsets[index - 1]))
            index -= 1
        }
        return reached
    }

    /// Before all that an `Instant` can be on a wall, and far enough from the end of 64 bits to count with.
    private static let longAgo = Int64.min / 2
}
