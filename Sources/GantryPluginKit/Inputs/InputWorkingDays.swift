extension Input {
    /// The type `working days`: `3wd`.
    ///
    /// Which days are working days the calendars of Gantry know, and a plugin is not told them. It can hand the number
    /// on as it is, or count Monday to Friday and say so in its description; holidays count as working days then.
    public struct WorkingDays: Hashable, Comparable, Sendable, LosslessStringConvertible, ManifestInput {
        public var count: Int

        public init(_ count: Int) { self.count = count }

        /// Reads `3wd`; nil for a text of another form.
        public init?(_ text: String) {
            guard text.hasSuffix("wd") else { return nil }
            let digits = text.dropLast(2)
            guard digits.allSatisfy({ $0.isASCII && $0.isNumber }), let count = Int(digits) else { return nil }
            self.count = count
        }

        public static var form: String { "a number of working days such as 3wd" }

        public static func < (left: WorkingDays, right: WorkingDays) -> Bool { left.count < right.count }

        public var description: String { "\(count)wd" }
    }
}
