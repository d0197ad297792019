import FoundationEssentials
import GantryCore

/// The shares of a budget at which people are told: thresholds, then steps without end over the highest.
struct BudgetLevels {
    /// So many points under a level it is over, so that a figure that wavers is not told again and again.
    static let hysteresis = Decimal(5)
    /// Steps over the highest threshold; beyond them no more is told.
    private static let mostSteps = 1_000_000_000

    /// Rising, not empty.
    let thresholds: [Decimal]
    /// The steps over the highest; nil: none.
    let again: Decimal?

    /// Nil where there are no thresholds.
    init?(thresholds: [Percent], again: Percent?) {
        guard !thresholds.isEmpty else { return nil }
        self.thresholds = Set(thresholds.map(\.value)).sorted()
        self.again = again.flatMap { $0.value > 0 ? $0.value : nil }
    }

    /// The level at which things stand: the highest that is reached, or that was and is not 5 points behind yet.
    ///
    /// - Parameters:
    ///   - used: of `budget`, which is more than zero; compared by products, so that nothing is rounded.
    ///   - standing: the rank at which the alert stands; nil where there is none.
    /// - Returns: nil under all levels; `isHeld` where only the past keeps it.
    func level(used: Decimal, of budget: Decimal, standing: Int?) -> (level: Decimal, isHeld: Bool)? {
        let share = used * 100
        let reached = highest { share >= $0 * budget }
        let held = standing.flatMap { rank in
            highest { Self.rank(of: $0) <= rank && share > ($0 - Self.hysteresis) * budget }
        }
        switch (reached, held) {
        case (let reached?, let held?) where held > reached: return (held, true)
        case (let reached?, _): return (reached, false)
        case (nil, let held?): return (held, true)
        case (nil, nil): return nil
        }
    }

    /// The highest level that a condition holds for which holds for all lower ones too.
    private func highest(where holds: (Decimal) -> Bool) -> Decimal? {
        guard let top = thresholds.last, holds(top) else { return thresholds.last(where: holds) }
        guard let again else { return top }
        var (low, high) = (0, Self.mostSteps)
        while low < high {
            let middle = (low + high + 1) / 2
            if holds(top + again * Decimal(middle)) { low = middle } else { high = middle - 1 }
        }
        return top + again * Decimal(low)
    }

    /// In hundredths of a percent: the same whatever thresholds a workflow sets later.
    static func rank(of level: Decimal) -> Int { Int("\((level * 100).rounded(0))") ?? .max }

    static func stage(_ level: Decimal) -> Finding.Stage { Finding.Stage(Percent(level).spoken, rank: rank(of: level)) }

    /// `80 % and 100 % of a budget, and at every further 5 %`.
    var sentence: String {
        let shares = thresholds.map { Percent($0).spoken }.enumerated
        return "\(shares) of a budget" + (again.map { ", and at every further \(Percent($0).spoken)" } ?? "")
    }
}
