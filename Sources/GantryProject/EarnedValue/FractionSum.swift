import FoundationEssentials

/// A sum of amounts times fractions. It is exact as long as the fractions have a common denominator of moderate size,
/// and whatever the order in which they come, it is the same.
struct FractionSum {
    /// Beyond this, numerators could lose digits.
    private static let largestDenominator = 1_000_000_000_000

    /// By denominator, in lowest terms.
    private var numerators: [Int: Decimal] = [:]

    /// Adds `amount · numerator / denominator`.
    ///
    /// - Parameter denominator: greater than zero.
    mutating func add(_ amount: Decimal, times numerator: Int = 1, of denominator: Int = 1) {
        let divisor = max(1, greatestCommonDivisor(numerator, denominator))
        numerators[denominator / divisor, default: 0] += amount * Decimal(numerator / divisor)
    }

    /// The sum times `scale`, over `divisor`, which is not zero; divided once, at the end.
    func scaled(by scale: Decimal, over divisor: Decimal) -> Decimal {
        let (numerator, denominator) = common
        return scale * numerator / (divisor * Decimal(denominator))
    }

    private var common: (numerator: Decimal, denominator: Int) {
        var sum: (numerator: Decimal, denominator: Int) = (0, 1)
        for (denominator, numerator) in numerators.sorted(by: { $0.key < $1.key }) {
            let shared = greatestCommonDivisor(sum.denominator, denominator)
            let (common, overflows) = sum.denominator.multipliedReportingOverflow(by: denominator / shared)
            if overflows || common > Self.largestDenominator {
                sum = (sum.numerator / Decimal(sum.denominator) + numerator / Decimal(denominator), 1)
            } else {
                let left = sum.numerator * Decimal(common / sum.denominator)
                sum = (left + numerator * Decimal(common / denominator), common)
            }
        }
        return sum
    }
}

func greatestCommonDivisor(_ left: Int, _ right: Int) -> Int {
    var (left, right) = (abs(left), abs(right))
    while right != 0 { (left, right) = (right, left % right) }
    return left
}
