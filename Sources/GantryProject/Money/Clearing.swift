import FoundationEssentials
import GantryCore

/// What bookings take off commitments, each in the commitment's own currency.
struct Clearing {
    private var cleared: [String: Decimal] = [:]
    private var released: Set<String> = []

    /// - Throws: `BudgetProblem`, where it cannot be said how much is taken off. Then the commitment stands as it is:
    ///   rather too high than too low.
    mutating func add(_ entry: LedgerEntry, _ valuation: Valuation) throws(BudgetProblem) {
        guard let id = entry.clears?.value, let commitment = valuation.commitments[id] else { return }
        if entry.isFinal { released.insert(id) }
        cleared[id, default: 0] += try valuation.cleared(by: entry, of: commitment)
    }

    /// What part payments take off, from nothing to the whole.
    func off(_ commitment: Commitment, whole: Decimal) -> Decimal { min(max(cleared[commitment.id] ?? 0, 0), whole) }

    /// What is still promised; nothing where a payment was the final one.
    func left(of commitment: Commitment, whole: Decimal) -> Decimal {
        released.contains(commitment.id) ? 0 : whole - off(commitment, whole: whole)
    }
}
