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
        measures = data.flatMap(Self.measures)
    }

    private static func halves(_ line: String) -> (String, String) {
        guard let bar = line.firstIndex(of: "|") else { return (line.trimmed, "") }
        return (String(line[..<bar]).trimmed, String(line[line.index(after: bar)...]))
    }

    /// `'label with spaces'=1.5MB;10;20;0;100 next=3`; what cannot be read is left out.
    private static func measures(_ text: String) -> [Measure] {
        var measures: [Measure] = []
        var rest = text[...].drop { $0 == " " }
        while !rest.isEmpty {
            guard let label = label(&rest), rest.first == "=" else {
                rest = rest.drop { $0 != " " }.drop { $0 == " " }
                continue
            }
            let word = rest.dropFirst().prefix { $0 != " " }
            rest = rest.dropFirst(1 + word.count).drop { $0 == " " }
            if let measure = measure(label, String(word)) { measures.append(measure) }
        }
        return measures
    }

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
        let digits = (parts.first ?? "").prefix { $0.isASCII && ($0.isNumber || "+-.".contains($0)) }
        let unit = String((parts.first ?? "").dropFirst(digits.count))
        // `U` says that the value could not be found out.
        let value = Decimal(exactly: String(digits))
        guard value != nil || unit == "U" else { return nil }
        func part(_ index: Int) -> String { index < parts.count ? parts[index] : "" }
        return Measure(
            label: label, value: value, unit: value == nil ? "" : unit, warn: part(1), crit: part(2),
            min: Decimal(exactly: part(3)), max: Decimal(exactly: part(4)))
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
