/// What the engine knows of runs that wait, so that it does not ask the store for runs that cannot be there: each of its
/// questions is a change, which others wait for.
struct WaitingWorkflows {
    /// The workflows of which runs may wait; nil: any may.
    private var waiting: Set<String>?
    /// Of which one is under way.
    private var busy: Set<String> = []

    /// A question to the store that is under way.
    struct Question {
        fileprivate let waiting: Set<String>?
    }

    /// Whether there may be one to begin.
    var areAnyFree: Bool { waiting.map { !$0.isSubset(of: busy) } ?? true }

    mutating func forget() { waiting = nil }

    mutating func queued(_ workflow: String) { waiting?.insert(workflow) }

    mutating func begun(_ workflow: String) { busy.insert(workflow) }

    mutating func ended(_ workflow: String) { busy.remove(workflow) }

    /// To be taken before the store is asked: what is queued from then on, the answer may not know.
    mutating func ask() -> Question {
        defer { waiting = waiting?.intersection(busy) ?? busy }
        return Question(waiting: waiting)
    }

    /// - Parameters:
    ///   - workflows: of the runs that the store gave.
    ///   - isAll: whether it would have given more, had there been any.
    mutating func answered(_ question: Question, _ workflows: [String], isAll: Bool) {
        guard isAll else { return failed(question) }
        waiting?.formUnion(workflows)
    }

    mutating func failed(_ question: Question) {
        waiting = question.waiting.flatMap { former in waiting?.union(former) }
    }
}
