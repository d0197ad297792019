package import GantryPluginKit

/// A talk in `serve`: sends requests, and waits for certain messages among those that come.
package actor PluginTalk {
    package struct Ended: Error {}

    private let send: @Sendable ([UInt8]) async -> Void
    private let read: @Sendable () async -> [UInt8]?
    private var frames = FrameReader(limit: 1 << 20)
    private var unread: [RPCMessage] = []
    private var nextID = 1

    package init(send: @escaping @Sendable ([UInt8]) async -> Void, read: @escaping @Sendable () async -> [UInt8]?) {
        (self.send, self.read) = (send, read)
    }

    package init(_ process: PluginProcess) {
        self.init(send: { await process.write($0) }, read: { await process.read() })
    }

    @discardableResult
    package func request(_ method: String, _ params: JSONValue = [:]) async -> RPCID {
        let id = RPCID.number(nextID)
        nextID += 1
        await tell(.request(id: id, method: method, params: params))
        return id
    }

    package func tell(_ message: RPCMessage) async { await send(FrameWriter.frame(message.encoded)) }

    /// The first message not given yet for which `choose` gives something; what came before it stays for later.
    package func first<Content: Sendable>(_ choose: @Sendable (RPCMessage) throws -> Content?) async throws -> Content {
        var index = 0
        while true {
            while index < unread.count {
                if let content = try choose(unread[index]) {
                    unread.remove(at: index)
                    return content
                }
                index += 1
            }
            guard let bytes = await read() else { throw Ended() }
            for frame in try frames.frames(from: bytes) { unread.append(try RPCMessage(parsing: frame)) }
        }
    }

    /// The next message, whatever it is.
    package func next() async throws -> RPCMessage { try await first { $0 } }

    package func result(of id: RPCID) async throws -> JSONValue {
        try await first { message in
            switch message {
            case .response(id, let result): result
            case .failure(id, let error): throw error
            default: nil
            }
        }
    }

    /// The result of a request.
    ///
    /// - Throws: `RPCError` where it is answered so.
    @discardableResult
    package func ask(_ method: String, _ params: JSONValue = [:]) async throws -> JSONValue {
        try await result(of: request(method, params))
    }

    package func initialize(work: String) async throws {
        _ = try await ask(
            "initialize",
            ["protocol": 1, "name": "sample", "version": "1.0.0", "timezone": "UTC", "work": .string(work)])
    }

    /// The next event that the plugin tells: the id of its request, and its members.
    package func event() async throws -> (request: RPCID, params: JSONValue) {
        try await first { message in
            guard case .request(let id, "event", let params) = message else { return nil }
            return (id, params)
        }
    }

    package func accept(_ request: RPCID, isNew: Bool = true) async {
        await tell(.response(id: request, result: ["accepted": true, "new": .bool(isNew)]))
    }
}
