import FoundationEssentials
import GantryCore

/// A booking as an account has it: in the currency it was made in, and in the project's.
///
/// It is small, since there may be a million of them; what else the file says is the ledger's.
struct Booked {
    /// Its place in the ledger.
    let index: Int
    let line: String?
    let date: LocalDate
    let own: Money
    /// In the project's currency.
    let converted: Money
}

/// All bookings of a project up to a day, valued once.
struct Bookings {
    let valuation: Valuation
    let currency: Currency
    let ledger: Ledger
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
        all.reserveCapacity(project.ledger.count)
        for (index, entry) in project.ledger.enumerated() where entry.date.value <= asOf {
            let own = try valuation.own(entry)
            let converted = own.currency == currency ? own : try valuation.value(of: entry).money
            all.append(
                Booked(index: index, line: entry.line?.value, date: entry.date.value, own: own, converted: converted))
            try clearing.add(entry, valuation)
        }
        (self.valuation, self.currency, ledger) = (valuation, currency, project.ledger)
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
        let entry = ledger[booked.index]
        let steps = (try? valuation.value(of: entry).steps) ?? []
        let sum = steps.map(\.description).joined(separator: "; ")
        return Evidence.Input(
            "\(booked.date) \(entry.what ?? "booking")", sum.isEmpty ? "\(booked.converted)" : sum,
            at: entry.valuePosition)
    }
}
