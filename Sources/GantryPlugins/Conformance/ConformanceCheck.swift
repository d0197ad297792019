/// One thing that a plugin was held to, and how it did.
package struct ConformanceCheck: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        case passed
        /// It kept to the protocol by reporting a failure, in these words.
        case reported(String)
        /// Why, in words for the plugin's author.
        case failed(String)
        /// It was not tried, and why.
        case skipped(String)
        /// The protocol is kept, and something is probably not meant.
        case warned(String)
    }

    /// What a plugin must do, as a sentence without its subject: `answers a ping`.
    package let name: String
    package let outcome: Outcome
    /// The action that was called for the first time; nil for all other checks.
    package let action: String?
    /// What such a call gave, in words.
    package let gave: String?

    init(_ name: String, _ outcome: Outcome, action: String? = nil, gave: String? = nil) {
        (self.name, self.outcome, self.action, self.gave) = (name, outcome, action, gave)
    }
}

/// What went wrong in a check.
struct Nonconformance: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

/// A plugin answered with a failure in its own words, which is an answer.
struct ReportedFailure: Error {
    let message: String
}

/// Runs checks one after another, and tells of each as it ends.
struct ConformanceRunner: Sendable {
    let tell: @Sendable (ConformanceCheck) -> Void

    /// - Returns: whether it passed.
    @discardableResult
    func check(_ name: String, _ body: () async throws -> Void) async -> Bool {
        let outcome = await outcome(body)
        tell(ConformanceCheck(name, outcome))
        return outcome.isGood
    }

    /// The first call of an action.
    ///
    /// - Returns: what it gave; nil where it gave no result.
    func call(
        _ action: String, _ name: String, _ body: () async throws -> Answered
    ) async -> (outcome: ConformanceCheck.Outcome, answered: Answered?) {
        var answered: Answered?
        let outcome = await outcome { answered = try await body() }
        tell(ConformanceCheck(name, outcome, action: action, gave: answered?.gave))
        return (outcome, answered)
    }

    private func outcome(_ body: () async throws -> Void) async -> ConformanceCheck.Outcome {
        do {
            try await body()
            return .passed
        } catch let failure as ReportedFailure {
            return .reported(failure.message)
        } catch let problem as Nonconformance {
            return .failed(problem.reason)
        } catch let failure as CallFailure {
            return .failed(failure.message)
        } catch {
            return .failed("\(error)")
        }
    }

    func skip(_ name: String, because reason: String) { tell(ConformanceCheck(name, .skipped(reason))) }

    func warn(_ name: String, _ reason: String) { tell(ConformanceCheck(name, .warned(reason))) }
}

extension ConformanceCheck.Outcome {
    /// Whether it kept to the protocol.
    var isGood: Bool {
        switch self {
        case .passed, .reported, .warned: true
        case .failed, .skipped: false
        }
    }
}
