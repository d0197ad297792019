import FoundationEssentials
import GantryControl
import GantryCore
import GantryDaemon
import GantryTestSupport
import Glibc
import Testing

@Suite("The control server, asked by other clients", .timeLimit(.minutes(1)))
struct OtherClientsTests {
    let folder: TemporaryFolder
    var socket: String { folder.path + "/.gantry/gantry.sock" }
    private static let run = "/v1/workflows/deadlines/run"
    private static let url = "http://gantry\(run)"

    init() throws { folder = try TemporaryFolder() }

    /// Whoever runs the tests, as the system names them.
    private static var me: String {
        getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(geteuid())"
    }

    @Test("takes several requests on one connection of curl, one after the other")
    func keepAlive() async throws {
        let backend = MemoryBackend()
        try await withServer(backend, path: socket) { [socket] _ in
            let ask = "-s -o /dev/null -w '%{http_code} %{num_connects}\\n' --unix-socket \(socket)"
            let answers = await output(
                of: """
                    curl \(ask) -d '{"by": "me"}' \(Self.url) --next \(ask) -d '{"by": "me", "wait": false}' \(Self.url) \
                    --next \(ask) http://gantry/v1/status --next \(ask) -I http://gantry/v1/status \
                    --next \(ask) -X DELETE http://gantry/v1/status --next \(ask) -d '{}' \(Self.url)
                    """)
            #expect(answers == "202 1\n202 0\n200 0\n200 0\n405 0\n202 0\n")
        }
        #expect(await backend.runs.count == 3)
    }

    @Test("keeps a connection after a run that was waited for, and after a sum")
    func keepAliveAfterWaiting() async throws {
        let backend = MemoryBackend()
        try await withServer(backend, path: socket) { [socket] _ in
            let ask = "-s -o /dev/null -w '%{http_code} %{num_connects}\\n' --unix-socket \(socket)"
            async let answers = output(
                of: """
                    curl \(ask) -d '{"wait": true}' \(Self.url) --next \(ask) http://gantry/v1/projects/crm%202/plan \
                    --next \(ask) -d '{"wait": true}' \(Self.url)
                    """)
            for number in 1...3 {
                await until { await backend.waiting == number }
                await backend.endRuns()
            }
            let all = await answers
            #expect(all == "200 1\n200 0\n200 0\n")
        }
    }

    @Test("takes several requests on one connection of Python's http.client")
    func python() async throws {
        let backend = MemoryBackend()
        try await withServer(backend, path: socket) { [socket, folder] _ in
            try folder.write(
                """
                import http.client, json, socket, sys
                class Unix(http.client.HTTPConnection):
                    connects = 0
                    def connect(self):
                        Unix.connects += 1
                        self.sock = socket.socket(socket.AF_UNIX)
                        self.sock.connect(sys.argv[1])
                c = Unix("gantry")
                for body in ('{"by": "me"}', '{}', None, '{"by": "ci", "wait": false}'):
                    c.request("POST", "\(Self.run)", body)
                    r = c.getresponse()
                    print(r.status, json.loads(r.read())["state"])
                print(Unix.connects)
                """, to: "ask.py")
            let said = await output(of: "python3 \(folder.path)/ask.py \(socket) 2>&1")
            #expect(said == "202 queued\n202 queued\n202 queued\n202 queued\n1\n")
        }
        #expect(await backend.runs.count == 4)
    }

    @Test("answers requests that are sent before the answers to earlier ones, in their order")
    func pipelining() async throws {
        try await withServer(MemoryBackend(), path: socket) { [socket] _ in
            let post = "POST \(Self.run) HTTP/1.1\r\nhost: gantry\r\ncontent-length: 2\r\n\r\n{}"
            let get = "GET /v1/nothing HTTP/1.1\r\nhost: gantry\r\n\r\n"
            let last = "GET /v1/status HTTP/1.1\r\nhost: gantry\r\nconnection: close\r\n\r\n"
            let said = await Self.exchange([post + get + post + last], socket)
            #expect(Self.statuses(said) == ["202", "404", "202", "200"])
        }
    }

    @Test("answers a side that has finished writing")
    func halfClosed() async throws {
        let backend = MemoryBackend()
        try await withServer(backend, path: socket) { [socket] _ in
            async let said = onThread {
                let connection = RawSocket(.client, socket)
                defer { close(connection.descriptor) }
                let body = "{\"wait\": true}"
                RawSocket.send(
                    Array(
                        "POST \(Self.run) HTTP/1.1\r\nhost: gantry\r\ncontent-length: \(body.count)\r\n\r\n\(body)".utf8
                    ),
                    to: connection.descriptor)
                shutdown(connection.descriptor, Int32(SHUT_WR))
                return RawSocket.receive(from: connection.descriptor)
            }
            await until { await backend.waiting == 1 }
            await backend.endRuns()
            let heard = await said
            #expect(Self.statuses(heard) == ["200"])
        }
    }

    @Test(
        "says in words what is wrong with a request that ends too soon, or is none",
        arguments: [
            "POST \(run) HTTP/1.1\r\nhost: gantry\r\ncontent-length: 50\r\n\r\n{\"wait\"",
            "POST \(run) HTTP/1.1\r\nhost: gantry\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{",
            "POST \(run) HTTP/1.1\r\nhost: gantry\r\ncontent-length: many\r\n\r\n{}",
            "hello\r\n\r\n", "GET /v1/status HTTP/9.9\r\n\r\n",
        ])
    func malformed(_ request: String) async throws {
        let backend = MemoryBackend()
        try await withServer(backend, path: socket) { [socket] _ in
            let said = await onThread {
                let connection = RawSocket(.client, socket)
                defer { close(connection.descriptor) }
                RawSocket.send(Array(request.utf8), to: connection.descriptor)
                shutdown(connection.descriptor, Int32(SHUT_WR))
                return RawSocket.receive(from: connection.descriptor)
            }
            #expect(Self.statuses(said) == ["400"])
            let body = try #require(said.components(separatedBy: "\r\n\r\n").last)
            let problem = try WireJSON.decode(ProblemMessage.self, from: Data(body.utf8)).error
            #expect(problem.code == "invalid" && !problem.message.isEmpty)
        }
        #expect(await backend.runs.isEmpty)
    }

    @Test(
        "what a body leaves out has its default",
        arguments: [
            ("-d '{\"by\": \"me\"}'", "me"), ("-d '{}'", nil), ("-X POST", nil), ("-d ' '", nil),
            ("-d '{\"by\": null, \"wait\": null}'", nil),
            ("-H 'Transfer-Encoding: chunked' -d '{\"by\": \"me\"}'", "me"),
            ("-H 'Expect: 100-continue' --expect100-timeout 50 -d '{\"by\": \"me\"}'", "me"),
            ("-d '{\"by\": \"  two\\nlines \"}'", "two lines"),
        ] as [(String, String?)])
    func defaults(_ arguments: String, _ remark: String?) async throws {
        let backend = MemoryBackend()
        try await withServer(backend, path: socket) { [socket] _ in
            let status = await output(
                of: "curl -s -o /dev/null -w '%{http_code}' --unix-socket \(socket) \(arguments) \(Self.url)")
            #expect(status == "202")
        }
        // Who asks is known from the socket; what they call themselves stands beside it.
        let by = await backend.runs.first?.occurrence.payload["by"]
        #expect(by == .text(remark.map { "\(Self.me) (by: \($0))" } ?? Self.me))
    }

    @Test("an acknowledgement is the peer's, with or without a name of their own")
    func acknowledgement() async throws {
        let backend = MemoryBackend(alerts: [makeAlert(7, "budget/licences"), makeAlert(8, "budget/labour")])
        try await withServer(backend, path: socket) { [socket] client in
            let answers = await output(
                of: """
                    curl -s -o /dev/null -w '%{http_code}\\n' --unix-socket \(socket) -d '{"because": "seen"}' \
                    http://gantry/v1/alerts/7/ack --next -s -o /dev/null -w '%{http_code}\\n' --unix-socket \(socket) \
                    -d '{"by": "asha"}' http://gantry/v1/alerts/8/ack
                    """)
            #expect(answers == "200\n400\n")
            let named = try await client.acknowledge("8", AcknowledgeRequest(by: "ci", because: "seen"))
            #expect(named.acknowledgement?.by == "\(Self.me) (by: ci)")
            let plain = try await client.acknowledge("8", AcknowledgeRequest(by: Self.me, because: "seen"))
            #expect(plain.acknowledgement?.by == Self.me)
        }
        #expect(await backend.alerts.first?.acknowledgement?.by == Self.me)
    }

    @Test("tells an asker who waits for it to go on, and one whose body would be too long at once")
    func expectation() async throws {
        try await withServer(MemoryBackend(), path: socket) { [socket] _ in
            let head = { @Sendable (length: Int) in
                "POST \(Self.run) HTTP/1.1\r\nhost: gantry\r\nconnection: close\r\nexpect: 100-continue\r\n"
                    + "content-length: \(length)\r\n\r\n"
            }
            let said = await onThread {
                let connection = RawSocket(.client, socket)
                defer { close(connection.descriptor) }
                RawSocket.send(Array(head(2).utf8), to: connection.descriptor)
                // The body is sent when it is asked for, and not before.
                var buffer = [UInt8](repeating: 0, count: 4096)
                let count = recv(connection.descriptor, &buffer, buffer.count, 0)
                RawSocket.send(Array("{}".utf8), to: connection.descriptor)
                return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
                    + RawSocket.receive(from: connection.descriptor)
            }
            #expect(Self.statuses(said) == ["100", "202"])
            let refused = await Self.exchange([head(100_000)], socket)
            #expect(Self.statuses(refused) == ["413"])
        }
    }

    @Test("gives up a body that comes too slowly, however steadily, and goes on serving others")
    func slowBody() async throws {
        let backend = MemoryBackend()
        let limits = ControlServer.Limits(idle: .seconds(50), request: .milliseconds(300))
        try await withServer(backend, path: socket, limits: limits) { [socket] client in
            let said = await onThread {
                let connection = RawSocket(.client, socket)
                defer { close(connection.descriptor) }
                RawSocket.send(
                    Array("POST \(Self.run) HTTP/1.1\r\nhost: gantry\r\ncontent-length: 60000\r\n\r\n".utf8),
                    to: connection.descriptor)
                // A byte at a time until there is an answer.
                var ready = pollfd(fd: connection.descriptor, events: Int16(POLLIN), revents: 0)
                while RawSocket.send([0x20], to: connection.descriptor) == 1, poll(&ready, 1, 20) == 0 {}
                return RawSocket.receive(from: connection.descriptor)
            }
            #expect(Self.statuses(said) == ["408"])
            let state = try await client.status().state
            #expect(state == .ready)
        }
        #expect(await backend.runs.isEmpty)
    }

    @Test("says which methods a path has, and answers HEAD with the head of GET")
    func methods() async throws {
        try await withServer(MemoryBackend(), path: socket) { [socket] _ in
            let wrong = await output(of: "curl -s -i -X PUT -d '{}' --unix-socket \(socket) http://gantry/v1/reload")
            #expect(wrong.contains(" 405 ") && wrong.lowercased().contains("allow: post\r\n"))
            #expect(wrong.contains("method_not_allowed"))
            let get = await output(of: "curl -s -i --unix-socket \(socket) http://gantry/v1/projects")
            let head = await output(of: "curl -s -I --unix-socket \(socket) http://gantry/v1/projects")
            #expect(get.hasPrefix(head) && head.contains(" 200 ") && head.lowercased().contains("content-length: "))
            let missing = await output(of: "curl -s -I --unix-socket \(socket) http://gantry/v1/nothing")
            #expect(missing.contains(" 404 ") && missing.hasSuffix("\r\n\r\n"))
        }
    }

    @Test("the client waits for a place in a full queue")
    func fullQueue() async throws {
        let path = folder.path + "/full.sock"
        let server = RawSocket(.server, path)
        var held: [CInt] = []
        while let next = Self.connectAtOnce(path) { held.append(next) }
        #expect(SocketLocator.answers(path))
        let client = ControlClient(.init(path: path, root: nil, origin: "test"))
        let asker = Task { try await client.status() }
        let waiting = held
        await onThread {
            // By now it is on its way; whatever else keeps the machine busy is not waited for.
            while !Self.hasThread("gantry-ask") { sched_yield() }
            // Where the client has given up before all of this comes to its turn, nobody waits for it here.
            var limit = timeval(tv_sec: 20, tv_usec: 0)
            setsockopt(
                server.descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            for descriptor in waiting { close(descriptor) }
            while case let accepted = accept(server.descriptor, nil, nil), accepted >= 0 {
                var buffer = [UInt8](repeating: 0, count: 4096)
                let count = recv(accepted, &buffer, buffer.count, 0)
                RawSocket.send(Array("HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n".utf8), to: accepted)
                close(accepted)
                if count > 0 { break }
            }
            close(server.descriptor)
        }
        // It is no daemon; but it was reached.
        let failure = await #expect(throws: ClientFailure.self) { try await asker.value }
        guard case .noAnswer? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    private static func hasThread(_ name: String) -> Bool {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        return threads.contains { thread in
            (try? String(contentsOfFile: "/proc/self/task/\(thread)/comm", encoding: .utf8)) == "\(name)\n"
        }
    }

    /// A connection, if there is a place in the queue; nil where it is full.
    private static func connectAtOnce(_ path: String) -> CInt? {
        let descriptor = Glibc.socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { field in
            for (index, byte) in path.utf8.enumerated() { field[index] = byte }
        }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    private static func exchange(_ pieces: [String], _ socket: String) async -> String {
        await onThread {
            let connection = RawSocket(.client, socket)
            defer { close(connection.descriptor) }
            for piece in pieces { RawSocket.send(Array(piece.utf8), to: connection.descriptor) }
            return RawSocket.receive(from: connection.descriptor)
        }
    }

    private static func statuses(_ said: String) -> [String] {
        said.split(separator: "HTTP/1.1 ").map { String($0.prefix(3)) }
    }
}
