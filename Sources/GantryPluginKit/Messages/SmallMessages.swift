/// A text for the run's log.
public struct LogMessage: Hashable, Sendable, Codable {
    public enum Level: String, Hashable, Sendable, Codable, CaseIterable {
        case debug, info, warning, error

        public init(from decoder: any Decoder) throws { self = try decoder.word() }
    }

    public var level: Level
    public var message: String

    public init(level: Level = .info, message: String) { (self.level, self.message) = (level, message) }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        level = try fields.decodeIfPresent(Level.self, forKey: .level) ?? .info
        message = try fields.decode(String.self, forKey: .message)
    }
}

/// How far a call has come.
public struct Progress: Hashable, Sendable, Codable {
    /// From 0 to 100.
    public var percent: Int
    public var message: String?

    public init(percent: Int, message: String? = nil) { (self.percent, self.message) = (percent, message) }

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        percent = try fields.decode(Int.self, forKey: .percent)
        message = try fields.decodeIfPresent(String.self, forKey: .message)
        guard (0...100).contains(percent) else {
            throw DecodingError.dataCorruptedError(
                forKey: .percent, in: fields, debugDescription: "is \(percent), and 0 to 100 is wanted")
        }
    }
}

/// A project that was not looked at.
public struct SkippedMessage: Hashable, Sendable, Codable {
    public var project: String
    public var message: String

    public init(project: String, message: String) { (self.project, self.message) = (project, message) }
}

/// Why a trigger cannot watch, or that it can again. It comes from a plugin that serves, as `trouble`.
public struct TroubleMessage: Hashable, Sendable, Codable {
    public var subscription: String
    /// In words that a person can act on; nil where it is over.
    public var message: String?

    public init(subscription: String, message: String?) { (self.subscription, self.message) = (subscription, message) }
}

/// Why a call failed, in words that a person can act on.
public struct FailureMessage: Hashable, Sendable, Codable {
    public var message: String
    /// For a channel: false where no later try can help.
    public var retry: Bool?
    /// For a channel: `10m`.
    public var retryAfter: String?

    public init(message: String, retry: Bool? = nil, retryAfter: String? = nil) {
        (self.message, self.retry, self.retryAfter) = (message, retry, retryAfter)
    }

    enum CodingKeys: String, CodingKey {
        case message, retry
        case retryAfter = "retry_after"
    }
}

extension Decoder {
    /// One of the words that a type has.
    func word<Word: RawRepresentable<String> & CaseIterable>() throws -> Word {
        let text = try singleValueContainer().decode(String.self)
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorrupted(
                .init(codingPath: codingPath, debugDescription: "is '\(text)', and one of \(words) is wanted"))
        }
        return word
    }
}
