/// What is wrong with a message, in words for its author.
public struct MessageProblem: Error, Hashable, Sendable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }

    /// What could not be decoded, by its key: `'inputs.host' is missing`.
    ///
    /// - Parameter prefix: what stands before the first key, as `inputs`.
    public init(_ error: any Error, below prefix: String? = nil) {
        if let problem = error as? MessageProblem {
            self = problem
            return
        }
        let (path, words): ([any CodingKey], String) =
            switch error {
            case DecodingError.keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case DecodingError.typeMismatch(_, let context): (context.codingPath, context.debugDescription)
            case DecodingError.valueNotFound(_, let context): (context.codingPath, context.debugDescription)
            case DecodingError.dataCorrupted(let context): (context.codingPath, context.debugDescription)
            default: ([], "\(error)")
            }
        let keys = path.map(\.stringValue).reduce(prefix ?? "") { path, key in
            path.isEmpty || key.hasPrefix("[") ? path + key : "\(path).\(key)"
        }
        // The words of an author are a sentence by themselves.
        let colon = error.pluginFailure == nil ? "" : ":"
        description = keys.isEmpty ? words : "'\(keys)'\(colon) \(words)"
    }
}

extension Error {
    /// What an author threw while a value was decoded.
    var pluginFailure: PluginFailure? {
        switch self as any Error {
        case let failure as PluginFailure: failure
        case DecodingError.dataCorrupted(let context): context.underlyingError as? PluginFailure
        default: nil
        }
    }
}
