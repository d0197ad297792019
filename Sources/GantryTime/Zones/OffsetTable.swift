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
}
