import GantryCore
import GantryPluginKit
import Synchronization

/// What one call of an action has given so far.
final class CallRecord: Sendable {
    /// More is no longer watching, and nobody reads it.
    private static let mostFindings = 10_000

    private struct State {
        var findings: [Finding] = []
        var keys: Set<AlertKey> = []
        var skipped: [String: String] = [:]
        var output: Value?
        var failure: FailureMessage?
    }

    private let translator: FindingTranslator
    private let masking: Masking
    private let log: @Sendable (String) async -> Void
    private let state = Mutex(State())

    /// - Parameter log: takes the text of the run's log.
    init(_ translator: FindingTranslator, masking: Masking, log: @escaping @Sendable (String) async -> Void) {
        (self.translator, self.masking, self.log) = (translator, masking, log)
    }

    /// - Throws: `CallFailure.misbehaved`
    func take(_ line: PluginLine) async throws {
        switch line {
        case .log(let entry):
            let level = entry.level == .info ? "" : "\(entry.level.rawValue): "
            await log(masking.masked("\(level)\(entry.message)\n"))
        case .progress(let progress):
            let words = progress.message.map { " \($0)" } ?? ""
            await log(masking.masked("\(progress.percent) %\(words)\n"))
        case .finding(let message): try add(translator.finding(message))
        case .skipped(let skipped):
            guard translator.projects.contains(skipped.project) || skipped.project == Finding.portfolio else {
                throw CallFailure.misbehaved("it skips the project '\(skipped.project)', which the call was not about")
            }
            state.withLock { $0.skipped[skipped.project] = skipped.message }
            await log(masking.masked("\(skipped.project) was not looked at whole: \(skipped.message)\n"))
        case .output(let value):
            let isSecond = state.withLock { state in
                defer { state.output = state.output ?? masking.masked(Value(value)) }
                return state.output != nil
            }
            if isSecond { throw CallFailure.misbehaved("it gave a second output") }
        case .failure(let failure): state.withLock { $0.failure = failure }
        }
    }

    private func add(_ finding: Finding) throws(CallFailure) {
        let finding = masking.masked(finding)
        let key = AlertKey(workflow: "", project: finding.project, rule: finding.rule, subject: finding.subject)
        let problem: String? = state.withLock { state in
            guard state.keys.insert(key).inserted else { return "it found '\(key)' twice" }
            guard state.findings.count < Self.mostFindings else {
                return "it found more than \(Self.mostFindings) things"
            }
            state.findings.append(finding)
            return nil
        }
        if let problem { throw .misbehaved(problem) }
    }

    /// Why the plugin says that it failed; nil where it does not.
    var failure: FailureMessage? { state.withLock { $0.failure } }

    /// What the call gave, once it has succeeded.
    ///
    /// - Throws: `CallFailure.misbehaved` where the output is not what was declared.
    func result() throws(CallFailure) -> ActionResult {
        let (findings, skipped, given) = state.withLock { ($0.findings, $0.skipped, $0.output) }
        let declaration = translator.declaration
        if let complaint = declaration.outputs.complaint(about: given ?? .null, named: "output") {
            throw .misbehaved(complaint)
        }
        return ActionResult(
            findings: findings,
            evaluated: Set(translator.projects + [Finding.portfolio]).subtracting(skipped.keys),
            rules: Set(declaration.rules), output: given ?? .null)
    }
}

extension [OutputDeclaration] {
    /// What is wrong with an output or a payload; a member that is missing or null is not. Who declares nothing may
    /// give anything.
    func complaint(about value: Value, named noun: String) -> String? {
        switch value {
        case .null: return nil
        case .map(let members):
            for declared in self {
                guard let value = members[declared.name], value != .null else { continue }
                if let complaint = declared.type.complaint(about: value) {
                    return "its \(noun) '\(declared.name)' is wrong: \(complaint)"
                }
            }
            guard !isEmpty else { return nil }
            let unknown = members.keys.filter { name in !contains { $0.name == name } }.min()
            return unknown.map { "its \(noun) has '\($0)', which plugin.yaml does not declare" }
        default: return "its \(noun) is \(value.typeName), and an object is wanted"
        }
    }
}

extension Masking {
    func masked(_ finding: Finding) -> Finding {
        Finding(
            rule: finding.rule, project: finding.project, subject: masked(finding.subject),
            stage: .init(masked(finding.stage.name), rank: finding.stage.rank),
            severity: finding.severity, message: masked(finding.message), advice: finding.advice.map(masked),
            owner: finding.owner.map(masked), due: finding.due,
            evidence: Evidence(
                rule: masked(finding.evidence.rule),
                inputs: finding.evidence.inputs.map { .init(masked($0.name), masked($0.value), at: $0.source) },
                arithmetic: finding.evidence.arithmetic.map(masked)))
    }
}
