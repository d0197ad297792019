import FoundationEssentials
import GantryCore

/// What a project will have cost: what it has cost so far, and what the work that is left comes to.
struct CostForecast {
    let currency: Currency?
    let notes: [String]
    private let spent: Decimal
    private let people: [String: Person]
    private let plan: Plan
    private let isKnown: Bool

    init(_ subject: ReportSubject, _ plan: Plan, asOf: LocalDate) {
        let sums = subject.portfolio.budget(of: subject.project, asOf: asOf)
        (self.plan, people) = (plan, subject.people)
        currency = sums?.total.spent.currency
        spent = sums?.total.used.amount ?? 0
        let priced = plan.tasks.indices.filter {
            Self.price(plan, $0, subject.people, sums?.total.spent.currency) != nil
        }
        isKnown = sums != nil && !priced.isEmpty
        let silent = plan.tasks.indices.filter { index in
            !plan.network.isOver(index) && !plan.project.tasks[index].isMilestone && !priced.contains(index)
        }
        if sums == nil {
            notes = ["no budget and no bookings, so no forecast of the cost"]
        } else if !silent.isEmpty {
            let names = silent.prefix(5).map { plan.tasks[$0].id }.joined(separator: ", ")
            notes = ["no money and no cost rate, so left out of the forecast: \(names)"]
        } else {
            notes = []
        }
    }

    var today: Amount? { with(plan, people) }

    /// The forecast where another plan holds. A task whose money is a sum and not hours costs more as it grows longer.
    func with(_ other: Plan, _ people: [String: Person]) -> Amount? {
        guard isKnown, let currency else { return nil }
        var lengths: [String: Decimal] = [:]
        for index in plan.tasks.indices { lengths[plan.tasks[index].id] = Self.days(plan, index) }
        let open = other.tasks.indices.reduce(Decimal(0)) { sum, index in
            guard let price = Self.price(other, index, people, currency) else { return sum }
            let days = lengths[other.tasks[index].id] ?? 0
            guard !price.isHours, days > 0 else { return sum + price.amount }
            return sum + price.amount * Self.days(other, index) / days
        }
        return Amount(spent + open, currency)
    }

    private static func days(_ plan: Plan, _ index: Int) -> Decimal {
        let (start, finish) = plan.work(of: index)
        return (finish - start).days
    }

    /// What is left of a task comes to: hours at their rates, else its share of the task's budget; nil where neither is
    /// known.
    private static func price(
        _ plan: Plan, _ index: Int, _ people: [String: Person], _ currency: Currency?
    ) -> (amount: Decimal, isHours: Bool)? {
        guard !plan.network.isOver(index), let currency else { return (0, true) }
        let task = plan.project.tasks[index]
        let days = days(plan, index)
        let rates = plan.project.owners(of: task).map { people[$0]?.costRate(on: plan.tasks[index].start) }
        if rates.allSatisfy({ $0?.amount.value.currency == currency }) {
            let intensity = plan.intensity(of: index, people)
            let amount = zip(plan.project.owners(of: task), rates).reduce(Decimal(0)) { sum, pair in
                let hours = plan.project.hoursPerDay(of: pair.0, people) * days * intensity
                return sum + hours * (pair.1?.perHour ?? 0)
            }
            return (amount, true)
        }
        guard let budget = task.budget?.value, budget.currency == currency else { return nil }
        return (budget.amount * (100 - (task.percent?.value.value ?? 0)) / 100, false)
    }
}

extension CostRate {
    /// The amount for one hour.
    var perHour: Decimal { per == .hour ? amount.value.amount : amount.value.amount / Self.hoursOfDay }
}
