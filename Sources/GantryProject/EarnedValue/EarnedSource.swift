import FoundationEssentials
import GantryCore

/// Where earned value comes from.
enum EarnedSource {
    /// A row of `ev`, and the first that is not less than the whole; nil: the whole is not earned yet.
    case row(ValueRow, complete: LocalDate?)
    case tasks(EarnedTasks)
    case none(String)

    /// Figures go before tasks.
    init(of project: Project, people: [String: Person], at day: LocalDate, bac: Money?) {
        if let first = project.earnedValue.first {
            let rows = project.earnedValue.prefix { $0.date.value <= day }
            guard let last = rows.last else {
                self = .none("the first row of 'ev' is of \(first.date.value)")
                return
            }
            let isComplete = { (row: ValueRow) in bac.map { row.amount.value.amount >= $0.amount } ?? false }
            self = .row(last, complete: isComplete(last) ? rows.first(where: isComplete)?.date.value : nil)
        } else if project.tasks.isEmpty {
            self = .none("there are no tasks, and no figures under 'ev'")
        } else {
            let tasks = EarnedTasks(of: project, people: people, at: day, bac: bac)
            self = tasks.weights.total.isZero ? .none("no task has a budget, an effort or a duration") : .tasks(tasks)
        }
    }

    /// - Parameter bac: nil: there is no money, and what is earned cannot be said in money.
    func value(_ bac: Figure) -> Figure {
        switch self {
        case .row(let row, _): .known(row.amount.value.amount)
        case .tasks(let tasks): Figure { () throws(MissingFigure) in tasks.value(scale: try bac.needed("BAC")) }
        case .none(let reason): .missing(reason)
        }
    }

    /// The day on which the last of it was earned; nil where something is left, or nobody said when.
    var completeOn: LocalDate? {
        switch self {
        case .row(_, let complete): complete
        case .tasks(let tasks): tasks.doneOn
        case .none: nil
        }
    }
}

/// What a project's tasks have earned by a day.
struct EarnedTasks {
    let tasks: [ProjectTask]
    let earnings: [TaskEarning]
    let weights: TaskWeights
    private let share: FractionSum

    init(of project: Project, people: [String: Person], at day: LocalDate, bac: Money?) {
        tasks = project.tasks
        // The plan costs more than all the rest, and hardly any project needs it here.
        let plan = tasks.contains(where: TaskEarning.needsLength) ? Plan(of: project, people: people).tasks : nil
        earnings = tasks.enumerated().map { index, task in
            let length = plan.map { $0[index].earlyFinish - $0[index].earlyStart }
            return TaskEarning(of: task, at: day, begin: project.start.value, length: length)
        }
        weights = TaskWeights(tasks.map { WeighedTask($0) }, bac: bac)
        var share = FractionSum()
        for (earning, weight) in zip(earnings, weights.weights) {
            share.add(weight * earning.numerator, times: 1, of: earning.denominator)
        }
        self.share = share
    }

    /// Of a whole of `scale`.
    func value(scale: Decimal) -> Decimal { share.scaled(by: scale, over: weights.total) }

    /// What one task has earned, and what it could.
    func value(of index: Int, scale: Decimal) -> (earned: Decimal, whole: Decimal) {
        let (weight, earning) = (weights.weights[index], earnings[index])
        let divisor = weights.total * Decimal(earning.denominator)
        return (scale * weight * earning.numerator / divisor, scale * weight / weights.total)
    }

    private var weighing: [TaskEarning] { zip(earnings, weights.weights).filter { !$1.isZero }.map(\.0) }

    var isDone: Bool { weighing.allSatisfy(\.isDone) }

    /// The day of the last of it; nil where something is left to do, or nobody said when it was done.
    var doneOn: LocalDate? {
        let days = weighing.map(\.doneOn)
        return isDone && !days.contains(nil) ? days.compactMap { $0 }.max() : nil
    }

    /// What was left out of account, and what was made up.
    func notes(at day: LocalDate) -> [String] {
        let names = { (note: TaskEarning.Note) in
            zip(self.tasks, self.earnings).filter { $1.notes.contains(note) }.map(\.0.id)
        }
        let sentences: [(TaskEarning.Note, String)] = [
            (.saidLater, "said after \(day), and so not counted yet"),
            (.finishedLater, "finished after \(day), and nobody said how far they were by then"),
            (.fromRest, "without a percentage, and so earned by what is left of the duration"),
            (.undated, "no 'said', so counted on any day"),
        ]
        let facts = sentences.compactMap { note, sentence in
            names(note).isEmpty ? nil : "\(sentence): \(spokenList(names(note)))"
        }
        let undated = isDone && doneOn == nil ? ["all is done, and nobody said when; time goes on counting"] : []
        return weights.notes + facts + undated
    }
}
