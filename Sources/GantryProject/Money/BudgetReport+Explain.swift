import FoundationEssentials
import GantryCore

/// How the figures of a budget came about.
extension BudgetReportMaker {
    func explanations(_ position: BudgetPosition) -> [Explanation] {
        let place = position.line.map { "lines.\($0)." } ?? "total."
        var found = [
            Explanation(place + "spent", spent(position)), Explanation(place + "committed", committed(position)),
        ]
        if let budget = position.budget {
            found.append(Explanation(place + "left", left(position, budget)))
            found.append(Explanation(place + "percent", percent(position, budget)))
        }
        let burn = burn(of: position)
        found.append(Explanation(place + "burn", self.burn(position, burn)))
        if position.budget != nil { found.append(Explanation(place + "runway", runway(position, burn))) }
        return found
    }

    private func spent(_ position: BudgetPosition) -> Evidence {
        let inputs = byLine(position, \.spent) ?? NewestInputs.of(position.spentParts, \.date, \.input)
        return Evidence(
            rule: "every booking up to \(asOf), in \(currency.code); hours at the rate of that day",
            inputs: inputs, arithmetic: [MoneyText.sum(of: position.spentParts.count, "booking", position.spent)])
    }

    private func committed(_ position: BudgetPosition) -> Evidence {
        let inputs = byLine(position, \.committed) ?? NewestInputs.of(position.committedParts, \.date, \.input)
        let count = position.committedParts.count
        return Evidence(
            rule: "what is left of every commitment up to \(asOf), after the bookings that clear it",
            inputs: inputs, arithmetic: [MoneyText.sum(of: count, "open commitment", position.committed)])
    }

    private func byLine(_ position: BudgetPosition, _ figure: KeyPath<BudgetPosition, Money>) -> [Evidence.Input]? {
        sums.byLine(position) { $0[keyPath: figure] }
    }

    private func left(_ position: BudgetPosition, _ budget: Located<Money>) -> Evidence {
        let left = Money(budget.value.amount - position.used.amount, currency)
        return Evidence(
            rule: "the budget less what is spent and what is promised",
            inputs: [Evidence.Input("budget", "\(budget.value)", at: budget.position)],
            arithmetic: ["\(budget.value) - \(position.spent) - \(position.committed) = \(left)"])
    }

    private func percent(_ position: BudgetPosition, _ budget: Located<Money>) -> Evidence {
        let result = position.percentUsed.map { "\($0.spoken)" } ?? "not available, for the budget is zero"
        let shares = thresholds.shares.map { Percent($0).spoken }.joined(separator: ", ")
        let steps = thresholds.again.map { ", and then every further \(Percent($0).spoken)" } ?? ""
        return Evidence(
            rule: "spent and committed as a share of the budget; somebody is told at \(shares)\(steps)",
            inputs: [Evidence.Input("budget", "\(budget.value)", at: budget.position)]
                + (project.budget?.alert ?? []).map { Evidence.Input("alert", $0.value.description, at: $0.position) },
            arithmetic: ["(\(position.spent) + \(position.committed)) × 100 / \(budget.value) = \(result)"])
    }

    private func burn(_ position: BudgetPosition, _ burn: Burn) -> Evidence {
        let parts = position.spentParts.filter { window.contains($0.date) }
        let sum = Money(burn.spent, currency)
        let months = window.wanted == 1 ? "whole calendar month" : "\(window.wanted) whole calendar months"
        let result = burn.perMonth.map { "\(sum) / \(window.count) = \(Money($0, currency).spoken) a month" }
        return Evidence(
            rule: "the mean spending of the last \(months), those before the first booking left out: "
                + window.spoken,
            inputs: sums.byLine(position) { Money(self.burn(of: $0).spent, currency) }
                ?? NewestInputs.of(parts, \.date, \.input),
            arithmetic: result.map { [MoneyText.sum(of: parts.count, "booking", sum), $0] } ?? [window.reason ?? ""])
    }

    private func runway(_ position: BudgetPosition, _ burn: Burn) -> Evidence {
        let left = Money((position.budget?.value.amount ?? 0) - position.used.amount, currency)
        let result: [String]
        switch burn.runway(of: left, from: asOf, project.calendar) {
        case .unavailable(let why): result = ["not available: \(why)"]
        case .until(let day, let counted):
            let months = (left.amount * Decimal(window.count)).divided(by: burn.spent)?.formatted(places: 2) ?? "?"
            let moved = counted == day ? [] : ["\(day) is a day off; the working day before is \(counted)"]
            result =
                [
                    "\(left) × \(window.count) / \(Money(burn.spent, currency)) = \(months) months",
                    "\(asOf) + \(months) months = \(day)",
                ] + moved
        }
        return Evidence(
            rule: "what is left by the burn, in calendar months from \(asOf), the rest in days of the month it ends in",
            inputs: [], arithmetic: result)
    }
}

extension BudgetSums {
    /// The whole is made up of its lines, which are explained themselves; nil for a line, and where there are none.
    fileprivate func byLine(_ position: BudgetPosition, _ figure: (BudgetPosition) -> Money) -> [Evidence.Input]? {
        guard position.line == nil, !lines.isEmpty else { return nil }
        return lines.map { Evidence.Input($0.line ?? "", "\(figure($0))", at: $0.budget?.position) }
    }
}

/// The newest of many figures: a sum of a hundred thousand bookings is not read one by one.
enum NewestInputs {
    static let most = 50

    /// - Returns: newest first; of one day in the order of the files, backwards.
    static func of<Part>(
        _ parts: [Part], _ date: (Part) -> LocalDate, _ input: (Part) -> Evidence.Input
    ) -> [Evidence.Input] {
        newest(parts, date).prefix(most).map(input) + more(than: most, of: parts.count)
    }

    static func more(than shown: Int, of count: Int) -> [Evidence.Input] {
        count > shown ? [Evidence.Input("and \(count - shown) more", "older ones, counted as well")] : []
    }

    private static func newest<Part>(_ parts: [Part], _ date: (Part) -> LocalDate) -> [Part] {
        parts.indices.sorted { (date(parts[$1]), $1) < (date(parts[$0]), $0) }.map { parts[$0] }
    }
}

enum MoneyText {
    /// `3 bookings = 18845.00 EUR`.
    static func sum(of count: Int, _ noun: String, _ money: Money) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s") = \(money)"
    }
}

extension BudgetPosition.Part {
    var input: Evidence.Input {
        let name = what == "booking of \(date)" ? "booking" : what
        return Evidence.Input("\(date) \(name)", arithmetic ?? "\(amount)", at: position)
    }
}
