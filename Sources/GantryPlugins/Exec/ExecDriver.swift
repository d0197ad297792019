import GantryChildren
import GantryCore
import GantryManifest
import GantryPluginKit
import Glibc
import Synchronization

/// `exec`: a process for each call, a request on its input, lines on its output.
struct ExecDriver: PluginDriver {
    /// How one process ended.
    struct Ending: Sendable {
        let exit: ChildOutcome.Exit
        /// Whether it printed a `failure`.
        let hasFailure: Bool
    }

    let command: PluginCommand
    let runner: ChildRunner
    /// Is told how each process ended.
    var ended: (@Sendable (Ending) -> Void)?

    init(command: PluginCommand, runner: ChildRunner) { (self.command, self.runner) = (command, runner) }

    func execute(
        _ call: ActionCall, _ action: PluginManifest.PluginAction,
        take: @escaping @Sendable (PluginLine) async throws -> Void
    ) async throws {
        try await perform(try JSONValue(encoding: call).encoded, action.command, take)
    }

    func deliver(_ call: DeliveryCall, take: @escaping @Sendable (PluginLine) async throws -> Void) async throws {
        try await perform(try JSONValue(encoding: call).encoded, nil, take)
    }

    /// Has the plugin answer one request.
    ///
    /// - Parameter own: the command of the action; nil: the plugin's.
    func perform(
        _ request: [UInt8], _ own: PluginManifest.Command?,
        _ take: @escaping @Sendable (PluginLine) async throws -> Void
    ) async throws {
        let words = (own ?? command.manifest.command)?.words.compactMap(\.literalText) ?? []
        let child = command.command(words, deadline: command.manifest.limits.timeout, input: request)
        let reading = LineReading(take)
        let outcome = await runner.run(child) { stream, text in await reading.take(text, from: stream) }
        await reading.finish()
        ended?(Ending(exit: outcome.exit, hasFailure: reading.hasFailure))
        try Task.checkCancellation()
        // A flood of garbage is a flood first.
        if let problem = await reading.problem, outcome.exit != .flooded { throw problem }
        try reading.judge(outcome, child)
    }
}

/// Reads the lines of one call as they come, and remembers the first that is wrong.
private actor LineReading {
    private let takeLine: @Sendable (PluginLine) async throws -> Void
    private var output = LineSplitter()
    private var errors = LineSplitter()
    private(set) var problem: CallFailure?
    private let said = Mutex(Said())

    /// What the reason of a failure is made of.
    private struct Said {
        var failure: FailureMessage?
        var lastError = ""
    }

    init(_ take: @escaping @Sendable (PluginLine) async throws -> Void) { takeLine = take }

    func take(_ text: String, from stream: ChildStream) async {
        switch stream {
        case .output: for line in output.lines(from: text) { await read(line) }
        case .error: for line in errors.lines(from: text) { await note(line) }
        }
    }

    func finish() async {
        await read(output.last())
        await note(errors.last())
    }

    nonisolated var hasFailure: Bool { said.withLock { $0.failure != nil } }

    private func note(_ line: String) async {
        guard line.contains(where: { !$0.isWhitespace }) else { return }
        // Cut once secrets are taken out of it.
        said.withLock { $0.lastError = String(line.trimmed.prefix(4000)) }
        try? await takeLine(.log(LogMessage(message: line)))
    }

    private func read(_ line: String) async {
        // Once a line was wrong, the rest cannot be trusted either.
        guard problem == nil, line.contains(where: { !$0.isWhitespace }) else { return }
        do {
            let line = try PluginLine(parsing: line)
            if case .failure(let failure) = line { said.withLock { $0.failure = failure } }
            try await takeLine(line)
        } catch let failure as CallFailure {
            problem = failure
        } catch {
            problem = .misbehaved("it printed what is no line of the protocol: \(error)")
        }
    }

    /// - Throws: `CallFailure`, unless the call was a success.
    nonisolated func judge(_ outcome: ChildOutcome, _ command: ChildCommand) throws(CallFailure) {
        let (failure, lastError) = said.withLock { ($0.failure, $0.lastError) }
        switch outcome.exit {
        case .exited(0) where failure == nil: return
        case .exited(let code):
            if let failure { throw failure.asCallFailure }
            let reason = lastError.isEmpty ? "it ended with exit code \(code)" : lastError
            if code == EX_SOFTWARE { throw .misbehaved("it failed by a mistake of its own: \(reason)") }
            if code == EX_DATAERR { throw .misbehaved("it cannot read what plugin.yaml has it given: \(reason)") }
            // 126 and up are the shell's: no program, not executable, ended by a signal.
            throw code < 126 ? .reported(reason) : .misbehaved(reason)
        case .signalled(let signal):
            let last = lastError.isEmpty ? "" : "; it last said: \(lastError)"
            throw .misbehaved("it was ended by signal \(signal)\(last)")
        case .timedOut: throw .misbehaved("it did not end within \(command.deadline.short) and was stopped")
        case .flooded: throw .misbehaved("it printed more than \(command.outputLimit) and was stopped")
        case .couldNotStart(let reason): throw .misbehaved("it could not be started: \(reason)")
        }
    }
}

extension FailureMessage {
    /// What stands in for a message that is missing.
    static let noReason = "it failed, and did not say why"

    var asCallFailure: CallFailure {
        .reported(
            message.trimmed.isEmpty ? Self.noReason : message, retry: retry ?? true,
            retryAfter: retryAfter.flatMap { CalendarSpan($0)?.duration })
    }
}

extension InputTemplate {
    /// The text of a word without expressions.
    var literalText: String? {
        guard case .literal(let value, _) = self else { return nil }
        return value.description
    }
}
