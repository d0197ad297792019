import GantryChildren
import GantryCore
import GantryManifest
import GantryPluginKit
import Synchronization

/// What a plugin of `exec` is held to.
struct ExecConformance: Sendable {
    let calls: SampleCalls
    let command: PluginCommand
    let runner: ChildRunner

    private var manifest: PluginManifest { calls.manifest }

    func run(_ checks: ConformanceRunner) async {
        for action in manifest.actions { await check(action, checks) }
        for channel in manifest.channels {
            await checks.check("\(channel.name) takes a message, or says why it does not") {
                try await answering { driver in try await driver.deliver(calls.call(of: channel)) { _ in } }
            }
        }
        await checkUnknownAction(checks)
    }

    private var driver: ExecDriver { ExecDriver(command: command, runner: runner) }

    private func check(_ action: PluginManifest.PluginAction, _ checks: ConformanceRunner) async {
        let name = action.declaration.name
        let first = await checks.call(name, "\(name) answers as its manifest says") {
            Answered(result: try await perform(action))
        }
        guard first.outcome.isGood else {
            return checks.skip("the other checks of \(name)", because: "its first call failed")
        }
        await checks.check("\(name) refuses a request that is cut off") {
            let whole = try JSONValue(encoding: calls.call(of: action.declaration)).encoded
            try await refuses(Array(whole.prefix(whole.count / 2)), action, "a request that is cut off in the middle")
        }
        await checks.check("\(name) ignores keys of a request that it does not know") {
            guard case .object(var request) = try JSONValue(encoding: calls.call(of: action.declaration)) else {
                return
            }
            request["of_a_later_version"] = ["a": 1]
            let bytes = JSONValue.object(request).encoded
            let record = calls.record(of: action.declaration)
            try await answering { driver in try await driver.perform(bytes, action.command, record.take) }
        }
        guard action.declaration.isRepeatable else { return }
        guard let answered = first.answered else {
            return checks.skip("\(name) finds the same when it is called twice", because: "it gave no result")
        }
        await checks.check("\(name) finds the same when it is called twice") {
            let second = try await perform(action)
            guard Set(answered.result.findings.map(\.key)) == Set(second.findings.map(\.key)) else {
                throw Nonconformance("the second call found something else; say 'repeatable: false' if that is right")
            }
        }
    }

    private func perform(_ action: PluginManifest.PluginAction) async throws -> ActionResult {
        let record = calls.record(of: action.declaration)
        try await answering { driver in
            try await driver.execute(calls.call(of: action.declaration), action, take: record.take)
            if let failure = record.failure { throw failure.asCallFailure }
        }
        return try record.result()
    }

    /// Has the plugin do something that it knows.
    ///
    /// - Throws: `ReportedFailure` where it fails with a `failure`. The daemon takes an exit code for one as well; here
    ///   that may be a slip of its author, who is the one to read this.
    private func answering(_ body: (ExecDriver) async throws -> Void) async throws {
        var driver = driver
        let ending = Mutex(ExecDriver.Ending(exit: .exited(0), hasFailure: false))
        driver.ended = { ended in ending.withLock { $0 = ended } }
        do {
            try await reported { try await body(driver) }
        } catch let failure as ReportedFailure {
            let ending = ending.withLock { $0 }
            guard !ending.hasFailure, case .exited(let code) = ending.exit else { throw failure }
            let words = failure.message == "it ended with exit code \(code)" ? "" : ": \(failure.message)"
            throw Nonconformance(
                "it ended with exit code \(code) and printed no 'failure', as it should for what a person can mend\(words)"
            )
        }
    }

    private func checkUnknownAction(_ checks: ConformanceRunner) async {
        let name = "refuses an action that it does not have"
        guard let action = manifest.actions.first(where: { $0.command == nil }), manifest.actions.count > 1 else {
            return checks.skip(name, because: "it has one action, or a command for each")
        }
        await checks.check(name) {
            let call = calls.call(of: action.declaration, named: "\(manifest.name).no-such-action")
            try await refuses(try JSONValue(encoding: call).encoded, action, "an action that it does not have")
        }
    }

    private func refuses(_ request: [UInt8], _ action: PluginManifest.PluginAction, _ what: String) async throws {
        do {
            let record = calls.record(of: action.declaration)
            try await driver.perform(request, action.command, record.take)
            if record.failure != nil { return }
        } catch let failure as CallFailure {
            if case .reported = failure { return }
            throw failure
        }
        throw Nonconformance("it succeeded with \(what); end with an exit code other than 0")
    }
}

/// Does something that may fail in the plugin's own words.
///
/// - Throws: `ReportedFailure` where it does.
func reported(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let failure as CallFailure {
        guard case .reported(let message, _, _) = failure else { throw failure }
        guard message != FailureMessage.noReason, !message.trimmed.isEmpty else {
            throw Nonconformance("it reports a failure without a message; say why it failed")
        }
        throw ReportedFailure(message: message)
    }
}

/// The same where it is of no interest that it failed.
func answered(_ body: () async throws -> Void) async throws {
    do {
        try await reported(body)
    } catch is ReportedFailure {
        // An answer is an answer.
    }
}

extension Finding {
    /// What makes it the same at the next call.
    var key: String { "\(project)/\(rule)/\(subject)" }
}
