import FoundationEssentials
import GantryControl
import GantryCore
import GantryDaemon
import GantryTestSupport
import Glibc
import Testing

@Suite("A client without luck", .timeLimit(.minutes(1)))
struct ControlClientTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func diagnostic(_ client: ControlClient) async -> Diagnostic? {
        let failure = await #expect(throws: ClientFailure.self) { try await client.status() }
        switch failure {
        case .notReachable(let diagnostic)?, .noAnswer(let diagnostic)?: return diagnostic
        default: return nil
        }
    }

    @Test("is told the socket and how to start a daemon, where there is none")
    func nobody() async throws {
        let path = "\(folder.path)/.gantry/gantry.sock"
        let client = ControlClient(.init(path: path, root: folder.path + "/my portfolio", origin: "--root"))
        let diagnostic = await diagnostic(client)
        #expect(diagnostic?.code == .daemonNotReachable)
        #expect(diagnostic?.message == "no daemon is running: there is no socket \(path)")
        #expect(diagnostic?.hint == "start it: gantryd --root '\(folder.path)/my portfolio'")
    }

    @Test("is told that nobody listens at a socket that was left behind")
    func leftBehind() async throws {
        // A plain file refuses connections just as a dead socket does.
        try folder.write("", to: "gantry.sock")
        let path = "\(folder.path)/gantry.sock"
        let diagnostic = await diagnostic(ControlClient(.init(path: path, root: nil, origin: "--socket")))
        #expect(diagnostic?.message == "no daemon is running: nobody listens at \(path)")
    }

    @Test("is told that a path is too long, before anything is tried")
    func tooLong() async {
        let path = "/tmp/" + String(repeating: "a", count: 99)
        let diagnostic = await diagnostic(ControlClient(.init(path: path, root: nil, origin: "--socket")))
        #expect(diagnostic?.code == .socketPathTooLong)
        #expect(
            diagnostic?.message.hasPrefix("the socket's path is 104 bytes long and a socket's may have 103") == true)
    }

    @Test("takes a path of 103 bytes")
    func longest() async throws {
        let padding = String(repeating: "a", count: 103 - folder.path.utf8.count - 1)
        let path = "\(folder.path)/\(padding)"
        #expect(path.utf8.count == 103)
        let state = try await withServer(MemoryBackend(), path: path) { try await $0.status().state }
        #expect(state == .ready)
    }

    @Test("does not wait for ever for a daemon that hangs")
    func hanging() async throws {
        let backend = MemoryBackend()
        let path = "\(folder.path)/gantry.sock"
        try await withServer(backend, path: path) { client in
            let impatient = ControlClient(client.place, timeout: .milliseconds(100))
            // An answer that never comes: the run is not ended.
            let failure = await #expect(throws: ClientFailure.self) {
                let body = RunRequest(by: "asha", wait: true)
                let _: RunMessage = try await impatient.post(["workflows", "deadlines", "run"], body)
            }
            guard case .noAnswer(let diagnostic)? = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(diagnostic.message.hasSuffix("did not answer within 100ms"))
        }
    }

    @Test(
        "notices what listens and is no gantryd",
        arguments: [
            "hello, this is not HTTP\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
            "HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{", "HTTP/1.1 502 Bad\r\ncontent-length: 0\r\n\r\n", "",
        ])
    func strangers(_ answer: String) async throws {
        let path = "\(folder.path)/stranger.sock"
        let listener = RawSocket(.server, path)
        async let heard = onThread {
            let connection = accept(listener.descriptor, nil, nil)
            defer { close(connection) }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = recv(connection, &buffer, buffer.count, 0)
            RawSocket.send(Array(answer.utf8), to: connection)
            return count
        }
        let client = ControlClient(.init(path: path, root: nil, origin: "--socket"))
        let failure = await #expect(throws: ClientFailure.self) { try await client.status() }
        guard case .noAnswer? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(await heard > 0)
        close(listener.descriptor)
    }

    @Test("gets every answer of a server that closes as soon as it has answered")
    func quickClosing() async throws {
        let path = "\(folder.path)/gantry.sock"
        try await withServer(MemoryBackend(), path: path) { client in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for index in 0..<400 {
                    group.addTask {
                        if index.isMultiple(of: 2) {
                            _ = try await client.status()
                        } else {
                            _ = try await client.startRun(of: "deadlines", RunRequest(by: "asha", wait: false))
                        }
                    }
                    if index >= 32 { try await group.next() }
                }
                try await group.waitForAll()
            }
        }
    }
}
