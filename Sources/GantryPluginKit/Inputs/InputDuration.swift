extension Input {
    /// The type `duration`: `500ms`, `90s`, `10m`, `2h`, `3d`, `2w`.
    public struct Duration: Hashable, Comparable, Sendable, LosslessStringConvertible, ManifestInput {
        /// The length; a day has 24 hours.
        public var value: Swift.Duration

        public init(_ value: Swift.Duration) { self.value = value }

        /// Reads `90s`; nil for a text of another form.
        public init?(_ text: String) {
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            guard let count = Int(digits), count < 1_000_000 else { return nil }
            let unit = text.dropFirst(digits.count).drop { $0 == " " }
            guard let milliseconds = Self.units.first(where: { $0.names.contains(String(unit)) })?.milliseconds else {
                return nil
            }
            value = .milliseconds(count * milliseconds)
        }

        private static let units: [(names: [String], milliseconds: Int)] = [
            (["w", "week", "weeks"], 604_800_000), (["d", "day", "days"], 86_400_000), (["h"], 3_600_000),
            (["m"], 60_000), (["s"], 1000), (["ms"], 1),
        ]

        public static var form: String { "a duration such as 90s, 10m or 2h" }

        public static func < (left: Duration, right: Duration) -> Bool { left.value < right.value }

        /// With the largest unit that gives a whole number: `10m`. What is less than a millisecond is cut off.
        public var description: String {
            let (seconds, attoseconds) = value.components
            let milliseconds = Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
            let unit = Self.units.first { milliseconds != 0 && milliseconds % $0.milliseconds == 0 }
            return unit.map { "\(milliseconds / $0.milliseconds)\($0.names[0])" } ?? "\(milliseconds)ms"
        }
    }
}
