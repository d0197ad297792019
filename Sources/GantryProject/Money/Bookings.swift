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
    }

    private static func value(_ entry: LedgerEntry, _ valuation: Valuation) -> (Booked, BudgetProblem?) {
        var own: Money?
        do throws(BudgetProblem) {
            let money = try valuation.price(of: entry).money
            own = money
            let converted =
                money.currency == valuation.currency ? money.amount : try valuation.value(of: entry).amount
            return (Booked(entry: entry, own: money, converted: converted), nil)
        } catch {
            return (Booked(entry: entry, own: own, converted: nil), error)
        }
    }

    /// For an explanation: the booking with its place and its sum.
    func input(_ booked: Booked) -> Evidence.Input {
        let what = "\(booked.date) \(booked.entry.what ?? "booking")"
        let position = booked.entry.valuePosition
        do throws(BudgetProblem) {
            let value = try valuation.value(of: booked.entry)
            return Evidence.Input(what, value.arithmetic ?? "\(Money(value.amount, currency))", at: position)
        } catch {
            return Evidence.Input(what, "not counted: \(error.message)", at: position)
        }
    }
}
