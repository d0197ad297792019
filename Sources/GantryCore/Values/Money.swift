public import FoundationEssentials

/// An exact amount in one currency: `40000.00 EUR`.
///
/// Amounts of unlike currencies are never added; whoever adds asks `MoneySum`.
public struct Money: Hashable, Sendable {
    let written: WrittenDecimal
    public let currency: Currency

    public init(_ amount: Decimal, _ currency: Currency) {
        (written, self.currency) = (.long(amount), currency)
    }

    /// Reads `40000.00 EUR`: a plain decimal, a space, three capital letters. Nil for anything else.
    public init?(_ text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: true)
        guard parts.count == 2, let currency = Currency(String(Substring(parts[1]))) else { return nil }
        self.init(bytes: String(Substring(parts[0])).utf8.span, currency)
    }

    /// Reads the amount alone, a plain decimal; nil for anything else.
    ///
    /// - Parameter point: what stands before the fraction; a comma in most of Europe.
    public init?(bytes amount: Span<UInt8>, point: UInt8 = UInt8(ascii: "."), _ currency: Currency) {
        guard let written = WrittenDecimal(amount, point: point) else { return nil }
        (self.written, self.currency) = (written, currency)
    }

    public var amount: Decimal { written.decimal }

    public static func == (left: Money, right: Money) -> Bool {
        left.currency == right.currency && left.amount == right.amount
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(amount)
        hasher.combine(currency)
    }

    /// For people, rounded half up to the currency's places: `18,000.00 EUR`.
    public var spoken: String { amount.formatted(places: currency.places, grouped: true) + " \(currency.code)" }

    /// The same without the currency: `18,000.00`.
    public var spokenAmount: String { amount.formatted(places: currency.places, grouped: true) }
}

extension Money: CustomStringConvertible, Codable {
    /// As written in files and JSON: `40000.00 EUR`, never fewer places than the currency has, never rounded.
    public var description: String {
        if let plain = written.plainText(atLeast: currency.places) { return "\(plain) \(currency.code)" }
        let exact = "\(amount)"
        let places = exact.split(separator: ".").dropFirst().first?.count ?? 0
        return amount.formatted(places: max(places, currency.places)) + " \(currency.code)"
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let money = Money(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not an amount")
        }
        self = money
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// An ISO 4217 currency code.
public struct Currency: Hashable, Sendable, Codable {
    public let code: String

    /// Takes three ASCII capital letters; whether the world knows the code is not asked.
    public init?(_ code: String) {
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) })
        else {
            return nil
        }
        self.code = code
    }

    /// The same from bytes.
    public init?(bytes code: Span<UInt8>) {
        guard code.count == 3 else { return nil }
        self.init(code.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) })
    }

    /// Digits after the point: 0, 2 or 3. Source: ISO 4217, list one.
    public var places: Int {
        switch code {
        case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
            "XPF":
            0
        case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND": 3
        default: 2
        }
    }
}

/// A share in percent, exact: `80%`.
public struct Percent: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 80 for 80 %.
    public let value: Decimal

    public init(_ value: Decimal) { self.value = value }

    /// Reads `80%` and `103.8 %`; nil for anything else, a bare number among it.
    public init?(_ text: String) {
        guard let number = text.beforeUnit("%") else { return nil }
        guard let value = Decimal(exactly: String(number.last == " " ? number.dropLast() : number)) else { return nil }
        self.value = value
    }

    public static func < (left: Percent, right: Percent) -> Bool { left.value < right.value }

    /// `80%`, as it is written in files.
    public var description: String { "\(value)%" }

    /// `103.8 %`, as people read it: one place, and none where it is zero.
    public var spoken: String {
        let rounded = value.rounded(1)
        return rounded == rounded.rounded(0) ? "\(rounded.rounded(0)) %" : "\(rounded) %"
    }
}
