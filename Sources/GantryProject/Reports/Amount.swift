package import FoundationEssentials
package import GantryCore

/// An amount of a report whose currency stands beside it: in JSON a decimal string, exact, `11040.00`.
package struct Amount: Hashable, Sendable, Codable, CustomStringConvertible {
    package let value: Decimal
    /// Never fewer places than the currency has, and never rounded.
    package let description: String

    package init(_ value: Decimal, _ currency: Currency) {
        self.value = value
        let text = Money(value, currency).description
        description = String(text.dropLast(currency.code.count + 1))
    }

    package init(_ money: Money) { self.init(money.amount, money.currency) }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        description = try container.decode(String.self)
        guard let value = Decimal(string: description) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(description)' is no amount")
        }
        self.value = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }

    /// For people: `11,040.00`.
    package func spoken(_ currency: Currency) -> String { Money(value, currency).spokenAmount }
}
