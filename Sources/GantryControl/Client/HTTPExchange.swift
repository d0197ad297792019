import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// One request and its answer over a Unix socket, on a connection of its own.
struct HTTPExchange: Sendable {
    let path: String
    let method: HTTPMethod
    /// With the query, already escaped.
    let target: String
    let body: [UInt8]

    /// The most that an answer may have; more is no daemon of ours.
    static let largestAnswer = 64 << 20

    /// Together some ten seconds of waiting for a place in the daemon's queue.
    private static let mostTries = 50
    private static let firstPause = Duration.milliseconds(5)
    private static let longestPause = Duration.milliseconds(200)

    struct Answer: Sendable {
        let status: Int
        let body: [UInt8]
    }

    enum Failure: Error {
        case endedEarly
        case tooLarge
    }

    /// - Throws: `IOError` where the connection fails, `Failure` where the answer does not arrive whole.
    func perform() async throws -> Answer {
        let channel = try await connect()
        var answer: Answer?
        do {
            try await channel.executeThenClose { inbound, outbound in
                // In one write: the server may answer and close as soon as it has read the first part that says all.
                try await outbound.write(contentsOf: parts)
                answer = try await Self.answer(from: inbound)
            }
        } catch  where answer != nil {
            // The answer is here; that the other side closed first is no matter.
        }
        guard let answer else { throw Failure.endedEarly }
        return answer
    }

    /// Where the daemon's queue of connections is full, `connect` says so at once instead of waiting; so the waiting is
    /// done here, a little longer each time.
    private func connect() async throws -> NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart> {
        var pause = Self.firstPause
        for _ in 0..<Self.mostTries {
            do {
                return try await connectOnce()
            } catch let error as IOError where error.errnoCode == EAGAIN {
                try await Task.sleep(for: pause)
                pause = min(pause * 2, Self.longestPause)
            }
        }
        return try await connectOnce()
    }

    private func connectOnce() async throws -> NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart> {
        try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(unixDomainSocketPath: path) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(
                        wrappingChannelSynchronously: channel)
                }
            }
    }

    private var parts: [HTTPClientRequestPart] {
        let content = body.isEmpty ? [] : [HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: body)))]
        return [.head(head)] + content + [.end(nil)]
    }

    private var head: HTTPRequestHead {
        var headers = HTTPHeaders()
        headers.add(name: "host", value: "gantry")
        headers.add(name: "user-agent", value: "gantry/\(Release.version)")
        headers.add(name: "accept", value: "application/json")
        headers.add(name: "connection", value: "close")
        if !body.isEmpty {
            headers.add(name: "content-type", value: "application/json")
        }
        if !body.isEmpty || method == .POST { headers.add(name: "content-length", value: String(body.count)) }
        return HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: headers)
    }

    private static func answer(
        from inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>
    ) async throws -> Answer {
        var status: Int?
        var body: [UInt8] = []
        for try await part in inbound {
            switch part {
            case .head(let head): status = Int(head.status.code)
            case .body(let buffer):
                guard body.count + buffer.readableBytes <= largestAnswer else { throw Failure.tooLarge }
                body.append(contentsOf: buffer.readableBytesView)
            case .end:
                guard let status else { throw Failure.endedEarly }
                return Answer(status: status, body: body)
            }
        }
        try Task.checkCancellation()
        throw Failure.endedEarly
    }
}
