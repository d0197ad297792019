import GantryControl
import Glibc
import Hummingbird
import NIOCore
import NIOHTTPTypes
import NIOPosix
import Synchronization

/// One connection to the control API: who is at its other end, and whether they are still there.
final class ControlConnection: Sendable {
    private struct State {
        var isOpen = true
        var waiting: [Int: AsyncStream<Void>.Continuation] = [:]
        var next = 0
    }

    private let state = Mutex(State())
    /// Who connected, by the kernel's own word; nil where it does not say.
    let peer = Mutex<UInt32?>(nil)
    /// Their name, once it was asked for: it stays who it is.
    private let name = Mutex<String?>(nil)

    /// Runs what may take long, and cancels it when the other side hangs up meanwhile. A side that has only finished
    /// writing is still there to read.
    ///
    /// - Throws: what `work` throws; `CancellationError` where nobody waits for it any more.
    func whileOpen<Answer: Sendable>(_ work: @escaping @Sendable () async throws -> Answer) async throws -> Answer {
        let (hangup, continuation) = AsyncStream<Void>.makeStream()
        let number = state.withLock { state -> Int? in
            guard state.isOpen else { return nil }
            state.next += 1
            state.waiting[state.next] = continuation
            return state.next
        }
        guard let number else { throw CancellationError() }
        defer { state.withLock { _ = $0.waiting.removeValue(forKey: number) } }
        return try await withThrowingTaskGroup(of: Answer.self) { group in
            group.addTask { try await work() }
            group.addTask {
                for await _ in hangup {}
                throw CancellationError()
            }
            defer { group.cancelAll() }
            guard let answer = try await group.next() else { throw CancellationError() }
            return answer
        }
    }

    fileprivate func closed() {
        let waiting = state.withLock { state in
            defer { (state.isOpen, state.waiting) = (false, [:]) }
            return state.waiting.values
        }
        for continuation in waiting { continuation.finish() }
    }

    /// The peer's name, or `uid 1234` where the system knows none; nil where the kernel does not say who it is.
    ///
    /// Asked on a thread that may block, since the system may ask another machine.
    func peerName() async -> String? {
        if let known = name.withLock({ $0 }) { return known }
        guard let uid = peer.withLock({ $0 }) else { return nil }
        let found = try? await NIOThreadPool.singleton.runIfActive { Self.name(of: uid) }
        guard let found else { return "uid \(uid)" }
        name.withLock { $0 = found }
        return found
    }

    private static func name(of uid: UInt32) -> String? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        return buffer.withUnsafeMutableBufferPointer { buffer in
            guard let memory = buffer.baseAddress,
                getpwuid_r(uid, &entry, memory, buffer.count, &found) == 0, let name = found?.pointee.pw_name
            else { return nil }
            return String(cString: name)
        }
    }
}

/// Stands in a connection's pipeline: learns who connected and when they leave, ends a request that is too long in
/// coming, and closes after an answer that says so.
final class ControlConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// What the reader of a body gets where the rest of it does not come.
    struct TooSlow: Error {}

    /// How long the answer to a request that came too slowly may take.
    private static let answerLimit = TimeAmount.seconds(30)

    let connection = ControlConnection()
    private let limit: TimeAmount
    private var deadline: Scheduled<Void>?
    private var isLate = false
    private var closesAfterAnswer = false

    /// - Parameter limit: from the head of a request to its end.
    init(limit: TimeAmount) { self.limit = limit }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { learnPeer(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        learnPeer(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        connection.closed()
        stopWaiting()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        connection.closed()
        stopWaiting()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: wait(context, for: limit)
        case .body: break
        case .end: stopWaiting()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part = unwrapOutboundIn(data)
        if case .head(let head) = part, head.isWordless {
            writeMalformed(head, context)
            return
        }
        if case .head(let head) = part, head.headerFields[.connection] == "close" { closesAfterAnswer = true }
        guard case .end = part, isLate || closesAfterAnswer else {
            context.write(data, promise: promise)
            return
        }
        context.writeAndFlush(data, promise: promise)
        context.close(promise: nil)
    }

    private func wait(_ context: ChannelHandlerContext, for time: TimeAmount) {
        stopWaiting()
        deadline = context.eventLoop.assumeIsolatedUnsafeUnchecked().scheduleTask(in: time) { [self] in
            guard !isLate else {
                context.close(promise: nil)
                return
            }
            isLate = true
            context.fireErrorCaught(TooSlow())
            // It is answered, or else ended all the same.
            wait(context, for: Self.answerLimit)
        }
    }

    /// What the server says of a request that is no HTTP, in the words that every other mistake has.
    private func writeMalformed(_ head: HTTPResponse, _ context: ChannelHandlerContext) {
        let problem = ControlProblem(
            status: head.status.code, code: "invalid",
            "the request is not well-formed HTTP/1.1, or its head is too long",
            hint: "docs/control-api.md shows how to ask")
        var (head, body) = (head, ByteBuffer())
        if let bytes = try? WireJSON.encode(ProblemMessage(problem)) { body = ByteBuffer(bytes: bytes) }
        head.headerFields[.contentType] = "application/json; charset=utf-8"
        head.headerFields[.contentLength] = String(body.readableBytes)
        closesAfterAnswer = true
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: nil)
    }

    private func stopWaiting() {
        deadline?.cancel()
        deadline = nil
    }

    private func learnPeer(_ context: ChannelHandlerContext) {
        guard let options = context.channel as? any SocketOptionProvider else { return }
        let found: EventLoopFuture<PeerCredentials> = options.unsafeGetSocketOption(
            level: .socket, name: NIOBSDSocket.Option(rawValue: SO_PEERCRED))
        let connection = connection
        found.whenSuccess { credentials in connection.peer.withLock { $0 = credentials.user } }
    }
}

extension HTTPResponse {
    /// Whether it is the server's own answer to what it cannot read; all of Gantry's have a body.
    fileprivate var isWordless: Bool { status == .badRequest && headerFields[.contentLength] == "0" }
}

/// The kernel's `struct ucred`, which the Glibc module lacks.
private struct PeerCredentials: Sendable {
    var process: Int32 = 0
    var user: UInt32 = 0
    var group: UInt32 = 0
}

@available(*, unavailable)
extension ControlConnectionHandler: Sendable {}
