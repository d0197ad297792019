import FoundationEssentials
import GantryCore

/// A booking as an account has it: in the currency it was made in, and in the project's.
struct Booked {
    let entry: LedgerEntry
    /// Nil where hours have no rate, so that not even their currency is known.
    let own: Money?
    /// In the project's currency; nil where it cannot be converted.
    let converted: Decimal?

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
    /// What could not be counted, or taken off a commitment.
    let problems: [BudgetProblem]
    let clearing: Clearing

    /// Nil where there is no money at all.
    init?(of subject: ReportSubject, asOf: LocalDate) {
        let project = subject.project
        guard let currency = BudgetSums.currency(of: project) else { return nil }
        let commitments = Dictionary(project.commitments.map { ($0.id, $0) }) { first, _ in first }
        let valuation = Valuation(
            currency: currency, people: subject.people, commitments: commitments, rates: RateTable(project.rates))
        var (all, problems, clearing): ([Booked], [BudgetProblem], Clearing) = ([], [], Clearing())
        for entry in project.ledger where entry.date.value <= asOf {
            let (booked, problem) = Self.value(entry, valuation)
            all.append(booked)
            if let problem { problems.append(problem) }
            do throws(BudgetProblem) { try clearing.add(entry, valuation) } catch { problems.append(error) }
        }
        (self.valuation, self.currency) = (valuation, currency)
        (self.all, self.problems, self.clearing) = (all, problems, clearing)
        byDate = all.indices.sorted { (all[$0].date, $0) < (all[$1].date, $1) }
    }

    private static func value(_ entry: LedgerEntry, _ valuation: Valuation) -> (Booked, BudgetProblem?) {
        var own: Money?
        do throws(BudgetProblem) {
            let money = try valuation.own(entry)
            own = money
            let converted =
                money.currency == valuation.currency ? money.amount : try valuation.value(of: entry).money.amount
            return (Booked(entry: entry, own: money, converted: converted), nil)
        } catch {
            return (Booked(entry: entry, own: own, converted: nil), error)
        }
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
        let position = booked.entry.valuePosition
        do throws(BudgetProblem) {
            let value = try valuation.value(of: booked.entry)
            let sum = value.steps.map(\.description).joined(separator: "; ")
            return Evidence.Input(what, sum.isEmpty ? "\(value.money)" : sum, at: position)
        } catch {
            return Evidence.Input(what, "not counted: \(error.message)", at: position)
        }
    }
}
