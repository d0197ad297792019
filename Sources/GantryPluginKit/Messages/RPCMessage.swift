/// What a request of JSON-RPC is known by.
public enum RPCID: Hashable, Sendable, Codable, CustomStringConvertible {
    case number(Int)
    case string(String)

    /// Nil where the value is neither a whole number nor a text.
    public init?(_ value: JSONValue) {
        if let number = value.integer {
            self = .number(number)
        } else if let text = value.string {
            self = .string(text)
        } else {
            return nil
        }
    }

    /// As it stands in a message.
    public var value: JSONValue {
        switch self {
        case .number(let number): JSONValue(integer: number)
        case .string(let text): .string(text)
        }
    }

    public var description: String { "\(value)" }

    public init(from decoder: any Decoder) throws {
        guard let id = RPCID(try JSONValue(from: decoder)) else {
            let words = "is neither a whole number nor a text"
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: words))
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
}

/// Why a request failed.
public struct RPCError: Error, Hashable, Sendable, Codable {
    /// What was sent is no JSON.
    public static let parseError = -32700
    /// What was sent is no request.
    public static let invalidRequest = -32600
    public static let methodNotFound = -32601
    /// An action, channel, trigger or subscription that is not there.
    public static let invalidParams = -32602
    /// A mistake of the plugin's own code, which nobody but its author can mend.
    public static let internalError = -32603
    /// The call was given up.
    public static let cancelled = -32800
    /// A failure that the other side reports in words.
    public static let failed = 1

    public var code: Int
    public var message: String
    public var data: JSONValue?

    public init(code: Int, message: String, data: JSONValue? = nil) {
        (self.code, self.message, self.data) = (code, message, data)
    }
}

/// A message of JSON-RPC 2.0. Source: https://www.jsonrpc.org/specification
public enum RPCMessage: Hashable, Sendable {
    case request(id: RPCID, method: String, params: JSONValue)
    case notification(method: String, params: JSONValue)
    case response(id: RPCID, result: JSONValue)
    /// The id is nil where the other side could not read it.
    case failure(id: RPCID?, RPCError)
}

extension RPCMessage {
    /// Reads the content of a frame.
    ///
    /// - Throws: `MessageProblem`
    public init(parsing bytes: [UInt8]) throws(MessageProblem) {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw MessageProblem("a frame is not JSON: \(error)")
        }
        guard case .object(let members) = value else { throw MessageProblem("a frame is no JSON object") }
        guard members["jsonrpc"] == "2.0" else { throw MessageProblem("a frame does not say \"jsonrpc\": \"2.0\"") }
        let id = try Self.id(members["id"])
        if let method = members["method"] {
            guard let method = method.string else { throw MessageProblem("the 'method' of a frame is no text") }
            let params = members["params"] ?? .object([:])
            self =
                id.map { .request(id: $0, method: method, params: params) }
                ?? .notification(method: method, params: params)
        } else if let error = members["error"] {
            self = .failure(id: id, try Self.error(error))
        } else if let id, let result = members["result"] {
            self = .response(id: id, result: result)
        } else if members["result"] != nil {
            throw MessageProblem("a frame with a 'result' has no 'id'")
        } else {
            throw MessageProblem("a frame has neither 'method' nor 'result' nor 'error'")
        }
    }

    private static func id(_ value: JSONValue?) throws(MessageProblem) -> RPCID? {
        guard let value, value != .null else { return nil }
        guard let id = RPCID(value) else {
            throw MessageProblem("the 'id' of a frame is \(value.kind), and a whole number or a text is wanted")
        }
        return id
    }

    private static func error(_ value: JSONValue) throws(MessageProblem) -> RPCError {
        do {
            return try value.decode(RPCError.self)
        } catch {
            throw MessageProblem(error, below: "error")
        }
    }

    /// As the content of a frame.
    public var encoded: [UInt8] {
        var members: [String: JSONValue] = ["jsonrpc": "2.0"]
        switch self {
        case .request(let id, let method, let params):
            (members["id"], members["method"], members["params"]) = (id.value, .string(method), params)
        case .notification(let method, let params): (members["method"], members["params"]) = (.string(method), params)
        case .response(let id, let result): (members["id"], members["result"]) = (id.value, result)
        case .failure(let id, let error):
            var content: [String: JSONValue] = [
                "code": JSONValue(integer: error.code), "message": .string(error.message),
            ]
            content["data"] = error.data
            (members["id"], members["error"]) = (id?.value ?? .null, .object(content))
        }
        return JSONValue.object(members).encoded
    }
}
