/// Why a finding holds: the rule in words, each input with its place, and the sums, so that anyone can check them.
public struct Evidence: Hashable, Sendable, Codable {
    /// One figure that went into the rule.
    public struct Input: Hashable, Sendable, Codable {
        /// What it is, in the words of the file: `due`, `budget`, `spent`.
        public let name: String
        public let value: String
        /// Where it was written; nil for what comes from elsewhere, such as today's date.
        public let source: SourcePosition?

        public init(_ name: String, _ value: String, at source: SourcePosition? = nil) {
            (self.name, self.value, self.source) = (name, value, source)
        }
    }

    /// The rule as a sentence: `a task is told about 10, 3 and 1 working days before it is due`.
    public let rule: String
    public let inputs: [Input]
    /// The sums, a line each, as a person would write them: `25,040.00 + 16,460.00 = 41,500.00 EUR`.
    public let arithmetic: [String]

    public init(rule: String, inputs: [Input] = [], arithmetic: [String] = []) {
        (self.rule, self.inputs, self.arithmetic) = (rule, inputs, arithmetic)
    }
}

extension Evidence: JSONWritable {
    package func write(to json: inout JSONBytes) {
        json.map { json in
            json.key("arithmetic")
            json.list(arithmetic) { $0.text($1) }
            json.key("inputs")
            json.list(inputs) { $1.write(to: &$0) }
            json.member("rule", rule)
        }
    }
}

extension Evidence.Input: JSONWritable {
    package func write(to json: inout JSONBytes) {
        json.map { json in
            json.member("name", name)
            if let source {
                json.key("source")
                source.write(to: &json)
            }
            json.member("value", value)
        }
    }
}
