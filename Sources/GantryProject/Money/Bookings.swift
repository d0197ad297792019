import FoundationEssentials
import GantryCore

/// A booking as an account has it: in the currency it was made in, and in the project's.
struct Booked {
    let entry: LedgerEntry
    let own: Money
    /// In the project's currency.
    let converted: Decimal
    /// The sums that made it; none where the amount stands there as it is.
    let steps: [SumStep]

    var line: String? { entry.line?.value }
    var date: LocalDate { entry.date.value }
}

/// All bookings of a project up to a day, valued once.
struct Bookings {
    let valuation: Valuation
    let currency: Currency
    /// In the order of the files.
    let all: [Booked]
    /// Places in `all`, the dates rising; of one day in the order of the files.
    let byDate: [Int]
    let clearing: Clearing

    /// Nil where there is no money at all.
    ///
    /// - Throws: `BudgetProblem` at the first booking without a value: sums without it would be wrong.
    init?(of subject: ReportSubject, asOf: LocalDate) throws(BudgetProblem) {
        let project = subject.project
        guard let currency = BudgetSums.currency(of: project) else { return nil }
        let commitments = Dictionary(project.commitments.map { ($0.id, $0) }) { first, _ in first }
        let valuation = Valuation(
            currency: currency, people: subject.people, commitments: commitments, rates: RateTable(project.rates))
        var (all, clearing): ([Booked], Clearing) = ([], Clearing())
        for entry in project.ledger where entry.date.value <= asOf {
            let value = try valuation.value(of: entry)
            let own = try valuation.own(entry)
            all.append(Booked(entry: entry, own: own, converted: value.money.amount, steps: value.steps))
            try clearing.add(entry, valuation)
        }
        (self.valuation, self.currency) = (valuation, currency)
        (self.all, self.clearing) = (all, clearing)
        byDate = all.indices.sorted { (all[$0].date, $0) < (all[$1].date, $1) }
    }

    /// The newest that a figure is made of, and how many there are beside them.
    ///
    /// - Parameters:
    ///   - count: of all that belong to it.
    ///   - last: later ones do not.
    func newest(of count: Int, through last: LocalDate, where belongs: (Booked) -> Bool) -> [Evidence.Input] {
        let candidates = byDate.prefix(end(of: last)).reversed().lazy.map { all[$0] }
        return candidates.filter(belongs).prefix(NewestInputs.most).map(input)
            + NewestInputs.more(than: NewestInputs.most, of: count)
    }

    /// How many of `byDate` are not later than a day.
    private func end(of day: LocalDate) -> Int {
        var (low, high) = (0, byDate.count)
        while low < high {
            let middle = (low + high) / 2
            if all[byDate[middle]].date <= day { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// For an explanation: the booking with its place and its sum.
    func input(_ booked: Booked) -> Evidence.Input {
        let what = "\(booked.date) \(booked.entry.what ?? "booking")"
        let sum = booked.steps.map(\.description).joined(separator: "; ")
        return Evidence.Input(
            what, sum.isEmpty ? "\(Money(booked.converted, currency))" : sum, at: booked.entry.valuePosition)
    }
}
