import FoundationEssentials
import GantryCore
import GantryTime

/// The invoices of a project on a day: which are paid, which are late, which the books do not have.
struct InvoiceLook {
    /// Nil or what a reader must know about the line.
    let lines: [(line: BalanceReport.InvoiceLine, note: String?)]

    init(project: Project, bookings: Bookings, asOf: LocalDate) {
        var booked: [String: [Currency: Decimal]] = [:]
        if !project.invoices.isEmpty {
            for one in bookings.all {
                guard let id = bookings.ledger[one.index].invoice?.value else { continue }
                booked[id, default: [:]][one.own.currency, default: 0] += one.own.amount
            }
        }
        lines = project.invoices.map { invoice in
            Self.line(invoice, booked[invoice.id] ?? [:], project.calendar, asOf)
        }
    }

    private static func line(
        _ invoice: Invoice, _ booked: [Currency: Decimal], _ calendar: WorkingCalendar, _ asOf: LocalDate
    ) -> (line: BalanceReport.InvoiceLine, note: String?) {
        let money = invoice.amount.value
        let paid = invoice.paid.flatMap { $0.value <= asOf ? $0.value : nil }
        let counted = invoice.due.map { calendar.onOrBefore($0.value) }
        let state: BalanceReport.InvoiceLine.State =
            paid != nil ? .paid : counted.map { $0 < asOf ? .overdue : .due } ?? .open
        var note: String?
        if paid == nil, let due = invoice.due?.value, let counted, due != counted {
            note =
                "\(invoice.id) is due on \(due.spoken(seenFrom: asOf)), a day off; "
                + "it counts as the working day before, \(counted.spoken(seenFrom: asOf))"
        }
        let line = BalanceReport.InvoiceLine(
            id: invoice.id, from: invoice.from?.value, amount: Amount(money), currency: money.currency.code,
            due: invoice.due?.value, paid: paid, state: state, booking: booking(of: money, booked),
            booked: booked[money.currency].map { Amount($0, money.currency) }, at: invoice.position)
        return (line, note)
    }

    private static func booking(of money: Money, _ booked: [Currency: Decimal]) -> BalanceReport.InvoiceLine.Booking {
        if booked.isEmpty { return .missing }
        if booked.keys.contains(where: { $0 != money.currency }) { return .otherCurrency }
        return booked[money.currency] == money.amount ? .matches : .differs
    }
}
