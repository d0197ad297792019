/// What people and `gantry check` know of an action: its name, its inputs, an example.
public struct ActionDeclaration: Hashable, Sendable, Codable {
    /// `deadline.check`.
    public let name: String
    /// One sentence.
    public let summary: String
    public let inputs: [InputDeclaration]
    /// What it gives by itself; empty where it does not say.
    public let outputs: [OutputDeclaration]
    /// The rules of the findings it can give: their episodes are resolved when it finds nothing any more.
    public let rules: [String]
    /// A step in YAML, ready to paste.
    public let example: String
    /// Whether doing it twice does no harm: a check is simply run again after a crash, a command is not.
    public let isRepeatable: Bool
    /// Whether its input `project` names one of the portfolio, as that of every monitoring check does.
    public let namesProject: Bool
    /// Whose it is; nil for a built-in one.
    public let plugin: PluginIdentity?

    public init(
        name: String, summary: String, inputs: [InputDeclaration], outputs: [OutputDeclaration] = [],
        rules: [String] = [], example: String, isRepeatable: Bool = true, namesProject: Bool = false,
        plugin: PluginIdentity? = nil
    ) {
        (self.name, self.summary, self.inputs, self.outputs) = (name, summary, inputs, outputs)
        (self.rules, self.example, self.isRepeatable) = (rules, example, isRepeatable)
        (self.namesProject, self.plugin) = (namesProject, plugin)
    }
}

extension ActionDeclaration {
    /// What later steps see below `steps.ID`: its outputs and the counts of what it found; empty where it does not say.
    public var given: [OutputDeclaration] {
        guard !outputs.isEmpty else { return [] }
        return outputs + counts.filter { count in !outputs.contains { $0.name == count.name } }
    }

    /// The counts that each action with rules gives.
    public var counts: [OutputDeclaration] {
        guard !rules.isEmpty else { return [] }
        return [
            OutputDeclaration("findings", .number, "How many findings hold."),
            OutputDeclaration("critical", .number, "How many of them are critical."),
        ]
    }
}

/// One member of what an action gives to later steps, or of what an event carries.
public struct OutputDeclaration: Hashable, Sendable, Codable {
    public let name: String
    public let type: InputType
    public let summary: String

    public init(_ name: String, _ type: InputType, _ summary: String) {
        (self.name, self.type, self.summary) = (name, type, summary)
    }
}

public struct InputDeclaration: Hashable, Sendable, Codable {
    public let name: String
    public let type: InputType
    public let isRequired: Bool
    /// What is taken where the step says nothing; nil: nothing.
    public let defaultValue: Value?
    /// A value that it could have; nil where none is known.
    public let example: Value?
    public let summary: String

    public init(
        _ name: String, _ type: InputType, required: Bool = false, default defaultValue: Value? = nil,
        example: Value? = nil, _ summary: String
    ) {
        (self.name, self.type, self.isRequired) = (name, type, required)
        (self.defaultValue, self.example, self.summary) = (defaultValue, example, summary)
    }
}

/// The types of inputs. What is more than JSON is written as a text with a form of its own.
public indirect enum InputType: Hashable, Sendable, Codable, CustomStringConvertible {
    case text, number, bool, any
    /// `10m`, `2h`.
    case duration
    /// `3wd`.
    case workingDays
    /// `80%`.
    case percent
    case list(InputType)
    /// Names to texts.
    case map(InputType)
    case oneOf([String])

    public var description: String {
        switch self {
        case .text: "text"
        case .number: "number"
        case .bool: "bool"
        case .any: "any"
        case .duration: "duration"
        case .workingDays: "working days"
        case .percent: "percent"
        case .list(let element): "list of \(element)"
        case .map(let element): "map to \(element)"
        case .oneOf(let words): words.joined(separator: " | ")
        }
    }

    /// What is wrong with a value of this type; nil where it fits.
    public func complaint(about value: Value) -> String? {
        switch (self, value) {
        case (.any, _), (.text, .text), (.number, .number), (.bool, .bool): nil
        case (.duration, .text(let text)):
            CalendarSpan(text)?.duration == nil ? "'\(text)' is not a duration such as 90s, 10m or 2h" : nil
        case (.workingDays, .text(let text)):
            (WorkingDays(text)?.count ?? -1) < 0 ? "'\(text)' is not a number of working days such as 3wd" : nil
        case (.percent, .text(let text)): Percent(text) == nil ? "'\(text)' is not a percentage such as 80%" : nil
        case (.oneOf(let words), .text(let text)):
            words.contains(text) ? nil : "'\(text)' is not one of \(words.joined(separator: ", "))"
        case (.list(let element), .list(let values)): values.lazy.compactMap(element.complaint).first
        case (.map(let element), .map(let members)): members.values.lazy.compactMap(element.complaint).first
        default: "this is \(value.typeName), and \(self) is wanted"
        }
    }
}
