import GantryControl
import GantryDaemon
import GantrySystem
import Glibc
import Logging
import ServiceLifecycle
import Synchronization

/// A folder of a test's own, removed when the test ends.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/gantry-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemFailure(code: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit {
        Self.remove(path)
    }

    private static func remove(_ path: String) {
        if FileStatus(path)?.isFolder == true {
            chmod(path, 0o700)
            for name in FolderListing.names(in: path) ?? [] { remove("\(path)/\(name)") }
            rmdir(path)
        } else {
            unlink(path)
        }
    }

    func makeFolders(_ relative: String, mode: mode_t = 0o750) throws {
        var built = path
        for part in relative.split(separator: "/") {
            built += "/\(part)"
            guard mkdir(built, mode) == 0 || errno == EEXIST else { throw SystemFailure(code: errno) }
            chmod(built, mode)
        }
    }

    func write(_ text: String, to relative: String) throws {
        let descriptor = open("\(path)/\(relative)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw SystemFailure(code: errno) }
        defer { close(descriptor) }
        let count = text.utf8CString.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count - 1) }
        guard count == text.utf8.count else { throw SystemFailure(code: errno) }
    }

    struct SystemFailure: Error { let code: CInt }
}

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

/// Runs what blocks on a thread of its own, so that no thread of the cooperative pool does.
func onThread<Product: Sendable>(_ body: @escaping @Sendable () -> Product) async -> Product {
    await withCheckedContinuation { continuation in
        let box = Unmanaged.passRetained(Work { continuation.resume(returning: body()) })
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { context in
                if let context { Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, box.toOpaque())
        pthread_detach(thread)
    }
}

private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// A Unix socket used by hand, for what no proper client or server does.
struct RawSocket: Sendable {
    let descriptor: CInt

    enum Role { case client, server }

    /// Connects to a socket, or makes one and listens on it; -1 as descriptor where that fails.
    init(_ role: Role, _ path: String) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { field in
            for (index, byte) in path.utf8.enumerated() { field[index] = byte }
        }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                let size = socklen_t(MemoryLayout<sockaddr_un>.size)
                return role == .client ? connect(descriptor, $0, size) : bind(descriptor, $0, size)
            }
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
        while case let count = recv(descriptor, &buffer, buffer.count, 0), count > 0 { bytes += buffer.prefix(count) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Waits until a condition of another task holds; gives way to it meanwhile.
func until(_ condition: () async -> Bool) async {
    while !(await condition()) { await Task.yield() }
}
