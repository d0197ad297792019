import GantryChildren
import GantryCore
import GantryManifest
import GantryPluginKit
import GantryWorkflow
import Synchronization

/// `nagios`: a monitoring check, whose exit code and first line say how things are.
struct NagiosDriver: PluginDriver {
    private enum State: Int32 {
        case ok, warning, critical, unknown

        var name: String { "\(self)" }
    }

    let command: PluginCommand
    let runner: ChildRunner

    func execute(
        _ call: ActionCall, _ action: PluginManifest.PluginAction,
        take: @escaping @Sendable (PluginLine) async throws -> Void
    ) async throws {
        let inputs = call.inputs.mapValues(Value.init)
        try Self.check(inputs["project"]?.text, among: call.projects.map(\.id))
        let words = try words(of: action.command ?? command.manifest.command, inputs)
        let child = command.command(words, deadline: command.manifest.limits.timeout, input: [])
        let printed = Mutex((output: "", errors: ""))
        let outcome = await runner.run(child) { stream, text in
            printed.withLock { stream == .output ? ($0.output += text) : ($0.errors += text) }
        }
        try Task.checkCancellation()
        let (output, errors) = printed.withLock { $0 }
        try? await take(.log(LogMessage(message: (output + errors).trimmed)))
        let said = NagiosOutput(output)
        for word in said.unread {
            let text = "the performance data '\(word)' cannot be read, and is left out"
            try? await take(.log(LogMessage(level: .warning, message: text)))
        }
        let state = try Self.state(outcome, child, said: said, errors: errors)
        let message = Self.message(said, errors)
        if state != .ok { try await take(.finding(finding(state, message, said, inputs, action.declaration))) }
        try await take(
            .output(
                JSONValue([
                    "state": .text(state.name), "message": .text(message), "long": .text(said.long),
                    "measures": .list(said.measures.map(\.asValue)),
                ])))
    }

    func deliver(_ call: DeliveryCall, take: @escaping @Sendable (PluginLine) async throws -> Void) async throws {
        throw CallFailure.impossible("a monitoring check has no channels")
    }

    /// A project that is not there is a mistake of the workflow, and no fault of the check.
    private static func check(_ project: String?, among known: [String]) throws(CallFailure) {
        guard let project, project != Finding.portfolio, !known.contains(project) else { return }
        let near = suggestion(for: project, among: known).map { "; did you mean '\($0)'?" } ?? ""
        throw .impossible("there is no project '\(project)'\(near)")
    }

    /// What it says about its state: some checks print it as an error, and some print nothing.
    private static func message(_ said: NagiosOutput, _ errors: String) -> String {
        if !said.message.isEmpty { return said.message }
        let lines = errors.split(whereSeparator: \.isNewline).map { String($0).trimmed }
        return lines.last { !$0.isEmpty } ?? "(no output)"
    }

    private static func state(
        _ outcome: ChildOutcome, _ command: ChildCommand, said: NagiosOutput, errors: String
    ) throws(CallFailure) -> State {
        switch outcome.exit {
        case .exited(let code):
            guard let state = State(rawValue: code) else {
                let words = [said.message, errors.trimmed].first { !$0.isEmpty } ?? "it said nothing"
                throw .misbehaved("the check ended with exit code \(code), which is no state: \(words)")
            }
            return state
        case .signalled(let signal): throw .misbehaved("the check was ended by signal \(signal)")
        case .timedOut: throw .misbehaved("the check did not end within \(command.deadline.short) and was stopped")
        case .flooded: throw .misbehaved("the check printed more than \(command.outputLimit) and was stopped")
        case .couldNotStart(let reason): throw .misbehaved("the check could not be started: \(reason)")
        }
    }

    private func finding(
        _ state: State, _ message: String, _ said: NagiosOutput, _ inputs: [String: Value],
        _ declaration: ActionDeclaration
    ) -> FindingMessage {
        let measures = said.measures.prefix(20).map { measure in
            let limits = [("warn", measure.warn), ("crit", measure.crit)].filter { !$0.1.isEmpty }
            let words = limits.map { ", \($0.0) \($0.1)" }.joined()
            return EvidenceMessage.Input(
                name: measure.label, value: measure.value.map { "\($0)\(measure.unit)\(words)" } ?? "not known")
        }
        let name = declaration.name.split(separator: ".").last.map(String.init) ?? declaration.name
        return FindingMessage(
            subject: inputs["subject"]?.text ?? name, severity: state == .critical ? "critical" : "warning",
            message: String(message.plainText.prefix(4000)), project: inputs["project"]?.text,
            owner: inputs["owner"]?.text,
            evidence: EvidenceMessage(
                rule: "the check says \(state.name)", inputs: Array(measures),
                arithmetic: said.long.split(separator: "\n").prefix(20).map { String($0).plainText }))
    }

    /// The program and its arguments, with the inputs put in: a word that is null is left out, a group of words of
    /// which one is null too, and a list becomes as many words.
    private func words(
        of command: PluginManifest.Command?, _ inputs: [String: Value]
    ) throws(CallFailure) -> [String] {
        var words: [String] = []
        for template in command?.words ?? [] {
            do {
                words += try Self.words(of: template, ["inputs": .map(inputs)])
            } catch {
                throw .impossible(error.description)
            }
        }
        return words
    }

    private static func words(of template: InputTemplate, _ scope: Scope) throws(EvaluationProblem) -> [String] {
        var group = [template]
        if case .list(let elements, _) = template { group = elements }
        var words: [String] = []
        for element in group {
            guard let value = try value(of: element, scope) else { return [] }
            words += value.list?.map(\.description) ?? [value.description]
        }
        return words
    }

    /// Nil also for a text with an expression in it that is null: `--host=${{ inputs.host }}`.
    private static func value(of template: InputTemplate, _ scope: Scope) throws(EvaluationProblem) -> Value? {
        if case .text(let parts, _) = template {
            for case .expression(let expression) in parts {
                if try Evaluator().evaluate(expression, in: scope) == .null { return nil }
            }
        }
        let value = try Evaluator().evaluate(template, in: scope)
        return value == .null ? nil : value
    }
}

extension String {
    /// Control characters as spaces, so that it can stand in a message.
    fileprivate var plainText: String { printable(" ").trimmed }
}
