package import GantryCore

/// Something that is looked over: again and again, once, or when the project is done.
package struct Review: Hashable, Sendable, Identifiable {
    package enum Timing: Hashable, Sendable {
        /// It is done by moving `next`.
        case recurring(every: Located<CalendarSpan>, next: Located<LocalDate>)
        /// It is done by `done`.
        case once(date: Located<LocalDate>, done: Located<LocalDate>?)
        /// Within a time after the project's status became `done`.
        case whenProjectIsDone(within: Located<CalendarSpan>, done: Located<LocalDate>?)
    }

    /// The file's `id`, else `what` in small letters with dashes; unique in the project.
    package let id: String
    package let what: Located<String>
    /// Who is to do it; empty: the lead.
    package let who: [Located<String>]
    package let timing: Timing
    package let position: SourcePosition

    /// The day it is to happen; nil where it waits for the project to be done, or has happened.
    package var due: Located<LocalDate>? {
        switch timing {
        case .recurring(_, let next): next
        case .once(let date, let done): done == nil ? date : nil
        case .whenProjectIsDone: nil
        }
    }

    package var isDone: Bool {
        switch timing {
        case .recurring: false
        case .once(_, let done), .whenProjectIsDone(_, let done): done != nil
        }
    }

    /// The id that a review without one goes by: `Security audit` is `security-audit`.
    package static func id(for what: String) -> String {
        let words = what.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
        return words.joined(separator: "-")
    }
}
