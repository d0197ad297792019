package import FoundationEssentials
package import GantryCore

/// What one unit of a currency is worth from a day on, as somebody quoted it.
///
/// It holds until the next quote of the same pair, and only in the direction in which it was quoted: a rate turned
/// around would have to be rounded.
package struct RateQuote: Hashable, Sendable {
    package let date: Located<LocalDate>
    /// The currency of which this is one unit.
    package let from: Located<Currency>
    /// More than zero.
    package let rates: [Currency: Located<Decimal>]
    /// Who quoted it: `ECB`.
    package let source: String?
    package let position: SourcePosition
}
