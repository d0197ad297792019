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
    }

    /// What a plugin must do, as a sentence without its subject: `answers a ping`.
    package let name: String
    package let outcome: Outcome

    init(_ name: String, _ outcome: Outcome) { (self.name, self.outcome) = (name, outcome) }
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
        do {
            try await body()
            tell(ConformanceCheck(name, .passed))
            return true
        } catch let failure as ReportedFailure {
            tell(ConformanceCheck(name, .reported(failure.message)))
            return true
        } catch let problem as Nonconformance {
            tell(ConformanceCheck(name, .failed(problem.reason)))
        } catch let failure as CallFailure {
            tell(ConformanceCheck(name, .failed(failure.message)))
        } catch {
            tell(ConformanceCheck(name, .failed("\(error)")))
        }
        return false
    }

    func skip(_ name: String, because reason: String) { tell(ConformanceCheck(name, .skipped(reason))) }
}
