import FoundationEssentials
import GantryPluginKit

/// What looks wrong about bookings.
struct LedgerChecks {
    let project: String
    /// Dates: `2026-10-01`.
    let start: String
    let today: String
    /// Nil: any line is right.
    let lines: [String]?
    let decimal: AmountForm

    func findings(in bookings: [Booking]) -> [FindingMessage] {
        let single = Booking.identified(bookings).flatMap { id, booking in
            [date(booking), line(booking), amount(booking)].compactMap { $0?.finding(for: booking, id, project) }
        }
        return single + twice(bookings)
    }

    // MARK: One booking

    /// What is wrong with a cell.
    private struct Complaint {
        var rule: String
        var column: Booking.Column
        /// `the date 2027-01-04 is in the future`
        var words: String
        /// The rule as a sentence.
        var reason: String

        func finding(for booking: Booking, _ id: String, _ project: String) -> FindingMessage {
            FindingMessage(
                subject: "\(booking.file)/\(id.prefix(8))", severity: FindingMessage.Severity.warning.rawValue,
                message: "\(booking.place): \(words)", project: project, rule: rule,
                advice: ["mend \(booking.place), or have accounting mend it"],
                evidence: EvidenceMessage(
                    rule: reason,
                    inputs: [.init(name: column.rawValue, value: booking[column], source: booking.source)]))
        }
    }

    private func date(_ booking: Booking) -> Complaint? {
        let date = booking[.date]
        func complaint(_ words: String, _ reason: String) -> Complaint {
            Complaint(rule: "date", column: .date, words: words, reason: reason)
        }
        if !date.isDate { return complaint("'\(date)' is no date", "A date is written 2026-11-30.") }
        if date > today { return complaint("the date \(date) is in the future", "Today is \(today).") }
        if date < start {
            return complaint("the date \(date) is before the project's start", "The project starts on \(start).")
        }
        return nil
    }

    private func line(_ booking: Booking) -> Complaint? {
        guard let lines, !lines.contains(booking[.line]) else { return nil }
        let words = booking[.line].isEmpty ? "no line is named" : "there is no line '\(booking[.line])' in the budget"
        let reason = "The budget has the lines \(lines.joined(separator: ", "))."
        return Complaint(rule: "line", column: .line, words: words, reason: reason)
    }

    private func amount(_ booking: Booking) -> Complaint? {
        if booking[.amount].isEmpty, !booking[.hours].isEmpty { return nil }
        guard decimal.amount(booking[.amount]) == nil else { return nil }
        let words = booking[.amount].isEmpty ? "there is no amount" : "the amount '\(booking[.amount])' cannot be read"
        return Complaint(
            rule: "amount", column: .amount, words: words, reason: "An amount is written \(decimal.example).")
    }

    // MARK: Bookings beside each other

    private struct Invoice: Hashable {
        var id: String
        var amount: Decimal
        var currency: String
    }

    private func twice(_ bookings: [Booking]) -> [FindingMessage] {
        var groups: [Invoice: [Booking]] = [:]
        var order: [Invoice] = []
        for booking in bookings where !booking[.invoice].isEmpty {
            guard let amount = decimal.amount(booking[.amount]) else { continue }
            let invoice = Invoice(id: booking[.invoice], amount: amount, currency: booking[.currency])
            if groups[invoice] == nil { order.append(invoice) }
            groups[invoice, default: []].append(booking)
        }
        return order.compactMap { invoice in
            guard let group = groups[invoice], let first = group.first, group.count > 1 else { return nil }
            return finding(invoice, first, group)
        }
    }

    private func finding(_ invoice: Invoice, _ first: Booking, _ group: [Booking]) -> FindingMessage {
        let places = group.map(\.place).joined(separator: ", ")
        let currency = invoice.currency.isEmpty ? "" : "-\(invoice.currency)"
        return FindingMessage(
            // The last part is what people name the alert by.
            subject: "invoice/\(invoice.amount)\(currency)/\(invoice.id)",
            severity: FindingMessage.Severity.warning.rawValue,
            message: "Invoice \(invoice.id) over \(first.sum) is booked \(group.count) times: \(places)",
            project: project, rule: "twice", stage: StageMessage(name: "\(group.count) times", rank: group.count),
            advice: ["compare the invoice with \(places), and have accounting take out what is too much"],
            evidence: EvidenceMessage(
                rule: "An invoice is booked once with the same amount.",
                inputs: group.map { .init(name: "amount", value: $0.sum, source: $0.source) }))
    }
}

extension Booking {
    fileprivate var source: EvidenceMessage.Source { .init(file: file, line: row) }
}

extension String {
    /// Whether it is a day of the calendar, written `2026-11-30`.
    fileprivate var isDate: Bool {
        let parts = split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
        else { return false }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        return (1...days).contains(day)
    }
}
