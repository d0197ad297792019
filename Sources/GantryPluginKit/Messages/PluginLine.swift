/// What a plugin says during a call: a line of `exec`, a notification of `serve`.
public enum PluginLine: Hashable, Sendable {
    case log(LogMessage)
    case progress(Progress)
    case finding(FindingMessage)
    case skipped(SkippedMessage)
    /// An object.
    case output(JSONValue)
    case failure(FailureMessage)

    /// The words that `type` can be.
    public static let types = ["log", "progress", "finding", "skipped", "output", "failure"]

    /// The name of its type.
    public var type: String {
        switch self {
        case .log: "log"
        case .progress: "progress"
        case .finding: "finding"
        case .skipped: "skipped"
        case .output: "output"
        case .failure: "failure"
        }
    }
}

// MARK: Reading

extension PluginLine {
    /// Reads a line of `exec`.
    ///
    /// - Throws: `MessageProblem`, which says which key is wrong or missing.
    public init(parsing text: String) throws(MessageProblem) {
        let shown = text.count > 80 ? "\(text.prefix(80))…" : text
        let value: JSONValue
        do {
            value = try JSONValue(parsing: Array(text.utf8))
        } catch {
            throw MessageProblem("'\(shown)' is not JSON: \(error)")
        }
        guard case .object = value else { throw MessageProblem("'\(shown)' is not a JSON object") }
        guard let type = value["type"]?.string else { throw MessageProblem("'\(shown)' has no 'type'") }
        try self.init(type: type, value)
    }

    /// Reads a notification of `serve`.
    ///
    /// - Throws: `MessageProblem`, which says which key is wrong or missing.
    public init(type: String, _ params: JSONValue) throws(MessageProblem) {
        func read<Content: Decodable>(_ content: Content.Type) throws(MessageProblem) -> Content {
            do {
                return try params.decode(content)
            } catch {
                throw MessageProblem("a '\(type)' is wrong: \(MessageProblem(error))")
            }
        }
        switch type {
        case "log": self = .log(try read(LogMessage.self))
        case "progress": self = .progress(try read(Progress.self))
        case "finding": self = .finding(try read(FindingMessage.self))
        case "skipped": self = .skipped(try read(SkippedMessage.self))
        case "failure": self = .failure(try read(FailureMessage.self))
        case "output":
            guard let value = params["value"] else { throw MessageProblem("an 'output' is wrong: 'value' is missing") }
            guard case .object = value else {
                throw MessageProblem("an 'output' is wrong: 'value' is \(value.kind), and an object is wanted")
            }
            self = .output(value)
        default: throw MessageProblem("'\(type)' is no type of line; there are \(Self.types.joined(separator: ", "))")
        }
    }
}

// MARK: Writing

extension PluginLine {
    /// Its members, without `type`.
    ///
    /// - Throws: what encoding throws.
    public func members() throws -> [String: JSONValue] {
        let value: JSONValue =
            switch self {
            case .log(let message): try JSONValue(encoding: message)
            case .progress(let message): try JSONValue(encoding: message)
            case .finding(let message): try JSONValue(encoding: message)
            case .skipped(let message): try JSONValue(encoding: message)
            case .output(let value): ["value": value]
            case .failure(let message): try JSONValue(encoding: message)
            }
        guard case .object(let members) = value else { return [:] }
        return members
    }

    /// The line of `exec`, with its line end.
    ///
    /// - Throws: what encoding throws.
    public func encoded() throws -> [UInt8] {
        var members = try members()
        members["type"] = .string(type)
        return JSONValue.object(members).encoded + [UInt8(ascii: "\n")]
    }
}
