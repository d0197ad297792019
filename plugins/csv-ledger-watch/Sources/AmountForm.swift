import FoundationEssentials
import GantryPluginKit

/// What stands before the cents in the amounts of a ledger.
enum AmountForm: String, Decodable, Sendable {
    case point, comma

    /// The exact amount; nil for what is none. A currency may stand behind it: `5700.00 EUR`.
    func amount(_ text: String) -> Decimal? {
        let number = String(text.prefix { $0 != " " })
        let currency = text.dropFirst(number.count).drop { $0 == " " }
        guard currency.allSatisfy({ $0.isASCII && $0.isLetter }) else { return nil }
        guard self == .point || !number.contains("."), !number.contains(where: { $0 == "e" || $0 == "E" }) else {
            return nil
        }
        let plain = self == .comma ? number.replacing(",", with: ".") : number
        guard case .number(let amount)? = try? JSONValue(parsing: Array(plain.utf8)) else { return nil }
        return amount
    }

    /// `1200.00`, or `1200,00`.
    var example: String { self == .point ? "1200.00" : "1200,00" }
}
