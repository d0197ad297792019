/// What Gantry was told of one subscription's trouble, so that nothing is told twice.
struct TroubleRecord: Sendable {
    private var words: String?
    /// Whether the trouble is that `run` failed, and not one that the author said.
    private var hasFailed = false

    /// What the author says; nil for the end.
    ///
    /// - Returns: whether Gantry is to be told.
    mutating func said(_ words: String?) -> Bool { update(words, hasFailed: false) }

    /// The trigger failed, or ended.
    ///
    /// - Returns: whether Gantry is to be told.
    mutating func failed(_ words: String) -> Bool { update(words, hasFailed: true) }

    /// The trigger watches again. What the author said stands until the author says otherwise.
    ///
    /// - Returns: whether Gantry is to be told.
    mutating func recovered() -> Bool { hasFailed ? update(nil, hasFailed: false) : false }

    private mutating func update(_ words: String?, hasFailed: Bool) -> Bool {
        defer { (self.words, self.hasFailed) = (words, hasFailed) }
        return words != self.words
    }
}
