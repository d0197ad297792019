import FoundationEssentials
package import GantryCore

/// A piece of the plan, or a milestone.
///
/// A portfolio has a hundred thousand of them: what few tasks say stands apart, and takes room only where it is said.
package struct ProjectTask: Hashable, Sendable, Identifiable {
    /// What most tasks are silent about.
    private struct Rest: Hashable, Sendable {
        var name: String?
        var effort: Located<Estimate<PersonDays>>?
        var start: Located<LocalDate>?
        var left: Located<WorkingDays>?
        var said: Located<LocalDate>?
        var blocked: Located<String>?
        var started: Located<LocalDate>?
        var finished: Located<LocalDate>?
        var milestones: [TaskMilestone] = []
        var budget: Located<Money>?
        var meets: [Located<String>] = []
        var needsSkill: [Located<String>] = []

        static let nothing = Shared(Rest())
    }

    package let id: String
    package let position: SourcePosition
    /// Working days of the project's calendar.
    package internal(set) var duration: Located<Estimate<WorkingDays>>?
    package internal(set) var who: [Located<String>] = []
    package internal(set) var after: [Link] = []
    /// The date promised inside the project.
    package internal(set) var due: Located<LocalDate>?
    /// What was last said, with `said` for when.
    package internal(set) var percent: Located<Percent>?
    package internal(set) var isMilestone = false
    /// As written; `earningRule` is what counts.
    package internal(set) var earn: EarningRule?
    private var rest = Rest.nothing

    package init(id: String, position: SourcePosition) { (self.id, self.position) = (id, position) }

    // What says nothing goes on sharing the rest with all others that say nothing.

    /// For people; the id where the file gives none.
    package internal(set) var name: String? {
        get { rest.value.name }
        set { if newValue != nil || name != nil { rest.value.name = newValue } }
    }
    package internal(set) var effort: Located<Estimate<PersonDays>>? {
        get { rest.value.effort }
        set { if newValue != nil || effort != nil { rest.value.effort = newValue } }
    }
    /// The day it is fixed to begin; nil: as soon as what it waits for allows.
    package internal(set) var start: Located<LocalDate>? {
        get { rest.value.start }
        set { if newValue != nil || start != nil { rest.value.start = newValue } }
    }
    package internal(set) var left: Located<WorkingDays>? {
        get { rest.value.left }
        set { if newValue != nil || left != nil { rest.value.left = newValue } }
    }
    package internal(set) var said: Located<LocalDate>? {
        get { rest.value.said }
        set { if newValue != nil || said != nil { rest.value.said = newValue } }
    }
    /// Why it does not go on; nil where it does.
    package internal(set) var blocked: Located<String>? {
        get { rest.value.blocked }
        set { if newValue != nil || blocked != nil { rest.value.blocked = newValue } }
    }
    package internal(set) var started: Located<LocalDate>? {
        get { rest.value.started }
        set { if newValue != nil || started != nil { rest.value.started = newValue } }
    }
    package internal(set) var finished: Located<LocalDate>? {
        get { rest.value.finished }
        set { if newValue != nil || finished != nil { rest.value.finished = newValue } }
    }
    /// For `earn: milestones`.
    package internal(set) var milestones: [TaskMilestone] {
        get { rest.value.milestones }
        set { if !newValue.isEmpty || !milestones.isEmpty { rest.value.milestones = newValue } }
    }
    package internal(set) var budget: Located<Money>? {
        get { rest.value.budget }
        set { if newValue != nil || budget != nil { rest.value.budget = newValue } }
    }
    /// Ids of requirements.
    package internal(set) var meets: [Located<String>] {
        get { rest.value.meets }
        set { if !newValue.isEmpty || !meets.isEmpty { rest.value.meets = newValue } }
    }
    package internal(set) var needsSkill: [Located<String>] {
        get { rest.value.needsSkill }
        set { if !newValue.isEmpty || !needsSkill.isEmpty { rest.value.needsSkill = newValue } }
    }

    /// The ids of `who`; empty where the file names nobody, and the lead answers.
    package var owners: [String] { who.map(\.value) }

    /// A task with milestones earns by them, any other by its percentage, unless the file says otherwise.
    package var earningRule: EarningRule { earn ?? (milestones.isEmpty ? .percent : .milestones) }

    /// What was known of it at the end of a day: a fact of a later day does not count yet.
    package func known(on day: LocalDate) -> ProjectTask {
        var task = self
        if let date = started, date.value > day { task.started = nil }
        if let date = finished, date.value > day { task.finished = nil }
        if let date = said, date.value > day { (task.said, task.percent, task.left) = (nil, nil, nil) }
        // Who is done later was not done then, and nobody knows how far they were.
        if finished != nil, task.finished == nil, said == nil { (task.percent, task.left) = (nil, nil) }
        return task
    }

    /// Finished, or said to be at 100 %.
    package var isDone: Bool { finished != nil || (percent?.value.value ?? 0) >= 100 }

    /// Begun, by any fact that says so.
    package var isStarted: Bool { isDone || started != nil || (percent?.value.value ?? 0) > 0 }
}

/// What a task waits for.
package struct Link: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case finishToStart = "FS"
        case startToStart = "SS"
        case finishToFinish = "FF"
        case startToFinish = "SF"
    }

    /// The id of the predecessor.
    package let task: Located<String>
    package let kind: Kind
    private let wait: Shared<Located<LinkLag>>?

    package init(task: Located<String>, kind: Kind, lag: Located<LinkLag>?) {
        (self.task, self.kind, wait) = (task, kind, lag.map(Shared.init))
    }

    /// The wait after it, negative where this may begin earlier; nil: none. Working days, or calendar days.
    package var lag: Located<LinkLag>? { wait?.value }
}

/// A wait between two tasks.
package enum LinkLag: Hashable, Sendable, CustomStringConvertible {
    case working(WorkingDays)
    case calendar(days: Int)

    /// Reads `2wd`, `-1wd`, `3d` and `-2w`; nil for anything else.
    package init?(_ text: String) {
        let isNegative = text.hasPrefix("-")
        switch CalendarSpan(isNegative ? String(text.dropFirst()) : text) {
        case .working(let days): self = .working(WorkingDays(isNegative ? -days.count : days.count))
        case .days(let days): self = .calendar(days: isNegative ? -days : days)
        default: return nil
        }
    }

    package var description: String {
        switch self {
        case .working(let days): "\(days)"
        case .calendar(let days): "\(days)d"
        }
    }
}

/// When a task counts as earned.
package enum EarningRule: String, Hashable, Sendable, Codable, CaseIterable {
    case nothingUntilDone = "0/100"
    case halfAtStart = "50/50"
    case percent, milestones
}
