import GantryChildren
import GantryCore
import GantryManifest
import GantryPluginKit
import Synchronization

/// One life of a plugin that serves, spoken to frame by frame.
final class ServeSession: Sendable {
    struct Frame {
        let number: Int
        let bytes: [UInt8]

        var id: RPCID { .number(number) }
    }

    private struct State {
        var nextID = 1
        var frames: FrameReader
        /// Messages that came while another was waited for.
        var kept: [RPCMessage] = []
    }

    /// What needs no work is answered within this.
    static let patience = Duration.seconds(5)

    let child: ServedChild
    private let manifest: PluginManifest
    private let timeout: Duration
    private let state: Mutex<State>

    init(_ child: ServedChild, limit: Int, timeout: Duration, _ manifest: PluginManifest) {
        (self.child, self.timeout, self.manifest) = (child, timeout, manifest)
        state = Mutex(State(frames: FrameReader(limit: limit)))
    }

    func initialize() async throws {
        let answer = try await answer(
            "initialize",
            .object([
                "protocol": JSONValue(integer: PluginProtocol.version), "name": .string(manifest.name),
                "version": .string(manifest.identity.version), "timezone": "UTC", "work": "/tmp",
            ]))
        guard answer["protocol"]?.integer == PluginProtocol.version else {
            throw Nonconformance("its answer to 'initialize' does not say \"protocol\": \(PluginProtocol.version)")
        }
    }

    func frame(_ method: String, _ params: JSONValue) -> Frame {
        let id = state.withLock { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
        let message = RPCMessage.request(id: .number(id), method: method, params: params)
        return Frame(number: id, bytes: FrameWriter.frame(message.encoded))
    }

    func notify(_ method: String, _ params: JSONValue) async throws {
        try await child.send(FrameWriter.frame(RPCMessage.notification(method: method, params: params).encoded))
    }

    /// Sends a request and waits for its answer.
    func answer(
        _ method: String, _ params: JSONValue, take: ServeConnection.Take? = nil
    ) async throws -> JSONValue {
        let frame = frame(method, params)
        try await child.send(frame.bytes)
        return try await result(frame.id, take: take)
    }

    func refuses(_ method: String, _ params: JSONValue, _ code: Int) async throws {
        let frame = frame(method, params)
        try await child.send(frame.bytes)
        let answer = try await message(answering: frame.id, within: timeout, take: nil)
        guard case .failure(_, let error) = answer else {
            throw Nonconformance("it did not refuse; an error with the code \(code) is wanted")
        }
        guard error.code == code else { throw Nonconformance("it refused with the code \(error.code), not \(code)") }
    }

    /// The result of a request that was sent.
    ///
    /// - Throws: `CallFailure.reported` for an error that the plugin reports in words.
    func result(
        _ id: RPCID, within limit: Duration? = nil, take: ServeConnection.Take? = nil
    ) async throws -> JSONValue {
        switch try await message(answering: id, within: limit ?? timeout, take: take) {
        case .response(_, let result): return result
        case .failure(_, let error):
            if error.code == RPCError.invalidParams {
                throw Nonconformance(
                    "it cannot read what its manifest has it given (error \(error.code)): \(error.message)")
            }
            guard [RPCError.failed, RPCError.cancelled].contains(error.code) else {
                throw Nonconformance("it answered with the error \(error.code): \(error.message)")
            }
            // A call that was given up needs no reason.
            if error.code == RPCError.cancelled { throw ReportedFailure(message: error.message) }
            throw CallFailure.reported(error.message)
        case .request, .notification: throw Nonconformance("it did not answer")
        }
    }

    /// Waits until it has ended by itself.
    func end() async throws {
        let ended = try await within(Self.patience) {
            while try await self.nextMessages() != nil {}
            return true
        }
        if ended == nil { throw Nonconformance("it did not end within 5 seconds") }
    }

    // MARK: Reading

    private func message(
        answering id: RPCID, within limit: Duration, take: ServeConnection.Take?
    ) async throws -> RPCMessage {
        let found = try await GantryPlugins.within(limit) { try await self.search(id, take) }
        guard let found else { throw Nonconformance("it did not answer within \(limit.short)") }
        return found
    }

    private func search(_ id: RPCID, _ take: ServeConnection.Take?) async throws -> RPCMessage {
        var unread = state.withLock { state in
            defer { state.kept = [] }
            return state.kept
        }
        while true {
            var found: RPCMessage?
            for message in unread {
                if found == nil, message.answers(id) {
                    found = message
                } else if case .notification(let method, let params) = message, params["call"] != nil {
                    let line = try PluginLine(type: method, params)
                    try await take?(line)
                } else {
                    state.withLock { $0.kept.append(message) }
                }
            }
            if let found { return found }
            guard let more = try await nextMessages() else { throw Nonconformance("it ended in the middle of a call") }
            unread = more
        }
    }

    /// What came next; nil at the end of its output.
    private func nextMessages() async throws -> [RPCMessage]? {
        guard let bytes = await child.next() else {
            try state.withLock { state in try state.frames.finish() }
            return nil
        }
        do {
            let frames = try state.withLock { state in try state.frames.frames(from: bytes) }
            return try frames.map { frame in try RPCMessage(parsing: frame) }
        } catch {
            throw Nonconformance("\(error)")
        }
    }
}

extension RPCMessage {
    fileprivate func answers(_ id: RPCID) -> Bool {
        switch self {
        case .response(let own, _): own == id
        case .failure(let own, _): own == id
        case .request, .notification: false
        }
    }
}
