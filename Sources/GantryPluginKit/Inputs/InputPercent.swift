public import FoundationEssentials

extension Input {
    /// The type `percent`: `80%`.
    public struct Percent: Hashable, Comparable, Sendable, LosslessStringConvertible, ManifestInput {
        /// 80 for 80 %.
        public var value: Decimal

        public init(_ value: Decimal) { self.value = value }

        /// Reads `80%` and `103.8 %`; nil for a text of another form.
        public init?(_ text: String) {
            guard text.hasSuffix("%") else { return nil }
            let number = text.dropLast().last == " " ? text.dropLast(2) : text.dropLast()
            guard case .number(let value)? = try? JSONValue(parsing: Array(number.utf8)) else { return nil }
            self.value = value
        }

        public static var form: String { "a percentage such as 80%" }

        public static func < (left: Percent, right: Percent) -> Bool { left.value < right.value }

        public var description: String { "\(value)%" }
    }
}
