import FoundationEssentials
import GantryCore

/// What a monitoring check printed, taken apart.
///
/// Source: Monitoring Plugins Development Guidelines, "Plugin Output for Nagios".
struct NagiosOutput: Hashable, Sendable {
    /// One entry of the performance data, `load1=0.52;5;10;0;`; what is left out is null.
    struct Measure: Hashable, Sendable {
        var label: String
        var value: Decimal?
        var unit: String
        var warn: String
        var crit: String
        var min: Decimal?
        var max: Decimal?
    }

    /// The first line, up to `|`.
    let message: String
    /// All other lines, without their performance data.
    let long: String
    let measures: [Measure]
    /// Words of the performance data that are no measure.
    let unread: [String]

    init(_ text: String) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.split(separator: "\r").joined()
        }
        let (message, firstData) = Self.halves(lines.isEmpty ? "" : lines.removeFirst())
        var (long, data) = ([String](), [firstData])
        // From the first `|` of the long text on, all that follows is performance data.
        var isData = false
        for line in lines {
            if isData {
                data.append(line)
            } else {
                let (text, rest) = Self.halves(line)
                long.append(text)
                isData = line.contains("|")
                if isData { data.append(rest) }
            }
        }
        self.message = message
        self.long = long.joined(separator: "\n").trimmed
        let entries = data.flatMap(Self.entries)
        measures = entries.compactMap { try? $0.get() }
        unread = entries.compactMap(\.unread)
    }

    private static func halves(_ line: String) -> (String, String) {
        guard let bar = line.firstIndex(of: "|") else { return (line.trimmed, "") }
        return (String(line[..<bar]).trimmed, String(line[line.index(after: bar)...]))
    }

    /// `'label with spaces'=1.5MB;10;20;0;100 next=3`
    private static func entries(_ text: String) -> [Entry] {
        var entries: [Entry] = []
        var rest = text[...].drop { $0 == " " }
        while !rest.isEmpty {
            let start = rest
            let label = Self.label(&rest)
            // Behind a quote that is never closed all is read.
            let word = rest.prefix { $0 != " " }
            rest = rest.dropFirst(word.count)
            let whole = String(start.dropLast(rest.count))
            rest = rest.drop { $0 == " " }
            if let label, word.first == "=", let measure = measure(label, String(word.dropFirst())) {
                entries.append(.success(measure))
            } else {
                entries.append(.failure(Unread(text: whole)))
            }
        }
        return entries
    }

    private typealias Entry = Result<Measure, Unread>

    fileprivate struct Unread: Error { let text: String }

    /// In quotes, a doubled quote stands for one.
    private static func label(_ rest: inout Substring) -> String? {
        guard rest.first == "'" else {
            let label = rest.prefix { $0 != "=" && $0 != " " }
            rest = rest.dropFirst(label.count)
            return label.isEmpty ? nil : String(label)
        }
        var label = ""
        rest = rest.dropFirst()
        while let character = rest.popFirst() {
            guard character == "'" else {
                label.append(character)
                continue
            }
            guard rest.first == "'" else { return label }
            label.append("'")
            rest = rest.dropFirst()
        }
        return nil
    }

    private static func measure(_ label: String, _ word: String) -> Measure? {
        let parts = word.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        func part(_ index: Int) -> String { index < parts.count ? parts[index] : "" }
        guard let (value, unit) = value(part(0)) else { return nil }
        return Measure(
            label: label, value: value, unit: unit, warn: part(1), crit: part(2), min: number(part(3)[...]),
            max: number(part(4)[...]))
    }

    /// `1.5MB`, `3.5e2`. A value is not known where the check says so, with `U`, and where only the beginning is a
    /// number, as in `1,5s`: half of a number is none.
    private static func value(_ text: String) -> (Decimal?, unit: String)? {
        if text == "U" { return (nil, "") }
        let digits = text.prefix { $0.isASCII && ($0.isNumber || "+-.".contains($0)) }
        guard digits.contains(where: \.isNumber) else { return nil }
        let end = exponent(in: text[digits.endIndex...])
        let unit = text[end...]
        let isUnit = unit.allSatisfy { $0.isLetter || "%/°".contains($0) }
        guard isUnit, let value = number(text[..<end]) else { return (nil, "") }
        return (value, String(unit))
    }

    /// Where an exponent ends; the start where there is none.
    private static func exponent(in text: Substring) -> String.Index {
        guard let sign = text.first, "eE".contains(sign) else { return text.startIndex }
        let rest = text.dropFirst()
        let digits = rest.first.map { "+-".contains($0) } == true ? rest.dropFirst() : rest
        let number = digits.prefix { $0.isASCII && $0.isNumber }
        return number.isEmpty ? text.startIndex : number.endIndex
    }

    private static func number(_ text: Substring) -> Decimal? {
        let parts = text.split(whereSeparator: { "eE".contains($0) })
        guard let first = parts.first, let significand = Decimal(exactly: String(first)) else { return nil }
        guard parts.count > 1 else { return text.contains(where: { "eE".contains($0) }) ? nil : significand }
        // Farther out a `Decimal` holds nothing.
        guard parts.count == 2, let exponent = Int(parts[1]), abs(exponent) <= 60 else { return nil }
        return significand * Decimal(sign: .plus, exponent: exponent, significand: 1)
    }
}

extension Result where Failure == NagiosOutput.Unread {
    fileprivate var unread: String? {
        guard case .failure(let unread) = self else { return nil }
        return unread.text
    }
}

extension NagiosOutput.Measure {
    var asValue: Value {
        [
            "label": .text(label), "value": value.map(Value.number) ?? .null, "unit": .text(unit), "warn": .text(warn),
            "crit": .text(crit), "min": min.map(Value.number) ?? .null, "max": max.map(Value.number) ?? .null,
        ]
    }
}

extension String {
    var trimmed: String {
        let start = drop(while: \.isWhitespace)
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}
