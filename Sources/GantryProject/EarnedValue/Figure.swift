import FoundationEssentials
import GantryCore

/// A figure, or why there is none.
enum Figure: Hashable, Sendable {
    case known(Decimal)
    case missing(String)

    var value: Decimal? {
        guard case .known(let value) = self else { return nil }
        return value
    }

    var reason: String? {
        guard case .missing(let reason) = self else { return nil }
        return reason
    }

    /// What a sum comes to, or the reason that it was left with.
    init(_ sum: () throws(MissingFigure) -> Decimal) {
        do {
            self = .known(try sum())
        } catch {
            self = .missing(error.reason)
        }
    }

    /// The value, for a sum that cannot do without.
    func needed(_ name: String) throws(MissingFigure) -> Decimal {
        guard case .known(let value) = self else { throw MissingFigure("\(name) is not available") }
        return value
    }
}

/// Why a sum has no result.
struct MissingFigure: Error, Hashable {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

extension Decimal {
    /// The quotient; a divisor of zero has none, and `reason` says what that means.
    func divided(by divisor: Decimal, ifZero reason: String) throws(MissingFigure) -> Decimal {
        guard let quotient = divided(by: divisor) else { throw MissingFigure(reason) }
        return quotient
    }
}
