import GantryControl
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
        /// How long a connection may stand without a request, or a request without its next piece.
        package var idle: Duration
        /// Bytes of a request's headers, together.
        package var headers: Int

        package init(connections: Int = 512, idle: Duration = .seconds(10), headers: Int = 16 << 10) {
            (self.connections, self.idle, self.headers) = (connections, idle, headers)
        }
    }

    private let socket: ControlSocket
    private let backend: any ControlBackend
    private let limits: Limits
    private let logger: Logger
    private let onListening: @Sendable () async -> Void

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

    /// Listens until a graceful shutdown or cancellation; requests under way are answered first.
    ///
    /// - Throws: `StartFailure` where the socket cannot be had.
    package func run() async throws {
        ControlSocket.restrictNewFiles()
        try socket.prepare()
        let bound = Mutex<Result<FileStatus, StartFailure>?>(nil)
        defer {
            if case .success(let status) = bound.withLock({ $0 }) { socket.remove(status) }
        }
        let server = try makeServer { channel in
            do throws(StartFailure) {
                let status = try socket.admitGroup()
                bound.withLock { $0 = .success(status) }
                await onListening()
            } catch {
                bound.withLock { $0 = .failure(error) }
                try? await channel.close()
            }
        }
        do {
            try await server.run()
        } catch {
            if case .failure(let failure) = bound.withLock({ $0 }) { throw failure }
            throw error
        }
    }

    /// Hummingbird's server and router, without its `Application`: that one wakes every second to write the date of
    /// answers anew, and a daemon with nothing to do is to sleep.
    private func makeServer(onServerRunning: @escaping @Sendable (any Channel) async -> Void) throws -> any Service {
        var quiet = logger
        quiet.logLevel = max(logger.logLevel, .warning)
        let decoder = HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: limits.headers, maxHeaderListSize: limits.headers, maxHeaderFieldCount: 64)
        let builder = HTTPServerBuilder.http1(
            configuration: .init(idleTimeout: TimeAmount(limits.idle), httpDecoderConfiguration: decoder))
        let configuration = ServerConfiguration(
            address: .unixDomainSocket(path: socket.path), backlog: 256,
            availableConnectionsDelegate: .maximum(limits.connections, logger: quiet))
        let responder = ControlRoutes(backend: backend, logger: logger).makeRouter().buildResponder()
        return try builder.buildServer(
            configuration: configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: quiet
        ) { [quiet] request, responseWriter, channel in
            let context = ControlContext(source: .init(channel: channel, logger: quiet))
            let response = try await responder.respond(to: request, context: context)
            try await responseWriter.write(response: response.head, body: response.body)
        } onServerRunning: {
            await onServerRunning($0)
        }
    }
}
