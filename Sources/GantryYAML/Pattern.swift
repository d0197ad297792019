import GantryCore

/// Regular expressions for parts of scalars, in the dialect that JSON Schema asks for (ECMA-262).
package enum Pattern {
    /// `12`, `0.92`.
    package static let decimal = #"[0-9]+(?:\.[0-9]+)?"#

    /// More than nothing.
    package static let positive = #"(?=[0-9.]*[1-9])"# + decimal

    /// From 0 to 100.
    package static let upToHundred = #"(?:0*[0-9]{1,2}(?:\.[0-9]+)?|0*100(?:\.0+)?)"#

    /// What `Identifier` takes.
    package static let id = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}"

    package static let currency = "[A-Z]{3}"

    /// `2026-12-18`: months of their length, and 29 February in leap years only.
    package static let date: String = {
        let long = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
        let short = "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
        let february = "02-(?:0[1-9]|1[0-9]|2[0-8])"
        let fourth = "(?:0[48]|[2468][048]|[13579][26])"
        let leapYear = "(?:[0-9]{2}\(fourth)|(?:00|\(fourth))00)"
        return "(?!0000)(?:[0-9]{4}-(?:\(long)|\(short)|\(february))|\(leapYear)-02-29)"
    }()

    /// What `EmailAddress` takes.
    package static let email = "[^\(noAddress)]+@\(mailDomain)"
    package static let mailDomain = "[^\(noAddress).]+(?:\\.[^\(noAddress).]+)*"

    private static let noAddress = #"\u0000-\u0020\u007f<>(),;:"\[\]\\@"#

    /// `3wd`, not negative and not beyond what is read.
    package static let workingDays = "0*(?:[0-9]{1,5}|100000)wd"

    /// A count with a unit, as `CalendarSpan` takes it.
    package static func span(_ units: String) -> String { "0*[0-9]{1,6} *(?:\(units))" }

    /// Days of a week: `mon-fri`, `mon,wed`, in any case.
    package static let week: String = {
        let days = ["mon|day", "tue|sday", "wed|nesday", "thu|rsday", "fri|day", "sat|urday", "sun|day"].map { day in
            let parts = day.split(separator: "|").map(inAnyCase)
            return parts[0] + "(?:\(parts[1]))?"
        }
        let day = " *(?:\(days.joined(separator: "|"))) *"
        let item = "\(day)(?:-\(day))?"
        return "\(item)(?:,\(item))*"
    }()

    private static func inAnyCase(_ word: Substring) -> String {
        word.map { "[\($0.uppercased())\($0)]" }.joined()
    }

    /// `Europe/Amsterdam`. Which zones there are is the system's to say.
    package static let zone = "[A-Za-z0-9_+-]+(?:/[A-Za-z0-9_+-]+)*"

    package static let duration = span("ms|s|m|h|d|days?|w|weeks?")

    /// A pattern for the whole text.
    package static func whole(_ pattern: String) -> String { "^(?:\(pattern))$" }
}

// MARK: Shapes of scalars

extension Shape {
    package static let text = Shape.bareText("text")
    package static let nonEmptyText = Shape.bareText("some_text", #"\S"#)
    package static let identifier = Shape.bareText("id", Pattern.whole(Pattern.id), atLeast: 0)
    package static let email = Shape.text("mail_address", "^(?=[\\s\\S]{1,254}$)\(Pattern.email)$")
    package static let bool = Shape.boolean("^(?:true|True|TRUE|false|False|FALSE)$").named("true_or_false")
    package static let yes = Shape(.constants([true, "true", "True", "TRUE"]))
    package static let int = Shape.number("whole_number", "^-?[0-9]+$", Numbers(isWhole: true))
    package static let decimal = Shape.number("number", "^-?\(Pattern.decimal)$", Numbers())
    package static let date = Shape.text("date", Pattern.whole(Pattern.date))
    package static let instant = Shape.text(
        "time",
        "^\(Pattern.date)[Tt ][0-2][0-9]:[0-5][0-9](?::[0-5][0-9](?:\\.[0-9]+)?)?(?:[Zz]|[+-][0-2][0-9]:[0-5][0-9])$")
    package static let money = Shape.text("amount", "^ *-?\(Pattern.decimal) +\(Pattern.currency) *$")
    /// An amount that is not less than nothing.
    package static let moneyFromZero = Shape.text(
        "amount_from_zero", "^ *\(Pattern.decimal) +\(Pattern.currency) *$")
    package static let percent = Shape.text("percentage", "^-?\(Pattern.decimal) ?%$")
    /// A part of a whole.
    package static let share = Shape.text("share", "^\(Pattern.upToHundred) ?%$")
    package static let percentAboveZero = Shape.text("percentage_above_zero", "^\(Pattern.positive) ?%$")
    package static let span = Shape.text(
        "length_of_time",
        Pattern.whole(Pattern.span("ms|s|m|h|d|days?|w|weeks?|months?|quarters?|years?|wd")))
    package static let duration = Shape.text("duration", Pattern.whole(Pattern.duration))
    package static let byteCount = Shape.text("size", "^[0-9]{1,18} *(?:[kKmMgG][iI]?)?[bB]$")
    package static let timeZone = Shape.text("time_zone", Pattern.whole(Pattern.zone))
    /// Days of a week in one text, or each by itself.
    package static let week: Shape = {
        let text = Shape.text("days_of_a_week", Pattern.whole(Pattern.week))
        return .either(text, .list(text, atLeast: 1))
    }()
    package static let workingDays = Shape.text("working_days", Pattern.whole(Pattern.workingDays))
}
