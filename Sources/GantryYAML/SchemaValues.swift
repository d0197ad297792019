package import FoundationEssentials
package import GantryCore

/// Reads a scalar's text; gives nil and a diagnostic for what does not fit.
private func scalar<T>(
    _ name: @escaping @autoclosure () -> String, _ shape: @escaping @autoclosure () -> Shape,
    hint: @escaping (String) -> String? = { _ in nil },
    _ read: @escaping (String) -> T?
) -> Schema<T> {
    Schema(name: name(), like: shape) { node, collector in
        guard let text = node.text else { return collector.refuse(node, wanted: name()) }
        if let value = read(text) { return value }
        collector.error(.wrongForm, at: node, "\(node.spoken) is not \(name())", hint: hint(text))
        return nil
    }
}

extension Schema where T == String {
    /// Any scalar but null, as it was written: `NO`, `017` and `1e3` stay what they are.
    package static var text: Schema<String> { scalar("a text", .text) { $0 } }

    /// A text with something in it.
    package static var nonEmptyText: Schema<String> {
        scalar("a text with something in it", .nonEmptyText) { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
    }

    /// The name of a thing, which people type and paths hold: ASCII letters, digits, `-`, `_` and `.`, at most 64,
    /// a letter or a digit first.
    package static var identifier: Schema<String> {
        scalar("an id of letters, digits, '-', '_' and '.'", .identifier) { Identifier.isValid($0) ? $0 : nil }
    }

    /// A mail address, `asha@example.org`.
    package static var email: Schema<String> {
        scalar("a mail address such as asha@example.org", .email) { EmailAddress.isValid($0) ? $0 : nil }
    }
}

/// The form of ids.
package enum Identifier {
    package static func isValid(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 64, isLetterOrDigit(first) else { return false }
        return text.utf8.allSatisfy { isLetterOrDigit($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

/// The form of mail addresses, as far as it can be known without asking a server.
package enum EmailAddress {
    /// One `@` between two texts without spaces, control characters, brackets and commas; a domain without empty parts.
    package static func isValid(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, text.utf8.count <= 254 else { return false }
        let forbidden = text.unicodeScalars.contains {
            $0.value <= 0x20 || $0.value == 0x7F || "<>(),;:\"[]\\".unicodeScalars.contains($0)
        }
        return !forbidden && parts[1].split(separator: ".", omittingEmptySubsequences: false).allSatisfy { !$0.isEmpty }
    }
}

extension Schema where T == Bool {
    package static var bool: Schema<Bool> {
        scalar("true or false", .bool) { text in
            switch text {
            case "true", "True", "TRUE": true
            case "false", "False", "FALSE": false
            default: nil
            }
        }
    }
}

extension Schema where T == Int {
    /// Decimal digits with an optional minus.
    package static var int: Schema<Int> {
        scalar("a whole number such as 3", .int) { text in
            text.hasPrefix("+") ? nil : Int(text)
        }
    }
}

extension Schema where T == Decimal {
    /// A plain decimal, exact: digits, one point, an optional minus.
    package static var decimal: Schema<Decimal> {
        scalar("a number such as 12.5", .decimal, hint: { $0.contains(",") ? "write a point, and no commas" : nil }) {
            Decimal(exactly: $0)
        }
    }
}

extension Schema where T == LocalDate {
    package static var date: Schema<LocalDate> {
        scalar("a date such as 2026-12-18", .date, hint: dateHint) { LocalDate($0) }
    }
}

/// What to say about a date in another form: an existing one gets its ISO form.
private func dateHint(_ text: String) -> String? {
    if LocalTimeText(text) != nil { return "write only the day: \(text.prefix(10))" }
    let parts = text.split(whereSeparator: { !$0.isASCII || !$0.isNumber })
    let numbers = parts.compactMap { Int($0) }
    guard numbers.count == 3, parts.count == 3 else { return nil }
    if parts[0].count == 4 {
        if let date = LocalDate(year: numbers[0], month: numbers[1], day: numbers[2]) { return "write \(date)" }
        let isShaped = (1...12).contains(numbers[1]) && (1...31).contains(numbers[2])
        return isShaped ? "there is no such day" : nil
    }
    // Which of two small numbers is the month cannot be known.
    guard parts[2].count == 4 else { return nil }
    return "write year, month and day: \(numbers[2])-MM-DD"
}

extension Schema where T == Instant {
    /// RFC 3339 with an offset.
    package static var instant: Schema<Instant> {
        let hint = { (text: String) in LocalTimeText(text) == nil ? nil : "add the offset from UTC, such as +01:00 or Z"
        }
        return scalar("a time such as 2026-11-02T08:00:00+01:00", .instant, hint: hint) { Instant(rfc3339: $0) }
    }
}

extension Schema where T == Money {
    /// An amount with its currency, exact.
    package static var money: Schema<Money> {
        scalar("an amount such as 120000.00 EUR", .money, hint: moneyHint) { Money($0) }
    }
}

/// What to say about an amount in another form, `120,000.00 EUR`, `EUR 120`, `120`, `12 eur`.
private func moneyHint(_ text: String) -> String? {
    let plain = text.filter { $0 != "," && $0 != "_" && $0 != "'" }
    let parts = plain.split(separator: " ").map(String.init)
    if parts.count == 2, Decimal(exactly: parts[1]) != nil, let currency = Currency(parts[0].uppercased()) {
        return "write \(parts[1]) \(currency.code)"
    }
    if text.contains(",") {
        return Money(plain) == nil
            ? "write a point before the cents, and no commas" : "no separators between thousands: \(plain)"
    }
    if parts.count == 1, Decimal(exactly: plain) != nil { return "add the currency: \(plain) EUR" }
    if parts.count == 2, let currency = Currency(parts[1].uppercased()), Decimal(exactly: parts[0]) != nil {
        return "write \(parts[0]) \(currency.code)"
    }
    return nil
}

extension Schema where T == Percent {
    package static var percent: Schema<Percent> {
        let hint = { (text: String) in Decimal(exactly: text) == nil ? nil : "write \(text)%" }
        return scalar("a percentage such as 80%", .percent, hint: hint) { Percent($0) }
    }
}

extension Schema where T == CalendarSpan {
    /// Calendar time or working days: `90s 10m 2h 3d 2w`, `1 month`, `3wd`.
    package static var span: Schema<CalendarSpan> {
        scalar("a length of time such as 3d, 2w, 1 month or 3wd", .span) { CalendarSpan($0) }
    }
}

extension Schema where T == Duration {
    /// A fixed length: `500ms 90s 10m 2h 3d 2w`, a day counted as 24 hours.
    package static var duration: Schema<Duration> {
        let hint = { (text: String) in Int(text) == nil ? nil : "add the unit: \(text)s, \(text)m or \(text)h" }
        return scalar("a duration such as 90s, 10m or 2h", .duration, hint: hint) { CalendarSpan($0)?.duration }
    }
}

extension Schema where T == ByteCount {
    /// `64KiB`, `256MiB`, `1 GB`; never without a unit, which too many would mean differently.
    package static var byteCount: Schema<ByteCount> {
        let hint = { (text: String) in Int(text) == nil ? nil : "add the unit: \(text)MiB or \(text)KiB" }
        return scalar("a size such as 256MiB", .byteCount, hint: hint) { Int($0) == nil ? ByteCount($0) : nil }
    }
}

extension Schema where T == WorkingDays {
    /// `3wd`, not negative.
    package static var workingDays: Schema<WorkingDays> {
        let hint = { (text: String) -> String? in
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty, ["", "d", " days", "days", " d"].contains(text.dropFirst(digits.count)) else {
                return nil
            }
            return "a working day is written 'wd': \(digits)wd"
        }
        return scalar("working days such as 3wd", .workingDays, hint: hint) { text in
            WorkingDays(text).flatMap { $0.count < 0 ? nil : $0 }
        }
    }
}

extension Schema where T == Value {
    /// Anything, with the types that it shows: plain true, false, null and decimals are such, all else is text.
    package static var value: Schema<Value> { Schema(name: "any value", shape: .any) { node, _ in node.value } }
}

extension YAMLNode {
    /// The node as a value: plain `true`, `false`, null and decimals keep their types, all other scalars are text.
    package var value: Value {
        switch kind {
        case .sequence(let elements): .list(elements.map(\.value))
        case .mapping(let entries):
            .map(Dictionary(entries.map { ($0.key.scalarText ?? "", $0.value.value) }) { first, _ in first })
        case .scalar(let text, let isPlain): isPlain ? Self.plainValue(text, isNull: isNull) : .text(text)
        }
    }

    private static func plainValue(_ text: String, isNull: Bool) -> Value {
        if isNull { return .null }
        switch text {
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default:
            // A leading zero is a writer's, as in 017: text that must not lose it.
            let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
            let hasLeadingZero = digits.count > 1 && digits.hasPrefix("0") && !digits.hasPrefix("0.")
            return hasLeadingZero ? .text(text) : Decimal(exactly: text).map { .number($0) } ?? .text(text)
        }
    }
}
