import GantryCore
import GantrySystem
import Glibc

/// One request and its answer over a Unix socket, on a connection and a thread of its own.
///
/// Of a framework the threads and loops alone would take longer to start than the daemon takes to answer.
struct HTTPExchange: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    enum Failure: Error, Hashable {
        /// The number of the reason why no connection can be had.
        case notConnected(Int32)
        case endedEarly
        case notHTTP
        case tooLarge
        case tooSlow
    }

    let path: String
    let method: Method
    /// With the query, already escaped.
    let target: String
    let body: [UInt8]

    /// Together some ten seconds of waiting for a place in the daemon's queue.
    private static let mostTries = 50
    private static let firstPause = Duration.milliseconds(5)
    private static let longestPause = Duration.milliseconds(200)

    /// - Parameter timeout: how long it may take; nil: as long as it takes.
    /// - Throws: `Failure`, `CancellationError`, `SystemFailure` where there is no thread for it.
    func perform(within timeout: Duration?) async throws -> HTTPAnswer {
        let line = Line(deadline: timeout.map { ContinuousClock.now + $0 })
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                do {
                    try startThread("gantry-ask") { continuation.resume(with: Result { try perform(on: line) }) }
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        } onCancel: {
            line.cut()
        }
    }

    private func perform(on line: Line) throws -> HTTPAnswer {
        defer { line.close() }
        do {
            try connect(line)
            return try converse(line)
        } catch  where line.isCut {
            throw CancellationError()
        }
    }

    /// Where the daemon's queue of connections is full, `connect` says so at once instead of waiting; so the waiting is
    /// done here, a little longer each time.
    private func connect(_ line: Line) throws(Failure) {
        var pause = Self.firstPause
        for attempt in 1...Self.mostTries {
            let code = line.connect(to: path)
            if code == 0 { return }
            guard code == EAGAIN, attempt < Self.mostTries, !line.isCut else { throw .notConnected(code) }
            try line.pause(pause)
            pause = min(pause * 2, Self.longestPause)
        }
    }

    private func converse(_ line: Line) throws(Failure) -> HTTPAnswer {
        var rest = request[...]
        var reader = HTTPAnswerReader()
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let ready = try line.wait(forWriting: !rest.isEmpty)
            if ready.toWrite, !rest.isEmpty {
                // One that closes before it has read all has answered before.
                rest = line.send(rest).map { rest.dropFirst($0) } ?? []
            }
            guard ready.toRead else { continue }
            switch line.receive(&buffer) {
            case nil: continue
            case 0?:
                guard let answer = try reader.end() else { throw .endedEarly }
                return answer
            case let count?: if let answer = try reader.take(buffer[..<count]) { return answer }
            }
        }
    }

    private var request: [UInt8] {
        var lines = [
            "\(method.rawValue) \(target) HTTP/1.1", "host: gantry", "user-agent: gantry/\(Release.version)",
            "accept: application/json", "connection: close",
        ]
        if !body.isEmpty { lines.append("content-type: application/json") }
        if !body.isEmpty || method == .post { lines.append("content-length: \(body.count)") }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }
}
