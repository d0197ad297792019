package import GantryCore

extension DiagnosticCode {
    /// Two things of a project have the same id.
    package static let duplicateID = DiagnosticCode("GTY0201")
    /// A task that the project does not have.
    package static let unknownTask = DiagnosticCode("GTY0202")
    /// Tasks that wait for each other in a circle.
    package static let taskCycle = DiagnosticCode("GTY0203")
    /// A person whom neither the project nor people.yaml knows. An owner of a task is `GTY0227`, if the project names people.
    package static let unknownPerson = DiagnosticCode("GTY0204")
    /// A person who cannot be told anything, for want of an address.
    package static let noAddress = DiagnosticCode("GTY0205")
    /// A file that should be a project, or people, and is something else.
    package static let notAProject = DiagnosticCode("GTY0206")
    /// A week without working days.
    package static let emptyWeek = DiagnosticCode("GTY0207")
    /// A percentage beyond what it can be.
    package static let percentOutOfRange = DiagnosticCode("GTY0208")
    /// A date that lies before one it has to follow.
    package static let datesOutOfOrder = DiagnosticCode("GTY0209")
    /// A milestone that takes time.
    package static let milestoneTakesTime = DiagnosticCode("GTY0210")
    /// A budget line that the budget does not have, or none where the budget has lines.
    package static let unknownBudgetLine = DiagnosticCode("GTY0211")
    /// A commitment that the project does not have.
    package static let unknownCommitment = DiagnosticCode("GTY0212")
    /// Different currencies where there can be only one.
    package static let unlikeCurrencies = DiagnosticCode("GTY0213")
    /// A budget with both an amount and lines, or with neither.
    package static let budgetForm = DiagnosticCode("GTY0214")
    /// A negative figure where there can be none.
    package static let negativeFigure = DiagnosticCode("GTY0215")
    /// A task written on one line in a form that is not understood.
    package static let taskForm = DiagnosticCode("GTY0216")
    /// A review that does not say when it is, or says it twice.
    package static let reviewTiming = DiagnosticCode("GTY0217")
    /// The path of a file that is absolute or leaves the root.
    package static let unsafePath = DiagnosticCode("GTY0218")
    /// A table that is not CSV.
    package static let notCSV = DiagnosticCode("GTY0219")
    /// A column of a table that is unknown, missing or there twice.
    package static let wrongColumn = DiagnosticCode("GTY0220")
    /// A cell of a table with the wrong content.
    package static let wrongCell = DiagnosticCode("GTY0221")
    /// An amount that does not say its currency.
    package static let missingCurrency = DiagnosticCode("GTY0222")
    /// A booking that cannot be counted: no cost rate, too many digits. Dates are watched, no sum is made.
    package static let notValued = DiagnosticCode("GTY0223")
    /// Three estimates that do not rise from optimistic to pessimistic.
    package static let estimateOrder = DiagnosticCode("GTY0224")
    /// A requirement that the project does not have.
    package static let unknownRequirement = DiagnosticCode("GTY0225")
    /// A file with private facts, which others can read.
    package static let privateFile = DiagnosticCode("GTY0226")
    /// A task's owner whom nobody knows, in a project that says who there is. Its dates are watched, no sum is made.
    package static let unknownOwner = DiagnosticCode("GTY0227")
    /// Two people who are accountable for the same thing.
    package static let twoAccountables = DiagnosticCode("GTY0228")
    /// An amount in a foreign currency for whose day no rate is quoted. Dates are watched, no sum is made.
    package static let rateMissing = DiagnosticCode("GTY0230")
    /// Planned value that falls: it is the sum of all before it, so there is no earned schedule.
    package static let fallingValue = DiagnosticCode("GTY0240")
    /// A task's milestones whose weights are not 100 % together, or are missing.
    package static let milestoneWeights = DiagnosticCode("GTY0241")
    /// A baseline's file that is of another baseline or project than the entry that names it.
    package static let otherBaseline = DiagnosticCode("GTY0242")

    /// Errors with which a project is watched on, for its dates still hold; but nothing is summed up on top of them.
    static let againstSums: Set<DiagnosticCode> = [.unknownOwner, .notValued, .rateMissing]
}
