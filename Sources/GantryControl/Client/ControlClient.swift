import FoundationEssentials
import GantryCore
import Glibc
import NIOCore
import NIOHTTP1

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
        try await ask(.GET, path, query: query, body: [], timeout: timeout)
    }

    /// Asks for something to be done.
    ///
    /// - Parameter waits: whether the answer comes only when the work has ended, however long it takes.
    /// - Throws: `ClientFailure`, and `CancellationError`.
    package func post<Message: Decodable & Sendable>(
        _ path: [String], _ body: (any Encodable & Sendable)? = nil, waits: Bool = false,
        as type: Message.Type = Message.self
    ) async throws -> Message {
        let bytes = try body.map { Array(try WireJSON.encode($0)) } ?? []
        return try await ask(.POST, path, query: [], body: bytes, timeout: waits ? nil : timeout)
    }

    private func ask<Message: Decodable & Sendable>(
        _ method: HTTPMethod, _ path: [String], query: [(String, String?)], body: [UInt8], timeout: Duration?
    ) async throws -> Message {
        if let diagnostic = SocketPath.diagnostic(for: place.path) { throw ClientFailure.notReachable(diagnostic) }
        let target = Self.target(path, query)
        let exchange = HTTPExchange(path: place.path, method: method, target: target, body: body)
        let answer = try await answer(to: exchange, within: timeout)
        guard (200..<300).contains(answer.status) else { throw failure(answer) }
        do {
            return try WireJSON.decode(Message.self, from: Data(answer.body))
        } catch {
            throw noAnswer(
                "the daemon at \(place.path) answered \(target) in a way that this gantry does not understand")
        }
    }

    private func answer(to exchange: HTTPExchange, within timeout: Duration?) async throws -> HTTPExchange.Answer {
        do {
            guard let timeout else { return try await exchange.perform() }
            return try await withThrowingTaskGroup(of: HTTPExchange.Answer?.self) { group in
                group.addTask { try await exchange.perform() }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    return nil
                }
                defer { group.cancelAll() }
                guard let first = try await group.next(), let answer = first else {
                    throw noAnswer("the daemon at \(place.path) did not answer within \(timeout.short)")
                }
                return answer
            }
        } catch let error as IOError where error.errnoCode == ECONNRESET || error.errnoCode == EPIPE {
            throw hungUp
        } catch is ChannelError where !Task.isCancelled {
            throw hungUp
        } catch let error as IOError where !Task.isCancelled {
            throw ClientFailure.connecting(to: place.path, root: place.root, code: error.errnoCode)
        } catch is HTTPExchange.Failure {
            throw hungUp
        } catch is HTTPParserError {
            throw noAnswer("what listens at \(place.path) does not speak HTTP: it is no gantryd")
        }
    }

    private func failure(_ answer: HTTPExchange.Answer) -> ClientFailure {
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
