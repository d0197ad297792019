import GantryChildren
import GantryCore
import GantryManifest
import GantryPluginKit
import Glibc
import Synchronization

/// What is said with one living child, from its start to its end.
struct Conversation: Sendable {
    let connection: ServeConnection
    let context: PluginContext
    let driver: ServeDriver
    private let errors = ErrorLines()
    /// The subscriptions that the plugin says it cannot watch for.
    private let troubled = Shared<Set<String>>([])

    init(connection: ServeConnection, context: PluginContext, driver: ServeDriver) {
        (self.connection, self.context, self.driver) = (connection, context, driver)
    }

    /// Starts the child, and talks with it until it ends or the task is cancelled.
    ///
    /// - Returns: why it ended, in words.
    func hold(with command: ChildCommand, _ runner: ChildRunner) async -> String {
        do {
            let (exit, reason) = try await runner.serve(command, onError: say) { child in await talk(with: child) }
            return words(exit, reason)
        } catch {
            return "\(error)"
        }
    }

    /// What is said first tells the most: a crash shows as the end of the output.
    private func words(_ exit: ChildOutcome.Exit, _ reason: String?) -> String {
        let hasOnlyEnded = reason == nil || reason == Self.outputEnded
        return switch exit {
        case .couldNotStart(let why): "it could not be started: \(why)"
        case .exited(let code) where hasOnlyEnded: "it ended with exit code \(code)\(errors.lastWords)"
        case .signalled(let signal) where signal != SIGTERM && hasOnlyEnded:
            "it was ended by signal \(signal)\(errors.lastWords)"
        default: reason ?? "it ended"
        }
    }

    private static let outputEnded = "its output ended"

    /// Whole lines only: half a secret is not told from other text.
    private func say(_ text: String) async {
        for line in errors.lines(from: text) where line.contains(where: { !$0.isWhitespace }) {
            context.report(.said(context.identity, context.masking.masked(line)))
        }
    }

    /// The first of these tasks that has a reason ends them all.
    private func talk(with child: ServedChild) async -> String {
        await withTaskGroup(of: String?.self) { group in
            group.addTask { await write(to: child) }
            group.addTask { await read(from: child) }
            group.addTask { await watchAbandoned() }
            group.addTask { await watchEnd() }
            group.addTask { await noteUptime() }
            group.addTask { await introduceAndSubscribe() }
            defer { group.cancelAll() }
            for await reason in group {
                // Whoever waits for an answer is told once it is known how the child ended, too.
                if let reason { return reason }
            }
            return "it ended"
        }
    }

    private func write(to child: ServedChild) async -> String? {
        for await frame in connection.outgoing {
            do {
                try await child.send(frame)
            } catch {
                return nil
            }
        }
        return connection.endReason
    }

    private func read(from child: ServedChild) async -> String? {
        var frames = FrameReader(limit: context.manifest.limits.output)
        do {
            while let bytes = await child.next() {
                for frame in try frames.frames(from: bytes) {
                    let message = try RPCMessage(parsing: frame)
                    guard
                        let own = try await connection.receive(
                            message, size: frame.count, limit: context.manifest.limits.output)
                    else { continue }
                    try await take(own)
                }
            }
            try frames.finish()
            return Self.outputEnded
        } catch let failure as CallFailure {
            return failure.message
        } catch {
            return "it sent what is no frame of the protocol: \(error)"
        }
    }

    /// What the plugin says or asks by itself.
    private func take(_ message: RPCMessage) async throws {
        switch message {
        case .notification("log", let params):
            context.report(.said(context.identity, context.masking.masked(params["message"]?.string ?? "")))
        case .notification("trouble", let params):
            guard let watched = driver.subscriptions.first(where: { $0.id == params["subscription"]?.string }) else {
                break
            }
            let trouble = params["message"]?.string.map(context.masking.masked)
            troubled.value.withLock { if trouble == nil { $0.remove(watched.id) } else { $0.insert(watched.id) } }
            context.report(.watching(context.identity, watched, trouble: trouble))
        case .notification(let method, _):
            throw CallFailure.misbehaved("it said '\(method)' for no call")
        case .request(let id, "event", let params): await event(id, params)
        case .request(let id, let method, _):
            connection.refuse(id, code: RPCError.methodNotFound, "there is no method '\(method)'")
        case .response, .failure: break
        }
    }

    /// Stores an event before it is answered, so that the plugin can forget it.
    private func event(_ id: RPCID, _ params: JSONValue) async {
        guard let name = params["subscription"]?.string, let event = params["id"]?.string, !event.isEmpty,
            event.utf8.count <= 256
        else {
            return connection.refuse(
                id, code: RPCError.invalidParams, "an event has a subscription and an id of 1 to 256 bytes")
        }
        guard let subscription = driver.subscriptions.first(where: { $0.id == name }) else {
            return connection.refuse(id, code: RPCError.invalidParams, "there is no subscription '\(name)' any more")
        }
        let payload = context.masking.masked(params["payload"].map(Value.init) ?? .null)
        let declared = context.manifest.triggers.first { $0.name == subscription.event.name }?.outputs ?? []
        if let complaint = declared.complaint(about: payload, named: "payload") {
            context.misbehaved("the event '\(event)' was refused: \(complaint)")
            return connection.refuse(id, code: RPCError.invalidParams, complaint)
        }
        do {
            let isNew = try await context.sink(subscription, event, payload)
            context.behaved()
            connection.answer(id, .object(["accepted": .bool(true), "new": .bool(isNew)]))
        } catch {
            connection.refuse(id, code: RPCError.failed, "it could not be stored: \(error)")
        }
    }

    /// Whoever gave the connection up ends the child, even one that neither reads nor ends by itself.
    private func watchEnd() async -> String? {
        for await _ in connection.ended {}
        return connection.endReason
    }

    /// A plugin that has run for long behaves well, also where nobody calls it.
    private func noteUptime() async -> String? {
        let limit = context.clock.now + Backoff.longest
        do {
            while context.clock.now < limit { try await context.clock.sleep(until: limit) }
            context.behaved()
        } catch {
            // The conversation ends before.
        }
        return nil
    }

    /// A call that was given up is to be answered soon all the same; who does not is stopped.
    private func watchAbandoned() async -> String? {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await id in connection.givenUp {
                    do { try await Task.sleep(for: context.patience) } catch { return false }
                    if connection.owes(id) { return true }
                }
                return false
            }
            return await group.next() == true ? "it does not give up a call that was cancelled" : nil
        }
    }

    private func introduceAndSubscribe() async -> String? {
        do {
            let answer = try await within(context.startTime) {
                try await connection.request(
                    "initialize",
                    .object([
                        "protocol": JSONValue(integer: PluginProtocol.version), "name": .string(context.identity.name),
                        "version": .string(context.identity.version), "timezone": .string(context.timeZone()),
                        "work": .string(driver.command.workFolder),
                    ]))
            }
            guard let answer else { return "it did not answer 'initialize' within \(context.startTime.short)" }
            guard answer["protocol"]?.integer == PluginProtocol.version else {
                let version = answer["protocol"].map { "\(Value($0))" } ?? "none"
                return "it speaks version \(version) of the protocol, and Gantry \(PluginProtocol.version)"
            }
            driver.ready(connection)
        } catch let failure as CallFailure {
            return failure.message
        } catch {
            return nil
        }
        var subscribed: [Subscription] = []
        for await _ in connection.subscriptionHints {
            let wanted = driver.subscriptions
            for gone in subscribed where !wanted.contains(gone) {
                let params = JSONValue.object(["subscription": .string(gone.id)])
                _ = try? await within(context.patience * 2) { try await connection.request("unsubscribe", params) }
            }
            for new in wanted where !subscribed.contains(new) { await subscribe(to: new) }
            subscribed = wanted
        }
        return nil
    }

    private func subscribe(to subscription: Subscription) async {
        do {
            let secrets = try context.secrets().mapValues(JSONValue.string)
            let params = JSONValue.object([
                "subscription": .string(subscription.id), "trigger": .string(subscription.event.name),
                "inputs": .object(subscription.event.inputs.mapValues(JSONValue.init)), "secrets": .object(secrets),
            ])
            let answer = try await within(context.patience * 2) { try await connection.request("subscribe", params) }
            guard answer != nil else { throw CallFailure.misbehaved("it did not answer 'subscribe'") }
            // It may have said otherwise by now.
            guard !troubled.value.withLock({ $0.contains(subscription.id) }) else { return }
            context.report(.watching(context.identity, subscription, trouble: nil))
        } catch let failure as CallFailure {
            let reason = context.masking.masked(failure.message)
            context.report(.watching(context.identity, subscription, trouble: reason))
        } catch {
            // The conversation ends.
        }
    }
}

/// A value that the tasks of a conversation share.
private final class Shared<Content: Sendable>: Sendable {
    let value: Mutex<Content>

    init(_ content: sending Content) { value = Mutex(content) }
}

/// What a plugin prints as errors, cut into lines.
private final class ErrorLines: Sendable {
    /// A line that is longer is given in parts.
    private static let longest = 16_384

    private let state = Mutex((splitter: LineSplitter(), last: ""))

    func lines(from text: String) -> [String] {
        state.withLock { state in
            var lines = state.splitter.lines(from: text)
            if state.splitter.length > Self.longest { lines.append(state.splitter.last()) }
            if let last = lines.last(where: { $0.contains { !$0.isWhitespace } }) { state.last = last }
            return lines
        }
    }

    /// The end of a sentence about how it ended; empty where it said nothing.
    var lastWords: String {
        let last = state.withLock { $0.last.trimmed }
        return last.isEmpty ? "" : "; it last said: \(last.prefix(400))"
    }
}

/// The value of `body`; nil when it takes longer than `limit`.
func within<Content: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws -> Content
) async throws -> Content? {
    try await withThrowingTaskGroup(of: Content?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
}
