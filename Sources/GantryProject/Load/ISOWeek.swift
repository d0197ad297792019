package import GantryCore

/// A week of ISO 8601, Monday to Sunday: `2026-W47`.
package struct ISOWeek: Hashable, Comparable, Sendable, Codable, CustomStringConvertible {
    package let monday: LocalDate

    package init(of date: LocalDate) {
        let days = Weekday.allCases.firstIndex(of: date.weekday) ?? 0
        monday = date - days
    }

    /// 1...53: the week with the year's first Thursday is its first.
    package var number: Int {
        let thursday = monday + 3
        let first = LocalDate(year: thursday.year, month: 1, day: 1) ?? thursday
        return (thursday - first) / 7 + 1
    }

    package var next: ISOWeek { ISOWeek(of: monday + 7) }
    package var days: [LocalDate] { (0..<7).map { monday + $0 } }
    package var description: String { "\(pad((monday + 3).year, 4))-W\(pad(number))" }

    package static func < (left: ISOWeek, right: ISOWeek) -> Bool { left.monday < right.monday }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        let parts = text.split(separator: "-W").compactMap { Int($0) }
        guard parts.count == 2, let fourth = LocalDate(year: parts[0], month: 1, day: 4) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not a week")
        }
        monday = ISOWeek(of: fourth).monday + 7 * (parts[1] - 1)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
