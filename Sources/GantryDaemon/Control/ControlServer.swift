import GantryControl
import GantryCore
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Serves the control API on a Unix socket until it is told to stop.
package struct ControlServer: Service {
    /// What a crowd of clients, or a broken one, may cost.
    package struct Limits: Sendable {
        /// Connections at a time; more wait in the kernel's queue until one ends.
        package var connections: Int
        /// How long a connection may stand without a request, or a request without its next piece. Longer than a
        /// request may take, or else what comes too late is hung up on and not answered.
        package var idle: Duration
        /// How long a request may take from its head to its end, however steadily it comes.
        package var request: Duration
        /// Bytes of a request's headers, together.
        package var headers: Int

        package init(
            connections: Int = 512, idle: Duration = .seconds(20), request: Duration = .seconds(10),
            headers: Int = 16 << 10
        ) {
            (self.connections, self.idle, self.request, self.headers) = (connections, idle, request, headers)
        }
    }

    private let socket: ControlSocket
    private let backend: any ControlBackend
    private let limits: Limits
    private let logger: Logger
    private let onListening: @Sendable () async -> Void
    private let binding = Binding()

    /// - Parameters:
    ///   - path: where the socket is made; the caller holds the lock of the state folder.
    ///   - onListening: called once, when requests are being taken.
    package init(
        path: String, backend: any ControlBackend, limits: Limits = Limits(), logger: Logger,
        onListening: @escaping @Sendable () async -> Void = {}
    ) {
        socket = ControlSocket(path: path)
        (self.backend, self.limits, self.logger, self.onListening) = (backend, limits, logger, onListening)
    }

    /// Whether the socket at the path is the one that is listened to, or none was made yet.
    package var isInPlace: Bool { binding.isInPlace(at: socket.path) }

    /// Listens at the path anew, where the socket was removed or something else took its place. Who is connected stays so.
    package func bindAnew() { binding.asked.set() }

    /// Listens until a graceful shutdown or cancellation; requests under way are answered first.
    ///
    /// - Throws: `StartFailure` where the socket cannot be had.
    package func run() async throws {
        ControlSocket.restrictNewFiles()
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask {
                try await listen()
                // Another one listens by now, or the daemon stops.
            }
            group.addTask {
                await withDiscardingTaskGroup { again in
                    for await _ in binding.asked.cancelOnGracefulShutdown() where !isInPlace {
                        again.addTask { await listenAgain() }
                    }
                }
            }
        }
    }

    private func listenAgain() async {
        do {
            // Before another is bound: at its end a socket takes away what stands at its path.
            await binding.release()
            try await listen()
        } catch {
            binding.giveUp()
            logger.error("nobody can ask this daemon anything: \(error)")
        }
    }

    private func listen() async throws {
        try socket.prepare()
        let own = Mutex<Result<FileStatus, StartFailure>?>(nil)
        defer {
            if case .success(let status) = own.withLock({ $0 }), binding.isHeld(status) { socket.remove(status) }
        }
        let server = try makeServer { channel in
            do throws(StartFailure) {
                let status = try socket.admitGroup()
                own.withLock { $0 = .success(status) }
                let isFirst = binding.hold(channel, status)
                if isFirst { await onListening() } else { logger.notice("listening at \(socket.path) again") }
            } catch {
                own.withLock { $0 = .failure(error) }
                try? await channel.close()
            }
        }
        do {
            try await server.run()
        } catch {
            if case .failure(let failure) = own.withLock({ $0 }) { throw failure }
            throw error
        }
        if case .failure(let failure) = own.withLock({ $0 }) { throw failure }
    }

    /// Hummingbird's server and router, without its `Application`: that one wakes every second to write the date of
    /// answers anew, and a daemon with nothing to do is to sleep.
    private func makeServer(
        onServerRunning: @escaping @Sendable (any NIOCore.Channel) async -> Void
    ) throws -> any Service {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: limits.headers, maxHeaderListSize: limits.headers, maxHeaderFieldCount: 64)
        let builder = HTTPServerBuilder.http1(
            configuration: .init(
                additionalChannelHandlers: [ControlConnectionHandler(limit: TimeAmount(limits.request))],
                idleTimeout: TimeAmount(limits.idle), httpDecoderConfiguration: decoder))
        let configuration = ServerConfiguration(
            address: .unixDomainSocket(path: socket.path), backlog: 256,
            availableConnectionsDelegate: .maximum(limits.connections, logger: quiet))
        let responder = ControlRoutes(backend: backend, logger: logger).makeRouter().buildResponder()
        return try builder.buildServer(
            configuration: configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: quiet
        ) { [quiet] request, responseWriter, channel in
            let connection = try await channel.eventLoop.submit {
                try channel.pipeline.syncOperations.handler(type: ControlConnectionHandler.self).connection
            }.get()
            let context = ControlContext(
                source: .init(application: .init(channel: channel, logger: quiet), connection: connection))
            if request.waitsForContinue, request.announcedLength <= ControlContext.largestBody {
                try await responseWriter.writeInformationalHead(.init(status: .continue))
            }
            let response = try await responder.respond(to: request.withBodyOfAnswer, context: context)
            let isHead = request.method == .head
            try await responseWriter.write(response: response.head, body: isHead ? ResponseBody() : response.body)
        } onServerRunning: {
            await onServerRunning($0)
        }
    }
}

/// Which socket is listened to, and who asks for another one.
private final class Binding: Sendable {
    private struct State {
        var current: (channel: any NIOCore.Channel, status: FileStatus)?
        /// One is about to be bound.
        var isComing = true
        var isFirst = true
    }

    private let state = Mutex(State())
    /// That another one may be needed.
    let asked = Hint()

    /// - Returns: whether it is the first one.
    func hold(_ channel: any NIOCore.Channel, _ status: FileStatus) -> Bool {
        state.withLock { state in
            defer { state = State(current: (channel, status), isComing: false, isFirst: false) }
            return state.isFirst
        }
    }

    /// Listens no more, since another one comes; who is connected stays so.
    func release() async {
        let former = state.withLock { state in
            defer { (state.current, state.isComing) = (nil, true) }
            return state.current
        }
        try? await former?.channel.close()
    }

    /// None came.
    func giveUp() { state.withLock { $0.isComing = false } }

    func isHeld(_ status: FileStatus) -> Bool {
        state.withLock { $0.current?.status }.map { $0.isSameFile(as: status) } ?? false
    }

    func isInPlace(at path: String) -> Bool {
        let (known, isComing) = state.withLock { ($0.current?.status, $0.isComing) }
        guard !isComing else { return true }
        guard let known, let now = FileStatus(path) else { return false }
        return known.isSameFile(as: now)
    }
}

extension FileStatus {
    /// Whatever was written into it meanwhile.
    fileprivate func isSameFile(as other: FileStatus) -> Bool { inode == other.inode && device == other.device }
}

extension Request {
    /// Whether the asker sends the body only when told to (`Expect: 100-continue`).
    var waitsForContinue: Bool { headers[.expect]?.lowercased() == "100-continue" }

    /// Bytes of the body, where the asker says so; else 0.
    var announcedLength: Int { headers[.contentLength].flatMap(Int.init) ?? 0 }

    /// What is asked, where only the head of its answer is wanted.
    fileprivate var withBodyOfAnswer: Request {
        guard method == .head else { return self }
        var head = head
        head.method = .get
        return Request(head: head, body: body)
    }
}
