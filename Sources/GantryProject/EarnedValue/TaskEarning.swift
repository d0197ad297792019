import FoundationEssentials
import GantryCore

/// How much of a task is earned by the end of a day, by its rule. A fact of a later day does not count yet.
struct TaskEarning {
    /// The earned part, as a fraction: `numerator / denominator`.
    let numerator: Decimal
    let denominator: Int
    /// In words: `finished 2026-10-15`, `40 %, said 2026-11-02`.
    let basis: String
    /// Where that was written; the task's own place where nothing was.
    let position: SourcePosition
    let isDone: Bool
    /// The day it was done; nil where it is not, or nobody said when.
    let doneOn: LocalDate?
    /// What was left out of account, and what was made up.
    let notes: Set<Note>

    enum Note: Hashable {
        /// Progress that was said later.
        case saidLater
        /// Done later; what was earned before is not known.
        case finishedLater
        /// No percentage, so it was taken from what is left.
        case fromRest
        /// Nobody wrote down when it was said.
        case undated
    }

    /// - Parameters:
    ///   - begin: the project's start: nothing that has no date counts before it.
    ///   - length: how long the plan has the task take; nil where its duration says so, or nothing does.
    init(of task: ProjectTask, at day: LocalDate, begin: LocalDate, length: WorkTime? = nil) {
        let facts = TaskFacts(of: task, at: day, begin: begin)
        if let done = facts.done {
            let isUndated = done.date == nil
            self.init(
                1, 1, done.basis, done.position, isDone: true, doneOn: done.date, notes: isUndated ? [.undated] : [])
            return
        }
        switch task.earningRule {
        case .nothingUntilDone:
            self.init(0, 1, "not done (0/100)", task.position, notes: facts.notes)
        case .halfAtStart:
            let basis = facts.isStarted ? "started (50/50)" : "not started (50/50)"
            let notes = facts.isStarted && task.started == nil && facts.isUndated ? [.undated] : facts.notes
            self.init(facts.isStarted ? 1 : 0, 2, basis, task.started?.position ?? task.position, notes: notes)
        case .milestones:
            self.init(milestonesOf: task, at: day, notes: facts.notes)
        case .percent:
            self.init(percentOf: task, facts, length)
        }
    }

    /// Whether it takes the plan to tell how much of the task `left` leaves: an effort takes as long as its owners need.
    static func needsLength(of task: ProjectTask) -> Bool {
        task.earningRule == .percent && task.percent == nil && task.left != nil && task.duration == nil
            && task.effort != nil
    }

    private init(milestonesOf task: ProjectTask, at day: LocalDate, notes: Set<Note>) {
        let reached = task.milestones.filter { milestone in milestone.done.map { $0.value <= day } ?? false }
        let percent = reached.reduce(Decimal(0)) { $0 + $1.weight.value.value }
        let isDone = percent == 100
        let last = reached.compactMap { $0.done?.value }.max()
        self.init(
            percent, 100, "\(reached.count) of \(task.milestones.count) milestones, \(Percent(percent).spoken)",
            reached.last?.done?.position ?? task.position, isDone: isDone, doneOn: isDone ? last : nil,
            notes: isDone ? [] : notes)
    }

    private init(percentOf task: ProjectTask, _ facts: TaskFacts, _ length: WorkTime?) {
        let undated: Set<Note> = facts.isUndated ? [.undated] : []
        let whole = task.duration.map { $0.value.expected } ?? length ?? .zero
        if let percent = facts.percent {
            let said = task.said.map { ", said \($0.value)" } ?? ""
            self.init(percent.value.value, 100, percent.value.spoken + said, percent.position, notes: undated)
        } else if let left = facts.left, whole > .zero {
            let earned = max(.zero, whole - WorkTime(days: left.value.count))
            // In lowest terms, so that the sum of many stays exact.
            let divisor = greatestCommonDivisor(earned.ticks, whole.ticks)
            self.init(
                Decimal(earned.ticks / divisor), whole.ticks / divisor,
                "\(left.value) left of \(whole.days.rounded(2))wd", left.position, notes: undated.union([.fromRest]))
        } else {
            let basis = facts.isStarted ? "started, no percentage" : "not started"
            self.init(0, 1, basis, task.started?.position ?? task.position, notes: facts.notes)
        }
    }

    private init(
        _ numerator: Decimal, _ denominator: Int, _ basis: String, _ position: SourcePosition, isDone: Bool = false,
        doneOn: LocalDate? = nil, notes: Set<Note> = []
    ) {
        (self.numerator, self.denominator, self.basis, self.position) = (numerator, denominator, basis, position)
        (self.isDone, self.doneOn, self.notes) = (isDone, doneOn, notes)
    }
}

/// What is known of a task on a day.
private struct TaskFacts {
    let done: (date: LocalDate?, basis: String, position: SourcePosition)?
    let isStarted: Bool
    /// What was said of it by then; nil where nothing was, or only later.
    let percent: Located<Percent>?
    let left: Located<WorkingDays>?
    /// Whether something of it counts that nobody gave a day.
    let isUndated: Bool
    /// Why nothing of it counts.
    let notes: Set<TaskEarning.Note>

    init(of task: ProjectTask, at day: LocalDate, begin: LocalDate) {
        let finishedLater = task.finished.map { $0.value > day } ?? false
        let startedLater = task.started.map { $0.value > day } ?? false
        let saidLater = task.said.map { $0.value > day } ?? false
        // 100 % without a date is the word of the day on which it was finished.
        let isOfFinish = finishedLater && task.said == nil && (task.percent?.value.value ?? 0) >= 100
        // Before its first day nothing was done; what has no date says nothing else.
        let isTooEarly = task.said == nil && task.started == nil && day < begin
        let counts = !saidLater && !startedLater && !isOfFinish && !isTooEarly
        percent = counts ? task.percent : nil
        left = counts ? task.left : nil
        isUndated = task.said == nil && ((percent?.value.value ?? 0) > 0 || (percent == nil && left != nil))
        if let finished = task.finished, !finishedLater {
            done = (finished.value, "finished \(finished.value)", finished.position)
        } else if let percent, percent.value.value >= 100, !finishedLater {
            done = (task.said?.value, percent.value.spoken, percent.position)
        } else {
            done = nil
        }
        let began = task.started != nil || finishedLater || (percent?.value.value ?? 0) > 0
        isStarted = began && !startedLater
        let hasProgress = task.percent != nil || task.left != nil
        if saidLater, hasProgress, !startedLater {
            notes = [.saidLater]
        } else {
            notes = finishedLater && !startedLater && percent == nil ? [.finishedLater] : []
        }
    }
}
