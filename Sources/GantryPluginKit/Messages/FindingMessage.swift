/// A stage of a finding: people are told again when the rank rises.
public struct StageMessage: Hashable, Sendable, Codable {
    /// `3wd`. It is not empty.
    public var name: String
    public var rank: Int

    public init(name: String, rank: Int) { (self.name, self.rank) = (name, rank) }
}

/// Why a finding holds.
public struct EvidenceMessage: Hashable, Sendable, Codable {
    public struct Source: Hashable, Sendable, Codable {
        public var file: String
        public var line: Int
        public var column: Int

        public init(file: String, line: Int, column: Int = 1) {
            (self.file, self.line, self.column) = (file, line, column)
        }

        public init(from decoder: any Decoder) throws {
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            file = try fields.decode(String.self, forKey: .file)
            line = try fields.decode(Int.self, forKey: .line)
            column = try fields.decodeIfPresent(Int.self, forKey: .column) ?? 1
        }
    }

    public struct Input: Hashable, Sendable, Codable {
        public var name: String
        public var value: String
        public var source: Source?

        public init(name: String, value: String, source: Source? = nil) {
            (self.name, self.value, self.source) = (name, value, source)
        }
    }

    /// The rule as a sentence.
    public var rule: String?
    public var inputs: [Input]
    /// The sums, a line each.
    public var arithmetic: [String]

    public init(rule: String? = nil, inputs: [Input] = [], arithmetic: [String] = []) {
        (self.rule, self.inputs, self.arithmetic) = (rule, inputs, arithmetic)
    }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        rule = try fields.decodeIfPresent(String.self, forKey: .rule)
        inputs = try fields.decodeIfPresent([Input].self, forKey: .inputs) ?? []
        arithmetic = try fields.decodeIfPresent([String].self, forKey: .arithmetic) ?? []
    }
}

/// Something that holds now.
public struct FindingMessage: Hashable, Sendable, Codable {
    /// How bad it is.
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        case info, warning, critical
    }

    /// A path: `host/crm`. It is not empty.
    public var subject: String
    /// One of ``Severity``; as a text, so that a wrong one can be named.
    public var severity: String
    /// A sentence for people, without line breaks.
    public var message: String
    public var project: String?
    public var rule: String?
    public var stage: StageMessage?
    public var owner: String?
    public var due: String?
    public var advice: [String]?
    public var evidence: EvidenceMessage?

    public init(
        subject: String, severity: String, message: String, project: String? = nil, rule: String? = nil,
        stage: StageMessage? = nil, owner: String? = nil, due: String? = nil, advice: [String]? = nil,
        evidence: EvidenceMessage? = nil
    ) {
        (self.subject, self.severity, self.message, self.project) = (subject, severity, message, project)
        (self.rule, self.stage, self.owner, self.due) = (rule, stage, owner, due)
        (self.advice, self.evidence) = (advice, evidence)
    }
}
