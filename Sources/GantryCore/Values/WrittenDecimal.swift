public import FoundationEssentials

/// A plain decimal, kept as the whole number it is written with, so that reading and adding are sums of whole numbers.
///
/// `Decimal` is exact as well, and takes some twenty times as long for a sum.
enum WrittenDecimal: Sendable {
    /// The coefficient has `places` digits after the point: 123450 with 2 for `1234.50`. At most 18 digits.
    case short(coefficient: Int64, places: Int)
    case long(Decimal)

    private static let mostShortDigits = 18
    private static let mostDigits = 28

    /// Reads `-1234.50`: digits, one point between them, a sign; nil for anything else.
    ///
    /// - Parameter point: what stands before the fraction.
    init?(_ text: Span<UInt8>, point: UInt8) {
        let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
        let start = isNegative ? 1 : 0
        var pointIndex: Int?
        var (coefficient, significant): (Int64, Int) = (0, 0)
        for index in start..<text.count {
            let byte = text[index]
            if byte == point, pointIndex == nil {
                pointIndex = index
                continue
            }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            if significant > 0 || byte != UInt8(ascii: "0") { significant += 1 }
            if significant <= Self.mostShortDigits { coefficient = coefficient * 10 + Int64(byte - UInt8(ascii: "0")) }
        }
        let places = pointIndex.map { text.count - $0 - 1 } ?? 0
        guard text.count > start, pointIndex != start, pointIndex != text.count - 1, significant <= Self.mostDigits,
            places <= Self.mostDigits
        else { return nil }
        if significant <= Self.mostShortDigits {
            self = .short(coefficient: isNegative ? -coefficient : coefficient, places: places)
        } else {
            var plain = ""
            for index in 0..<text.count {
                plain.unicodeScalars.append(Unicode.Scalar(text[index] == point ? UInt8(ascii: ".") : text[index]))
            }
            guard let decimal = Decimal(string: plain) else { return nil }
            self = .long(decimal)
        }
    }

    var decimal: Decimal {
        switch self {
        // A negative zero would not be a number for `Decimal`.
        case .short(0, _): 0
        case .short(let coefficient, let places):
            Decimal(
                sign: coefficient < 0 ? .minus : .plus, exponent: -places, significand: Decimal(coefficient.magnitude))
        case .long(let decimal): decimal
        }
    }

    /// `1234.50`, with as many digits after the point as the number needs, and never less than `places`; nil where
    /// `Decimal` has to write it.
    func plainText(atLeast places: Int) -> String? {
        guard case .short(let coefficient, let written) = self else { return nil }
        var (digits, count) = (coefficient.magnitude, written)
        while count > places, digits.isMultiple(of: 10) { (digits, count) = (digits / 10, count - 1) }
        var text = String(digits) + String(repeating: "0", count: max(0, places - count))
        count = max(count, places)
        text = String(repeating: "0", count: max(0, count + 1 - text.utf8.count)) + text
        let sign = coefficient < 0 ? "-" : ""
        return count == 0 ? sign + text : "\(sign)\(text.dropLast(count)).\(text.suffix(count))"
    }
}

extension Decimal {
    /// Reads a plain decimal, `-1234.50`: digits, one point, a sign, at most 28 significant digits.
    ///
    /// `Decimal(string:)` alone would take `12abc` as 12 and `1,5` as 1. Returns nil for anything but a plain decimal.
    public init?(exactly text: String) {
        self.init(bytes: text.utf8.span)
    }

    /// The same from bytes.
    ///
    /// - Parameter point: what stands before the fraction; a comma in most of Europe.
    public init?(bytes text: Span<UInt8>, point: UInt8 = UInt8(ascii: ".")) {
        guard let written = WrittenDecimal(text, point: point) else { return nil }
        self = written.decimal
    }
}

/// Adds amounts of one currency, exactly.
public struct MoneySum: Sendable {
    public let currency: Currency
    /// What is added as whole numbers: with as many digits after the point as the first one has.
    private var units: Int128 = 0
    private var places = 0
    /// Everything else.
    private var rest: Decimal = 0

    public init(_ currency: Currency) { self.currency = currency }

    /// - Parameter money: of the sum's currency; the caller has converted it.
    public mutating func add(_ money: Money) {
        guard case .short(let coefficient, let moneyPlaces) = money.written else {
            rest += money.amount
            return
        }
        if units == 0 { places = moneyPlaces }
        let (sum, overflows) = units.addingReportingOverflow(Int128(coefficient))
        if places == moneyPlaces, !overflows {
            units = sum
        } else {
            rest += money.amount
        }
    }

    public var total: Money {
        let billion: Int128 = 1_000_000_000
        // In parts that a `Decimal` can be made of.
        var (left, parts): (Int128, [Int64]) = (units, [])
        while left != 0 {
            parts.append(Int64(left % billion))
            left /= billion
        }
        let whole = parts.reversed().reduce(Decimal(0)) { $0 * 1_000_000_000 + Decimal($1) }
        return Money(whole * Decimal(sign: .plus, exponent: -places, significand: 1) + rest, currency)
    }
}

/// A decimal of few digits, for those who keep very many: the coefficient has `places` digits after the point.
package struct ShortDecimal: Hashable, Sendable {
    package let coefficient: Int64
    /// 0 or more.
    package let places: Int

    package init(coefficient: Int64, places: Int) { (self.coefficient, self.places) = (coefficient, places) }

    /// Nil for a number of more digits.
    package init?(_ decimal: Decimal) {
        guard case .short(let coefficient, let places)? = WrittenDecimal("\(decimal)".utf8.span, point: 0x2E) else {
            return nil
        }
        self.init(coefficient: coefficient, places: places)
    }

    package var decimal: Decimal { WrittenDecimal.short(coefficient: coefficient, places: places).decimal }
}

extension Money {
    /// The amount in few digits; nil where it has more.
    package var short: ShortDecimal? {
        guard case .short(let coefficient, let places) = written else { return nil }
        return ShortDecimal(coefficient: coefficient, places: places)
    }

    package init(_ amount: ShortDecimal, _ currency: Currency) {
        written = .short(coefficient: amount.coefficient, places: amount.places)
        self.currency = currency
    }
}
