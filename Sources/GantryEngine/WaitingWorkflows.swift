import GantryStore

/// A run that takes the place of another, as it is asked for.
struct Succession: Sendable {
    let claimant: Claimant
    let question: WaitingWorkflows.Question
}

/// What the engine knows of runs that wait, so that it does not ask the store for runs that cannot be there: each of its
/// questions is a change, which others wait for.
struct WaitingWorkflows {
    /// The workflows of which runs may wait; nil: any may.
    private var waiting: Set<String>?
    /// Of which one is under way.
    private var busy: Set<String> = []

    /// A question to the store that is under way.
    struct Question: Sendable {
        fileprivate let waiting: Set<String>?
    }

    /// Whether there may be one to begin.
    ///
    /// - Parameter ending: a workflow whose run is about to end.
    func areAnyFree(besides ending: String? = nil) -> Bool {
        guard let waiting else { return true }
        return waiting.contains { $0 == ending || !busy.contains($0) }
    }

    mutating func forget() { waiting = nil }

    mutating func queued(_ workflow: String) { waiting?.insert(workflow) }

    mutating func begun(_ workflow: String) { busy.insert(workflow) }

    mutating func ended(_ workflow: String) { busy.remove(workflow) }

    /// To be taken before the store is asked: what is queued from then on, the answer may not know.
    ///
    /// - Parameter ending: a workflow whose run ends before the store looks.
    mutating func ask(besides ending: String? = nil) -> Question {
        defer {
            waiting = waiting?.intersection(busy) ?? busy
            if let ending { waiting?.remove(ending) }
        }
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
