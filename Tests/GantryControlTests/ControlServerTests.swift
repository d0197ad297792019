import FoundationEssentials
import GantryControl
import GantryCore
import GantryDaemon
import GantryTestSupport
import Glibc
import Testing

@Suite("The control server, asked over a real socket", .timeLimit(.minutes(1)))
struct ControlServerTests {
    let folder: TemporaryFolder
    var socket: String { folder.path + "/.gantry/gantry.sock" }

    init() throws { folder = try TemporaryFolder() }

    @Test("answers every question of the client")
    func questions() async throws {
        let backend = MemoryBackend(alerts: [makeAlert(7, "budget/licences")])
        try await withServer(backend, path: socket) { client in
            let status = try await client.status()
            #expect(status.state == .ready)
            #expect(status.openAlerts == 1)
            #expect(status.version == Release.version)
            #expect(try await client.projects().projects.map(\.id) == ["crm 2"])
            // A name with a space travels escaped and arrives whole.
            #expect(try await client.project("crm 2").long == "project: crm2\n")
            #expect(try await client.workflows().workflows.isEmpty)
            #expect(try await client.actions().actions.isEmpty)
            #expect(try await client.next(NextQuery(count: 3)).occurrences.count == 3)
            let run = try await client.startRun(of: "deadlines", RunRequest(by: "asha", wait: false))
            #expect(run.state == .queued)
            #expect(try await client.run(run.id).payload["by"] == .text("\(user) (by: asha)"))
            #expect(try await client.logs(ofRun: run.id).logs.map(\.text) == ["hello\n"])
            #expect(try await client.runs(RunQuery(workflow: "deadlines")).runs.map(\.id) == ["1"])
            #expect(try await client.runs(RunQuery(state: .failed)).runs.isEmpty)
        }
    }

    @Test("acknowledges an alert that is named by words of its key")
    func acknowledge() async throws {
        let backend = MemoryBackend(alerts: [
            makeAlert(9, "budget/labour"), makeAlert(7, "budget/licences"),
            makeAlert(3, "budget/licences", state: .resolved),
        ])
        try await withServer(backend, path: socket) { client in
            let found = try await client.alert("crm2/licences")
            #expect(found.alert.id == "7")
            let answer = try await client.acknowledge(
                found.alert.id, AcknowledgeRequest(by: "asha", because: "PO-9 is agreed: 100 % \"ok\""))
            #expect(answer.alert.state == .acknowledged)
            #expect(answer.acknowledgement?.because == "PO-9 is agreed: 100 % \"ok\"")
            #expect(answer.history.map(\.kind) == [.acknowledged])
            #expect(try await client.alerts(AlertQuery(all: true)).alerts.count == 3)
            #expect(try await client.alerts(AlertQuery(project: "other")).alerts.isEmpty)
        }
    }

    @Test("an acknowledgement without a reason is refused")
    func acknowledgeWithoutReason() async throws {
        let backend = MemoryBackend(alerts: [makeAlert(7, "budget/licences")])
        try await withServer(backend, path: socket) { client in
            await #expect(throws: ClientFailure.self) {
                try await client.acknowledge("7", AcknowledgeRequest(by: "asha", because: "  "))
            }
        }
        #expect(await backend.alerts.first?.state == .open)
    }

    @Test("answers a run that is waited for when it has ended")
    func waiting() async throws {
        let backend = MemoryBackend()
        try await withServer(backend, path: socket) { client in
            async let run = client.startRun(of: "deadlines", RunRequest(by: "asha", wait: true))
            await until { await backend.waiting == 1 }
            await backend.endRuns()
            let state = try await run.state
            #expect(state == .succeeded)
        }
    }

    @Test("gives up the waiting, and not the run, when the asker hangs up")
    func hangingUp() async throws {
        let backend = MemoryBackend()
        try await withServer(backend, path: socket) { client in
            let asker = Task { try await client.startRun(of: "deadlines", RunRequest(by: "asha", wait: true)) }
            await until { await backend.waiting == 1 }
            asker.cancel()
            await until { await backend.cancelledWaits == 1 }
            await #expect(throws: CancellationError.self) { try await asker.value }
        }
        #expect(await backend.runs.count == 1)
    }

    @Test("gives up a sum when the asker hangs up")
    func hangingUpOnSums() async throws {
        let backend = MemoryBackend()
        try await withServer(backend, path: socket) { client in
            let asker = Task { try await client.get(["projects", "crm 2", "plan"], as: ProjectList.self) }
            await until { await backend.waiting == 1 }
            asker.cancel()
            await until { await backend.cancelledWaits == 1 }
            await #expect(throws: CancellationError.self) { try await asker.value }
        }
    }

    @Test("tells those who wait that the daemon is stopping")
    func stopping() async throws {
        let backend = MemoryBackend()
        let path = socket
        let asker = Task {
            await until { SocketLocator.answers(path) }
            let client = ControlClient(.init(path: path, root: nil, origin: "test"))
            return try await client.startRun(of: "deadlines", RunRequest(by: "asha", wait: true))
        }
        // The daemon is told to stop as soon as somebody waits.
        try await withServer(backend, path: path) { _ in await until { await backend.waiting == 1 } }
        let failure = await #expect(throws: ClientFailure.self) { try await asker.value }
        guard case .problem(let problem)? = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(problem.status == 503)
        #expect(await backend.cancelledWaits == 1)
    }

    @Test(
        "answers what goes wrong as a problem with a code",
        arguments: [
            ("GET", "/v1/projects/crm3", "", 404, "not_found"),
            ("GET", "/v1/nothing", "", 404, "not_found"),
            ("GET", "/", "", 404, "not_found"),
            ("DELETE", "/v1/status", "", 405, "method_not_allowed"),
            ("GET", "/v1/runs/abc", "", 404, "not_found"),
            ("GET", "/v1/runs/99999999999999999999", "", 404, "not_found"),
            ("GET", "/v1/runs?state=fialed", "", 400, "invalid"),
            ("GET", "/v1/runs?limit=0", "", 400, "invalid"),
            ("GET", "/v1/next?count=many", "", 400, "invalid"),
            ("GET", "/v1/alerts?all=perhaps", "", 400, "invalid"),
            ("GET", "/v1/runs?limt=1", "", 400, "invalid"), ("GET", "/v1/next?cuont=1", "", 400, "invalid"),
            ("GET", "/v1/alerts?proejct=crm2", "", 400, "invalid"),
            ("GET", "/v1/deliveries?fialed=true", "", 400, "invalid"),
            ("GET", "/v1/workflows/deadlines/runs?sate=failed", "", 400, "invalid"),
            ("GET", "/v1/workflows/deadlines/occurrences?verdic=missed", "", 400, "invalid"),
            ("GET", "/v1/workflows/deadlines/occurrences?at=noon", "", 400, "invalid"),
            ("GET", "/v1/workflows/deadlines/occurrences?at=2026-11-02T08:00Z&verdict=ran", "", 400, "invalid"),
            ("GET", "/v1/alerts/lookup", "", 400, "invalid"),
            ("GET", "/v1/projects/%zz", "", 400, "invalid"),
            ("POST", "/v1/workflows/deadlines/run", "not json", 400, "invalid"),
            ("POST", "/v1/workflows/deadlines/run", "{\"wait\": 1}", 400, "invalid"),
            ("POST", "/v1/workflows/deadlines/run", "[]", 400, "invalid"),
            ("POST", "/v1/workflows/deadlines/run", "{\"trigger\": \"t\"}", 400, "invalid"),
            ("POST", "/v1/workflows/deadlines/run", "{\"for\": \"noon\"}", 400, "invalid"),
            ("POST", "/v1/workflows/deadlines/run", "{\"wiat\": true}", 400, "invalid"),
            ("POST", "/v1/alerts/7/ack", "{\"becuase\": \"seen\", \"because\": \"x\"}", 400, "invalid"),
            ("TRACE", "/v1/status", "", 405, "method_not_allowed"),
            ("POST", "/v1/reload", "", 500, "internal"),
        ])
    func problems(_ method: String, _ target: String, _ body: String, _ status: Int, _ code: String) async throws {
        try await withServer(MemoryBackend(), path: socket) { [socket] _ in
            let curl = await output(
                of: "curl -s -g -X \(method) --data-raw '\(body)' --unix-socket \(socket) -w '%{http_code}' "
                    + "'http://gantry\(target)'")
            #expect(curl.hasSuffix("\(status)"))
            let message = try WireJSON.decode(ProblemMessage.self, from: Data(curl.dropLast(3).utf8))
            #expect(message.error.code == code)
        }
    }

    @Test("speaks JSON with snake_case keys to curl, null where there is nothing")
    func curl() async throws {
        let backend = MemoryBackend(alerts: [makeAlert(7, "budget/licences")])
        try await withServer(backend, path: socket) { [socket] _ in
            let answer = await output(of: "curl -s -i --unix-socket \(socket) http://gantry/v1/status")
            #expect(answer.contains("HTTP/1.1 200 OK"))
            #expect(answer.lowercased().contains("content-type: application/json"))
            #expect(answer.contains("\"open_alerts\":1"))
            #expect(answer.contains("\"next\":null"))
            let alerts = await output(of: "curl -s --unix-socket \(socket) http://gantry/v1/alerts")
            #expect(alerts.hasPrefix("{\"alerts\":[{"))
            #expect(alerts.contains("\"id\":\"7\""))
            #expect(alerts.contains("\"due\":\"2026-12-18\""))
            #expect(alerts.contains("\"opened_at\":\"2026-11-06T21:20:00Z\""))
        }
    }

    @Test("refuses a body over 64 KiB, announced or not")
    func largeBody() async throws {
        try await withServer(MemoryBackend(), path: socket) { [socket, folder] _ in
            for header in ["", "-H 'Transfer-Encoding: chunked'"] {
                let answer = await output(
                    of: "head -c 200000 /dev/zero | curl -s -m 20 -X POST \(header) -H 'Expect:' --data-binary @- "
                        + "--unix-socket \(socket) -o \(folder.path)/answer -w '%{http_code}' "
                        + "http://gantry/v1/workflows/deadlines/run")
                #expect(answer == "413")
            }
        }
    }

    @Test(
        "cuts off a line that does not end, and goes on serving others",
        arguments: ["GET /v1/status HTTP/1.1\r\nX: ", "GET /"])
    func endlessLine(_ beginning: String) async throws {
        let limits = ControlServer.Limits(idle: .seconds(1))
        try await withServer(MemoryBackend(), path: socket, limits: limits) { [socket] client in
            let before = residentBytes()
            let answer = await onThread {
                let connection = RawSocket(.client, socket)
                defer { close(connection.descriptor) }
                RawSocket.send(Array(beginning.utf8), to: connection.descriptor)
                let piece = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20)
                for _ in 0..<200 where RawSocket.send(piece, to: connection.descriptor) < piece.count { break }
                return RawSocket.receive(from: connection.descriptor)
            }
            #expect(answer.isEmpty || answer.contains(" 400 "))
            #expect(residentBytes() - before < 32 << 20)
            let state = try await client.status().state
            #expect(state == .ready)
        }
    }

    @Test("closes a connection that says nothing")
    func idle() async throws {
        try await withServer(MemoryBackend(), path: socket, limits: .init(idle: .seconds(1))) { [socket] client in
            let said = await onThread {
                let connection = RawSocket(.client, socket)
                defer { close(connection.descriptor) }
                return RawSocket.receive(from: connection.descriptor)
            }
            #expect(said.isEmpty)
            let state = try await client.status().state
            #expect(state == .ready)
        }
    }

    @Test("serves on when all its connections are taken, as soon as idle ones are closed")
    func manyClients() async throws {
        let limits = ControlServer.Limits(connections: 4, idle: .seconds(1))
        try await withServer(MemoryBackend(), path: socket, limits: limits) { [socket] client in
            let held = (0..<8).map { _ in RawSocket(.client, socket).descriptor }
            defer { for descriptor in held { close(descriptor) } }
            #expect(held.allSatisfy { $0 >= 0 })
            let state = try await client.status().state
            #expect(state == .ready)
        }
    }
}

/// Whoever runs the tests, as the system names them.
private var user: String { getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(geteuid())" }

/// The memory that this process holds.
private func residentBytes() -> Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    guard fgets(&line, 256, file) != nil else { return 0 }
    let fields = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self).split(
        separator: " ")
    return (Int(fields[1]) ?? 0) * 4096
}
