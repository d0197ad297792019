public import GantryCore

extension DiagnosticCode {
    /// A time zone that the system's tzdata does not have, or cannot be read from it.
    public static let unknownTimeZone = DiagnosticCode("GTY0601")
    /// A schedule that cannot be read.
    public static let badSchedule = DiagnosticCode("GTY0602")
    /// A schedule that no day ever meets, such as 30 February.
    public static let scheduleNeverFires = DiagnosticCode("GTY0603")
    /// A schedule that may do something else than its author means.
    public static let doubtfulSchedule = DiagnosticCode("GTY0604")
    /// A schedule that counts days or weeks, without the day that it counts from.
    public static let scheduleNeedsStart = DiagnosticCode("GTY0605")
}

/// What is wrong, or doubtful, about the text of a schedule.
public struct ScheduleProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let code: DiagnosticCode
    public let message: String
    /// Where in the text it is: Unicode scalars from its beginning, from 0.
    public let offset: Int
    /// How many scalars are meant; at least 1.
    public let length: Int
    /// What to do about it; nil where the message says all.
    public let hint: String?

    package init(_ code: DiagnosticCode, _ message: String, offset: Int, length: Int, hint: String? = nil) {
        (self.code, self.message, self.hint) = (code, message, hint)
        (self.offset, self.length) = (offset, max(1, length))
    }

    public var description: String { message }
}

/// Why a time zone cannot be had.
public struct ZoneProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let code = DiagnosticCode.unknownTimeZone
    public let message: String
    /// The zone that was probably meant.
    public let suggestion: String?

    package init(_ message: String, suggestion: String? = nil) {
        (self.message, self.suggestion) = (message, suggestion)
    }

    public var description: String { message }
}
