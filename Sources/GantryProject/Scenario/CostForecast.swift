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
    /// Where the money that is spent and promised belongs.
    private let budget: SourcePosition

    init(_ subject: ReportSubject, _ plan: Plan, asOf: LocalDate) {
        let sums = subject.portfolio.budget(of: subject.project, asOf: asOf)
        (self.plan, people) = (plan, subject.people)
        budget = subject.project.budget?.position ?? subject.project.position
        currency = sums?.total.spent.currency
        spent = sums?.total.used.amount ?? 0
        let hours = Self.hours(plan, subject.people)
        let priced = plan.tasks.indices.filter {
            Self.price(plan, $0, hours, subject.people, sums?.total.spent.currency) != nil
        }
        isKnown = sums != nil && !priced.isEmpty
        let silent = plan.tasks.indices.filter { index in
            !plan.network.isOver(index) && !plan.project.tasks[index].isMilestone && !priced.contains(index)
        }
        var notes: [String] = []
        if sums == nil { notes.append("no budget and no bookings, so no forecast of the cost") }
        if sums != nil, subject.project.ledger.isEmpty {
            notes.append("nothing is booked, so the forecast is what is promised and what is left to do")
        }
        if sums != nil, !silent.isEmpty {
            let names = silent.prefix(5).map { plan.tasks[$0].id }.joined(separator: ", ")
            notes.append("no money and no cost rate, so left out of the forecast: \(names)")
        }
        self.notes = notes
    }

    var today: Amount? { with(plan, people) }

    /// The forecast where another plan holds.
    func with(_ other: Plan, _ people: [String: Person]) -> Amount? {
        guard isKnown, let currency else { return nil }
        return Amount(parts(of: other, people).reduce(spent) { $0 + $1.amount }, currency)
    }

    /// How a forecast came about, task by task.
    func explanation(_ figure: String, of other: Plan, _ people: [String: Person]) -> Explanation? {
        guard isKnown, let currency else { return nil }
        let parts = parts(of: other, people)
        let inputs =
            [Evidence.Input("spent and promised", "\(Money(spent, currency))", at: budget)]
            + parts.map { .init($0.task.id, "\($0.words) = \($0.amount.rounded(2))", at: $0.position) }
        let total = Amount(parts.reduce(spent) { $0 + $1.amount }, currency)
        return Explanation(
            figure,
            Evidence(
                rule:
                    "what is spent and promised, and what is left: hours at their cost rates, else the rest of a task's budget",
                inputs: inputs, arithmetic: ["together \(total.spoken(currency)) \(currency.code)"]))
    }

    private struct Part {
        let task: ProjectTask
        let amount: Decimal
        /// What it is made of: `32h ben`.
        let words: String
        let position: SourcePosition
    }

    /// What is left of each task. One whose money is a sum and not hours costs more as it grows longer.
    private func parts(of other: Plan, _ people: [String: Person]) -> [Part] {
        var lengths: [String: Decimal] = [:]
        for index in plan.tasks.indices { lengths[plan.tasks[index].id] = Self.days(plan, index) }
        let hours = Self.hours(other, people)
        return other.project.tasks.enumerated().compactMap { index, task in
            guard let price = Self.price(other, index, hours, people, currency), !price.amount.isZero else {
                return nil
            }
            let place = task.left?.position ?? task.effort?.position ?? task.duration?.position ?? task.position
            guard !price.isHours else {
                let worked = hours[index].sorted { $0.key < $1.key }.map { "\($0.value.rounded(2))h \($0.key)" }
                return Part(task: task, amount: price.amount, words: worked.joined(separator: " + "), position: place)
            }
            let (before, now) = (lengths[task.id] ?? 0, Self.days(other, index))
            let isLonger = before > 0 && before != now
            let words =
                "what is left of its budget" + (isLonger ? " × \(now.rounded(2)) / \(before.rounded(2)) days" : "")
            return Part(
                task: task, amount: isLonger ? price.amount * now / before : price.amount, words: words,
                position: task.budget?.position ?? place)
        }
    }

    private static func days(_ plan: Plan, _ index: Int) -> Decimal {
        let (start, finish) = plan.work(of: index)
        return (finish - start).days
    }

    /// What is left of a task comes to: hours at their rates, else its share of the task's budget; nil where neither is
    /// known.
    ///
    /// - Parameter hours: of each task, by person, as the load counts them.
    private static func price(
        _ plan: Plan, _ index: Int, _ hours: [[String: Decimal]], _ people: [String: Person], _ currency: Currency?
    ) -> (amount: Decimal, isHours: Bool)? {
        guard !plan.network.isOver(index), let currency else { return (0, true) }
        let task = plan.project.tasks[index]
        let rates = plan.project.owners(of: task).map { ($0, people[$0]?.costRate(on: plan.tasks[index].start)) }
        if rates.allSatisfy({ $0.1?.amount.value.currency == currency }) {
            let amount = rates.reduce(Decimal(0)) { sum, rate in
                sum + (hours[index][rate.0] ?? 0) * (rate.1?.perHour ?? 0)
            }
            return (amount, true)
        }
        guard let budget = task.budget?.value, budget.currency == currency else { return nil }
        return (budget.amount * (100 - (task.percent?.value.value ?? 0)) / 100, false)
    }

    /// The hours that are left of each task, by person.
    private static func hours(_ plan: Plan, _ people: [String: Person]) -> [[String: Decimal]] {
        var hours = [[String: Decimal]](repeating: [:], count: plan.tasks.count)
        guard let start = plan.start, let finish = plan.finish else { return hours }
        WorkDemand(plan: plan, people: people, range: start...max(start, finish)).forEach(of: { _ in true }) { piece in
            hours[piece.task][piece.person, default: 0] += piece.hours
        }
        return hours
    }
}

extension CostRate {
    /// The amount for one hour.
    var perHour: Decimal { per == .hour ? amount.value.amount : amount.value.amount / Self.hoursOfDay }
}
