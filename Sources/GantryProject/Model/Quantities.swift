package import FoundationEssentials
import GantryCore

/// Work that a person does, in person-days: `10pd`. The owners' time turns it into a duration.
package struct PersonDays: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let count: Decimal

    /// What a file may say at most.
    package static let most = Decimal(WorkingDays.most)

    package init(_ count: Decimal) { self.count = count }

    /// Reads `10pd` and `0.5pd`; nil for anything else, and for more than `most`.
    package init?(_ text: String) {
        guard let digits = text.beforeUnit("pd"), let count = Decimal(exactly: String(digits)),
            count.magnitude <= Self.most
        else { return nil }
        self.count = count
    }

    package static func < (left: PersonDays, right: PersonDays) -> Bool { left.count < right.count }

    package var description: String { "\(count)pd" }
}

/// Hours of work, exact: `7.5h`.
package struct Hours: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let count: Decimal

    package init(_ count: Decimal) { self.count = count }

    /// Reads `200h` and `7.5h`; nil for anything else.
    package init?(_ text: String) {
        guard let digits = text.beforeUnit("h"), let count = Decimal(exactly: String(digits)) else { return nil }
        self.count = count
    }

    package static func < (left: Hours, right: Hours) -> Bool { left.count < right.count }

    package var description: String { "\(count)h" }
}

/// How much something takes: one figure, or three for a distribution.
package enum Estimate<Unit> {
    case single(Unit)
    /// Optimistic, most likely, pessimistic, in rising order.
    case threePoint(optimistic: Unit, likely: Unit, pessimistic: Unit)

    /// The single figure, or the most likely of three.
    package var likely: Unit {
        switch self {
        case .single(let unit): unit
        case .threePoint(_, let likely, _): likely
        }
    }

    /// One figure or three, in rising order.
    package var figures: [Unit] {
        switch self {
        case .single(let unit): [unit]
        case .threePoint(let optimistic, let likely, let pessimistic): [optimistic, likely, pessimistic]
        }
    }
}

extension Estimate: Sendable where Unit: Sendable {}
extension Estimate: Equatable where Unit: Equatable {}
extension Estimate: Hashable where Unit: Hashable {}

/// A time of the day, to the minute: `10:00`.
package struct TimeOfDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 0...23 and 0...59.
    package let hour: Int
    package let minute: Int

    /// Reads `10:00` and `9:30`; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, (1...2).contains(parts[0].utf8.count), parts[1].utf8.count == 2,
            parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isNumber } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else { return nil }
        (self.hour, self.minute) = (hour, minute)
    }

    package static func < (left: TimeOfDay, right: TimeOfDay) -> Bool {
        (left.hour, left.minute) < (right.hour, right.minute)
    }

    package var description: String { "\(pad(hour)):\(pad(minute))" }
}
