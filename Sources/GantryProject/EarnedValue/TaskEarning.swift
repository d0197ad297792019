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
    /// What was left out of account.
    let note: Note?

    enum Note: Hashable {
        /// Progress that was said later.
        case saidLater
        /// Done later; what was earned before is not known.
        case finishedLater
        /// No percentage, so it was taken from what is left.
        case fromRest
    }

    init(of task: ProjectTask, at day: LocalDate) {
        let facts = TaskFacts(of: task, at: day)
        if let done = facts.done {
            self.init(1, 1, done.basis, done.position, isDone: true, doneOn: done.date)
            return
        }
        switch task.earningRule {
        case .nothingUntilDone:
            self.init(0, 1, "not done (0/100)", task.position, note: facts.note)
        case .halfAtStart:
            let basis = facts.isStarted ? "started (50/50)" : "not started (50/50)"
            self.init(facts.isStarted ? 1 : 0, 2, basis, task.started?.position ?? task.position, note: facts.note)
        case .milestones:
            self.init(milestonesOf: task, at: day, note: facts.note)
        case .percent:
            self.init(percentOf: task, facts)
        }
    }

    private init(milestonesOf task: ProjectTask, at day: LocalDate, note: Note?) {
        let reached = task.milestones.filter { milestone in milestone.done.map { $0.value <= day } ?? false }
        let percent = reached.reduce(Decimal(0)) { $0 + $1.weight.value.value }
        let isDone = percent == 100
        let last = reached.compactMap { $0.done?.value }.max()
        self.init(
            percent, 100, "\(reached.count) of \(task.milestones.count) milestones, \(Percent(percent).spoken)",
            reached.last?.done?.position ?? task.position, isDone: isDone, doneOn: isDone ? last : nil,
            note: isDone ? nil : note)
    }

    private init(percentOf task: ProjectTask, _ facts: TaskFacts) {
        if let percent = facts.percent {
            let said = task.said.map { ", said \($0.value)" } ?? ""
            self.init(percent.value.value, 100, percent.value.spoken + said, percent.position)
        } else if let left = facts.left, let days = task.duration?.value.likely.count, days > 0 {
            let earned = max(0, days - left.value.count)
            self.init(Decimal(earned), days, "\(left.value) left of \(days)wd", left.position, note: .fromRest)
        } else {
            let basis = facts.isStarted ? "started, no percentage" : "not started"
            self.init(0, 1, basis, task.started?.position ?? task.position, note: facts.note)
        }
    }

    private init(
        _ numerator: Decimal, _ denominator: Int, _ basis: String, _ position: SourcePosition, isDone: Bool = false,
        doneOn: LocalDate? = nil, note: Note? = nil
    ) {
        (self.numerator, self.denominator, self.basis, self.position) = (numerator, denominator, basis, position)
        (self.isDone, self.doneOn, self.note) = (isDone, doneOn, note)
    }
}

/// What is known of a task on a day.
private struct TaskFacts {
    let done: (date: LocalDate?, basis: String, position: SourcePosition)?
    let isStarted: Bool
    /// What was said of it by then; nil where nothing was, or only later.
    let percent: Located<Percent>?
    let left: Located<WorkingDays>?
    let note: TaskEarning.Note?

    init(of task: ProjectTask, at day: LocalDate) {
        let finishedLater = task.finished.map { $0.value > day } ?? false
        let startedLater = task.started.map { $0.value > day } ?? false
        let saidLater = task.said.map { $0.value > day } ?? false
        // 100 % without a date is the word of the day on which it was finished.
        let isOfFinish = finishedLater && task.said == nil && (task.percent?.value.value ?? 0) >= 100
        let counts = !saidLater && !startedLater && !isOfFinish
        percent = counts ? task.percent : nil
        left = counts ? task.left : nil
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
            note = .saidLater
        } else {
            note = finishedLater && !startedLater && percent == nil ? .finishedLater : nil
        }
    }
}
