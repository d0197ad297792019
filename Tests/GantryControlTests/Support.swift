import GantryControl
import GantryDaemon
import GantrySystem
import GantryTestSupport
import Glibc
import Logging
import ServiceLifecycle

/// Runs a server on a socket of its own while `body` asks it, then stops it as a daemon would.
@discardableResult
func withServer<Answer: Sendable>(
    _ backend: any ControlBackend, path: String, limits: ControlServer.Limits = .init(),
    _ body: @escaping @Sendable (ControlClient) async throws -> Answer
) async throws -> Answer {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let (started, starter) = AsyncStream<Void>.makeStream()
    let server = ControlServer(path: path, backend: backend, limits: limits, logger: logger) { starter.finish() }
    let group = ServiceGroup(configuration: .init(services: [server], logger: logger))
    return try await withThrowingTaskGroup(of: Answer?.self) { tasks in
        tasks.addTask {
            defer { starter.finish() }
            try await group.run()
            return nil
        }
        for await _ in started {}
        tasks.addTask {
            do {
                let answer = try await body(ControlClient(.init(path: path, root: nil, origin: "test")))
                await group.triggerGracefulShutdown()
                return answer
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
        }
        var answer: Answer?
        while let result = try await tasks.next() { answer = result ?? answer }
        guard let answer else { throw CancellationError() }
        return answer
    }
}

/// What a program printed.
func output(of command: String) async -> String {
    await onThread {
        guard let pipe = popen(command, "r") else { return "" }
        defer { pclose(pipe) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { bytes += buffer.prefix(count) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A Unix socket used by hand, for what no proper client or server does.
struct RawSocket: Sendable {
    let descriptor: CInt

    enum Role { case client, server }

    /// Connects to a socket, or makes one and listens on it; -1 as descriptor where that fails.
    init(_ role: Role, _ path: String) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let result = (try? UnixAddress(path))?.withSocketAddress {
            role == .client ? connect(descriptor, $0, $1) : bind(descriptor, $0, $1)
        }
        if role == .server { listen(descriptor, 4) }
        self.descriptor = result == 0 ? descriptor : -1
    }

    /// Writes as much as the other side takes; returns how many bytes that was.
    @discardableResult
    static func send(_ bytes: [UInt8], to descriptor: CInt) -> Int {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress?.advanced(by: sent), $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { break }
            sent += count
        }
        return sent
    }

    /// Everything until the other side closes.
    static func receive(from descriptor: CInt) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        // Where the other side closed before it had read all, that is said first, once, and what it wrote comes then.
        var isReset = false
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == ECONNRESET, !isReset { isReset = true } else if count <= 0 { break }
            if count > 0 { bytes += buffer.prefix(count) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
