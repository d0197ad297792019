import FoundationEssentials
import GantryCore

/// The quotes of a project, by pair and day.
struct RateTable: Hashable, Sendable {
    /// One rate of one pair, from its day on.
    struct Quote: Hashable, Sendable {
        let rate: Located<Decimal>
        let date: LocalDate
        let source: String?

        /// For sums: `2026-11-03, ECB, projects/crm2.yaml:9`.
        var origin: String {
            ([date.description] + [source].compactMap { $0 } + [rate.position.fileAndLine]).joined(separator: ", ")
        }
    }

    private struct Pair: Hashable {
        let from: Currency
        let into: Currency
    }

    /// Of each pair, the dates rising.
    private var quotes: [Pair: [Quote]] = [:]

    init(_ all: [RateQuote] = []) {
        for quote in all {
            for (into, rate) in quote.rates {
                let one = Quote(rate: rate, date: quote.date.value, source: quote.source)
                quotes[Pair(from: quote.from.value, into: into), default: []].append(one)
            }
        }
        for pair in quotes.keys { quotes[pair]?.sort { $0.date < $1.date } }
    }

    /// The latest quote that is not after the day; nil where there is none.
    func quote(from: Currency, into: Currency, on day: LocalDate) -> Quote? {
        guard let all = quotes[Pair(from: from, into: into)] else { return nil }
        var (low, high) = (0, all.count)
        while low < high {
            let middle = (low + high) / 2
            if all[middle].date <= day { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? nil : all[low - 1]
    }

    /// The earliest quote of a pair.
    func first(from: Currency, into: Currency) -> Quote? { quotes[Pair(from: from, into: into)]?.first }
}
