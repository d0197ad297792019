import FoundationEssentials
import GantryCore

/// Asks a daemon through its socket. Each call is one request on a connection of its own.
package struct ControlClient: Sendable {
    package let place: SocketLocator.Place
    /// How long an answer may take.
    package let timeout: Duration

    package init(_ place: SocketLocator.Place, timeout: Duration = .seconds(30)) {
        (self.place, self.timeout) = (place, timeout)
    }

    /// Asks and reads the answer.
    ///
    /// - Parameters:
    ///   - path: the parts of the path after `/v1`, not escaped.
    ///   - query: names and values, not escaped; a nil value is left out.
    /// - Throws: `ClientFailure`, and `CancellationError`.
    package func get<Message: Decodable & Sendable>(
        _ path: [String], query: [(String, String?)] = [], as type: Message.Type = Message.self
    ) async throws -> Message {
        try await reply(path, query: query).message()
    }

    /// The same, with the answer as it came.
    ///
    /// - Throws: `ClientFailure`, and `CancellationError`.
    package func reply<Message: Decodable & Sendable>(
        _ path: [String], query: [(String, String?)] = [], as type: Message.Type = Message.self
    ) async throws -> Reply<Message> {
        try await ask(.get, path, query: query, body: [], timeout: timeout)
    }

    /// Asks for something to be done.
    ///
    /// - Parameter waits: whether the answer comes only when the work has ended, however long it takes.
    /// - Throws: `ClientFailure`, and `CancellationError`.
    package func post<Message: Decodable & Sendable>(
        _ path: [String], _ body: (any Encodable & Sendable)? = nil, waits: Bool = false,
        as type: Message.Type = Message.self
    ) async throws -> Message {
        let bytes = try body.map { try WireJSON.encode($0) } ?? []
        let reply: Reply<Message> = try await ask(
            .post, path, query: [], body: bytes, timeout: waits ? nil : timeout)
        return try reply.message()
    }

    private func ask<Message: Decodable & Sendable>(
        _ method: HTTPExchange.Method, _ path: [String], query: [(String, String?)], body: [UInt8], timeout: Duration?
    ) async throws -> Reply<Message> {
        if let diagnostic = SocketPath.diagnostic(for: place.path) { throw ClientFailure.notReachable(diagnostic) }
        let target = Self.target(path, query)
        let exchange = HTTPExchange(path: place.path, method: method, target: target, body: body)
        let answer = try await answer(to: exchange, within: timeout)
        guard (200..<300).contains(answer.status) else { throw failure(answer) }
        return try Reply(
            answer.body,
            orElse: noAnswer(
                "the daemon at \(place.path) answered \(target) in a way that this gantry does not understand"))
    }

    private func answer(to exchange: HTTPExchange, within timeout: Duration?) async throws -> HTTPAnswer {
        do {
            return try await exchange.perform(within: timeout)
        } catch let failure as HTTPExchange.Failure {
            switch failure {
            case .notConnected(let code):
                throw ClientFailure.connecting(to: place.path, root: place.root, code: code)
            case .endedEarly, .tooLarge: throw hungUp
            case .tooSlow:
                throw noAnswer("the daemon at \(place.path) did not answer within \((timeout ?? .zero).short)")
            case .notHTTP: throw noAnswer("what listens at \(place.path) does not speak HTTP: it is no gantryd")
            }
        }
    }

    private func failure(_ answer: HTTPAnswer) -> ClientFailure {
        guard let message = try? WireJSON.decode(ProblemMessage.self, from: Data(answer.body)) else {
            return noAnswer("the daemon at \(place.path) answered with the status \(answer.status) and no reason")
        }
        return .problem(message.problem(status: answer.status))
    }

    private var hungUp: ClientFailure { noAnswer("the daemon at \(place.path) hung up before it had answered") }

    private func noAnswer(_ message: String) -> ClientFailure {
        .noAnswer(
            Diagnostic(
                .error, .daemonNotReachable, message,
                hint: "its log says more: journalctl -u gantry, or the terminal that gantryd runs in"))
    }

    /// The request's target: `/v1/alerts/lookup?ref=crm2%2Flicences`.
    static func target(_ path: [String], _ query: [(String, String?)]) -> String {
        let pairs = query.compactMap { name, value in value.map { "\(name)=\(PercentCoding.encode($0))" } }
        return "/v1/" + path.map(PercentCoding.encode).joined(separator: "/")
            + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }
}
