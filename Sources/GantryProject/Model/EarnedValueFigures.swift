package import GantryCore

/// A value up to a day, cumulative: a row of `pv:` or of `ev:`.
package struct ValueRow: Hashable, Sendable {
    package let date: Located<LocalDate>
    package let amount: Located<Money>
    package let position: SourcePosition
}

/// A part of a task that counts as earned when it is reached.
package struct TaskMilestone: Hashable, Sendable {
    package let what: String
    /// Its part of the task; those of a task make 100 %.
    package let weight: Located<Percent>
    /// When it was planned; nil: nobody said.
    package let due: Located<LocalDate>?
    package let done: Located<LocalDate>?
    package let position: SourcePosition
}
