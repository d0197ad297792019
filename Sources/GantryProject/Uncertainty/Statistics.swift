/// Functions of probability, made of the four basic operations and roots only: IEEE 754 rounds those the same on every
/// machine, which is not promised of a library's `exp` and `log`.
enum Statistics {
    private static let naturalLogOfTwo = 0.693_147_180_559_945_3

    /// The natural logarithm of a number greater than zero.
    static func log(_ x: Double) -> Double {
        var (mantissa, exponent) = (x.significand, Double(x.exponent))
        if mantissa > 1.414_213_562_373_095 { (mantissa, exponent) = (mantissa / 2, exponent + 1) }
        let s = (mantissa - 1) / (mantissa + 1)
        let square = s * s
        var (power, sum) = (s, 0.0)
        // |s| < 0.172, so that the terms beyond are less than the last digit.
        for odd in stride(from: 1.0, through: 23, by: 2) {
            sum += power / odd
            power *= square
        }
        return exponent * naturalLogOfTwo + 2 * sum
    }

    static func exp(_ x: Double) -> Double {
        guard x > -700 else { return 0 }
        let halvings = (x / naturalLogOfTwo).rounded()
        let rest = x - halvings * naturalLogOfTwo
        var (term, sum) = (1.0, 1.0)
        for index in 1...20 {
            term *= rest / Double(index)
            sum += term
        }
        return sum * Double(sign: .plus, exponent: Int(halvings), significand: 1)
    }

    /// The chance that a standard normal variable is at most z.
    ///
    /// Source: Marsaglia, Evaluating the Normal Distribution, Journal of Statistical Software 11(4), 2004.
    static func normal(_ z: Double) -> Double {
        guard z.magnitude < 7 else { return z < 0 ? 0 : 1 }
        var (sum, term, index) = (z, z, 1.0)
        while true {
            index += 2
            term *= z * z / index
            guard sum + term != sum else { break }
            sum += term
        }
        return 0.5 + sum * exp(-0.5 * z * z - 0.918_938_533_204_672_7)
    }
}

/// Random numbers of which a seed decides all.
///
/// Source: Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014.
struct SplitMix: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Evenly in 0..<1, with 53 bits.
    mutating func nextFraction() -> Double { Double(next() >> 11) * 0x1p-53 }
}

/// The beta distribution of three-point estimates, between 0, optimistic, and 1, pessimistic. Its mean is that of
/// (o + 4m + p) / 6.
///
/// Source: Malcolm et al., Application of a Technique for Research and Development Program Evaluation, 1959.
struct PertDistribution: Sendable {
    private static let steps = 2048
    /// The values below which 0, 1/1024, 2/1024 … of all cases lie.
    private let quantiles: [Double]

    /// - Parameter mode: where between 0 and 1 the most likely value lies.
    init(mode: Double) {
        let (first, second) = (4 * mode, 4 * (1 - mode))
        var sums = [0.0]
        for step in 0..<Self.steps {
            let x = (Double(step) + 0.5) / Double(Self.steps)
            let density = Statistics.exp(first * Statistics.log(x) + second * Statistics.log(1 - x))
            sums.append(sums[step] + density)
        }
        let total = sums[Self.steps]
        var step = 0
        quantiles = (0...1024).map { index in
            let wanted = total * Double(index) / 1024
            while step < Self.steps - 1, sums[step + 1] < wanted { step += 1 }
            let part = (wanted - sums[step]) / (sums[step + 1] - sums[step])
            return (Double(step) + min(1, max(0, part))) / Double(Self.steps)
        }
    }

    /// - Parameter chance: in 0..<1.
    func value(at chance: Double) -> Double {
        let place = chance * 1024
        let index = Int(place)
        return quantiles[index] + (quantiles[index + 1] - quantiles[index]) * (place - Double(index))
    }
}
