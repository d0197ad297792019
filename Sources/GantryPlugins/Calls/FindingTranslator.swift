import GantryCore
import GantryPluginKit

/// Turns what a plugin found into findings, and holds them to what the protocol says.
struct FindingTranslator: Sendable {
    /// Longer texts are no sentence for people.
    private static let longest = 4_000

    let declaration: ActionDeclaration
    let inputs: [String: Value]
    /// The ids of the projects that the call was about.
    let projects: [String]

    /// - Throws: `CallFailure.misbehaved`, which says what is wrong with it.
    func finding(_ message: FindingMessage) throws(CallFailure) -> Finding {
        let subject = try text(message.subject, "subject", atMost: 200)
        let sentence = try text(message.message, "message", atMost: Self.longest)
        let severity = Finding.Severity(rawValue: message.severity)
        guard let severity else {
            throw .misbehaved(
                "the finding about '\(subject)' has the severity '\(message.severity)'; "
                    + "there are \(Finding.Severity.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let project = try project(message.project, of: subject)
        let rule = try rule(message.rule, of: subject)
        return Finding(
            rule: rule, project: project, subject: subject, stage: try stage(message.stage, severity),
            severity: severity, message: sentence,
            advice: try advice(message.advice)
                ?? Finding.standardAdvice(project: project, rule: rule, subject: subject),
            owner: try optional(message.owner, "owner"), due: try due(message.due, of: subject),
            evidence: try evidence(message.evidence))
    }

    private func text(_ text: String, _ key: String, atMost limit: Int) throws(CallFailure) -> String {
        guard text.contains(where: { !$0.isWhitespace }) else { throw .misbehaved("a finding has an empty '\(key)'") }
        guard text.count <= limit else {
            throw .misbehaved("a finding's '\(key)' has \(text.count) characters, and at most \(limit) are taken")
        }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            throw .misbehaved("a finding's '\(key)' holds a line break or another control character")
        }
        return text
    }

    private func optional(_ text: String?, _ key: String) throws(CallFailure) -> String? {
        guard let text else { return nil }
        return try self.text(text, key, atMost: 400)
    }

    private func advice(_ lines: [String]?) throws(CallFailure) -> [String]? {
        guard let lines else { return nil }
        var advice: [String] = []
        for line in lines { advice.append(try text(line, "advice", atMost: Self.longest)) }
        return advice
    }

    private func project(_ id: String?, of subject: String) throws(CallFailure) -> String {
        guard let id else { return projects.count == 1 ? projects[0] : Finding.portfolio }
        guard projects.contains(id) || id == Finding.portfolio else {
            throw .misbehaved("the finding about '\(subject)' names the project '\(id)', which the call was not about")
        }
        return id
    }

    private func rule(_ name: String?, of subject: String) throws(CallFailure) -> String {
        guard let name else { return declaration.rules.first ?? declaration.name }
        guard declaration.rules.contains(name) else {
            throw .misbehaved(
                "the finding about '\(subject)' names the rule '\(name)'; plugin.yaml has "
                    + declaration.rules.joined(separator: ", "))
        }
        return name
    }

    private func stage(_ stage: StageMessage?, _ severity: Finding.Severity) throws(CallFailure) -> Finding.Stage {
        guard let stage else { return .init(severity.rawValue, rank: severity.stageRank) }
        return .init(try text(stage.name, "stage", atMost: 40), rank: stage.rank)
    }

    private func due(_ text: String?, of subject: String) throws(CallFailure) -> LocalDate? {
        guard let text else { return nil }
        guard let date = LocalDate(text) else {
            throw .misbehaved("the finding about '\(subject)' is due '\(text)', which is not a date such as 2026-12-18")
        }
        return date
    }

    private func evidence(_ message: EvidenceMessage?) throws(CallFailure) -> Evidence {
        guard let message else {
            let inputs = inputs.sorted { $0.key < $1.key }.map { Evidence.Input($0.key, $0.value.description) }
            return Evidence(rule: declaration.summary, inputs: inputs)
        }
        var inputs: [Evidence.Input] = []
        for input in message.inputs {
            let source = input.source.map { SourcePosition(file: $0.file, line: $0.line, column: $0.column) }
            inputs.append(
                Evidence.Input(
                    try text(input.name, "evidence", atMost: 200),
                    try text(input.value, "evidence", atMost: Self.longest), at: source))
        }
        var sums: [String] = []
        for line in message.arithmetic { sums.append(try text(line, "evidence", atMost: Self.longest)) }
        let rule = try message.rule.map { rule throws(CallFailure) in try text(rule, "evidence", atMost: Self.longest) }
        return Evidence(rule: rule ?? declaration.summary, inputs: inputs, arithmetic: sums)
    }
}

extension Finding.Severity {
    fileprivate var stageRank: Int {
        switch self {
        case .info: 1
        case .warning: 2
        case .critical: 3
        }
    }
}
