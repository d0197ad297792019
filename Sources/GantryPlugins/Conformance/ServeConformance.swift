import GantryChildren
import GantryCore
import GantryManifest
import GantryPluginKit
import Synchronization

/// What a plugin of `serve` is held to.
struct ServeConformance: Sendable {
    let calls: SampleCalls
    let command: PluginCommand
    let runner: ChildRunner

    private var manifest: PluginManifest { calls.manifest }

    func run(_ checks: ConformanceRunner) async {
        let starts = await checks.check("starts, says its version, and ends when told") {
            try await session { session in
                try await session.initialize()
                _ = try await session.answer("shutdown", [:])
                try await session.end()
            }
        }
        guard starts else { return checks.skip(manifest.allChecks, because: "it does not start and end as it should") }
        await checks.check("ends when its input ends") {
            try await session { session in
                try await session.initialize()
                session.child.closeInput()
                try await session.end()
            }
        }
        await checkFrames(checks)
        for action in manifest.actions { await check(action.declaration, checks) }
        await checkUnknownAction(checks)
        for channel in manifest.channels {
            await checks.check("\(channel.name) takes a message, or says why it does not") {
                try await session { session in
                    try await session.initialize()
                    try await reported {
                        _ = try await session.answer("deliver", try JSONValue(encoding: calls.call(of: channel)))
                    }
                }
            }
        }
        for trigger in manifest.triggers { await check(trigger, checks) }
    }

    private func checkFrames(_ checks: ConformanceRunner) async {
        await checks.check("reads frames that come in pieces, and two at once") {
            try await session { session in
                try await session.initialize()
                let frame = session.frame("ping", [:])
                for byte in frame.bytes { try await session.child.send([byte]) }
                _ = try await session.result(frame.id)
                let (first, second) = (session.frame("ping", [:]), session.frame("ping", [:]))
                try await session.child.send(first.bytes + second.bytes)
                _ = try await session.result(first.id)
                _ = try await session.result(second.id)
            }
        }
        await checks.check("refuses a method that it does not know") {
            try await session { session in
                try await session.initialize()
                try await session.refuses("no-such-method", [:], RPCError.methodNotFound)
                _ = try await session.answer("ping", [:])
            }
        }
    }

    private func check(_ action: ActionDeclaration, _ checks: ConformanceRunner) async {
        _ = await checks.call(action.name, "\(action.name) answers as its manifest says") {
            let given = Mutex<ActionResult?>(nil)
            try await session { session in
                try await session.initialize()
                let result = try await perform(action, session)
                given.withLock { $0 = result }
            }
            guard let result = given.withLock({ $0 }) else { throw Nonconformance("it did not answer") }
            return Answered(result: result)
        }
        await checks.check("\(action.name) answers two calls at a time, and a ping meanwhile") {
            try await session { session in
                try await session.initialize()
                let params = try JSONValue(encoding: calls.call(of: action))
                let frames = [
                    session.frame("execute", params), session.frame("execute", params), session.frame("ping", [:]),
                ]
                try await session.child.send(frames.flatMap(\.bytes))
                _ = try await session.result(frames[2].id)
                for frame in frames[..<2] { try await answered { _ = try await session.result(frame.id) } }
            }
        }
        await checks.check("\(action.name) answers a call that is given up") {
            try await session { session in
                try await session.initialize()
                let call = session.frame("execute", try JSONValue(encoding: calls.call(of: action)))
                try await session.child.send(call.bytes)
                try await session.notify("cancel", ["call": JSONValue(integer: call.number)])
                try await answered { _ = try await session.result(call.id, within: ServeSession.patience) }
            }
        }
    }

    private func checkUnknownAction(_ checks: ConformanceRunner) async {
        guard let action = manifest.actions.first?.declaration else { return }
        await checks.check("refuses an action that it does not have") {
            try await session { session in
                try await session.initialize()
                let call = calls.call(of: action, named: "\(manifest.name).no-such-action")
                try await session.refuses("execute", try JSONValue(encoding: call), RPCError.invalidParams)
            }
        }
    }

    private func perform(_ action: ActionDeclaration, _ session: ServeSession) async throws -> ActionResult {
        let record = calls.record(of: action)
        try await reported {
            let answer = try await session.answer(
                "execute", try JSONValue(encoding: calls.call(of: action)), take: record.take)
            if let output = answer["output"], output != .null { try await record.take(.output(output)) }
        }
        return try record.result()
    }

    private func check(_ trigger: TriggerDeclaration, _ checks: ConformanceRunner) async {
        await checks.check("\(trigger.name) takes a subscription, and its end") {
            try await session { session in
                try await session.initialize()
                try await reported {
                    _ = try await session.answer("subscribe", calls.subscription(of: trigger))
                    _ = try await session.answer("unsubscribe", ["subscription": "verify/trigger"])
                }
            }
        }
    }

    /// Starts the plugin for one check.
    private func session(_ body: @escaping @Sendable (ServeSession) async throws -> Void) async throws {
        let words = manifest.command?.words.compactMap(\.literalText) ?? []
        let child = command.command(words, deadline: .zero, input: [])
        let errors = Mutex("")
        do {
            let (exit, _) = try await runner.serve(child, onError: { text in errors.withLock { $0 += text } }) {
                child in
                try await body(
                    ServeSession(child, limit: manifest.limits.output, timeout: manifest.limits.timeout, manifest))
            }
            if case .couldNotStart(let reason) = exit { throw Nonconformance("it could not be started: \(reason)") }
        } catch let problem as Nonconformance {
            let last =
                errors.withLock { $0 }.split(whereSeparator: \.isNewline).last.map { "; it last said: \($0)" } ?? ""
            throw Nonconformance(problem.reason + last)
        }
    }
}
