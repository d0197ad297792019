import GantryCore

/// A time of day as a clock on the wall shows it, to the minute: `08:00`.
public struct LocalTime: Hashable, Sendable, CustomStringConvertible {
    /// 0...86,399; whole minutes.
    public let secondOfDay: Int

    public static let midnight = LocalTime(secondOfDay: 0)

    private init(secondOfDay: Int) { self.secondOfDay = secondOfDay }

    /// Reads `08:00` and `8:00`; nil for anything else, `24:00` among it.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.map { part in
            part.utf8.allSatisfy { 48...57 ~= $0 } && part.utf8.count <= 2 ? Int(part) : nil
        }
        guard parts.count == 2, parts[1].utf8.count == 2, let hour = numbers[0], let minute = numbers[1], hour < 24,
            minute < 60
        else { return nil }
        secondOfDay = hour * 3600 + minute * 60
    }

    public var description: String { "\(pad(secondOfDay / 3600)):\(pad(secondOfDay / 60 % 60))" }
}
