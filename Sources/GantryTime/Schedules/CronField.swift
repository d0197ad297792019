import GantryCore

/// The fields of a cron expression: what each is called, which numbers and names it takes.
enum CronField: Hashable, Sendable {
    case second, minute, hour, dayOfMonth, month, dayOfWeek

    static let five: [CronField] = [.minute, .hour, .dayOfMonth, .month, .dayOfWeek]

    var name: String {
        switch self {
        case .second: "second"
        case .minute: "minute"
        case .hour: "hour"
        case .dayOfMonth: "day of the month"
        case .month: "month"
        case .dayOfWeek: "day of the week"
        }
    }

    /// Sunday is 0 and 7.
    var range: ClosedRange<Int> {
        switch self {
        case .second, .minute: 0...59
        case .hour: 0...23
        case .dayOfMonth: 1...31
        case .month: 1...12
        case .dayOfWeek: 0...7
        }
    }

    /// What `*` means; Sunday only once.
    var all: ClosedRange<Int> { self == .dayOfWeek ? 0...6 : range }

    /// The names of numbers, the first for the lowest of the range; empty where there are none.
    var names: [String] {
        switch self {
        case .month: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        case .dayOfWeek: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
        default: []
        }
    }

    /// Reads a number or a name of this field; names may be written out, `monday`.
    func number(_ text: String) -> Int? {
        if !text.isEmpty, text.utf8.count <= 4, text.utf8.allSatisfy({ 48...57 ~= $0 }) { return Int(text) }
        let word = text.lowercased()
        guard word.count >= 3, let index = names.firstIndex(where: { word.hasPrefix($0) }) else { return nil }
        guard word.count == 3 || longNames.contains(word) else { return nil }
        return index + range.lowerBound
    }

    private var longNames: [String] {
        switch self {
        case .month:
            [
                "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                "november", "december",
            ]
        case .dayOfWeek: Weekday.allCases.map(\.rawValue)
        default: []
        }
    }

    /// How a number is written in the normal form: as the author did, but without leading zeros and in short.
    func normal(_ text: String) -> String {
        let word = text.lowercased()
        if let number = Int(word) { return String(number) }
        return String(word.prefix(3))
    }
}
