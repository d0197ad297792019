import GantryCore
import Testing

@testable import GantryPlugins

@Suite("A plugin that says too much", .timeLimit(.minutes(5)))
struct FloodTests {
    @Test(
        "gets a little of it into the log, with a count of the rest, whichever way it says it",
        arguments: [
            #"send({"method": "log", "params": {"message": "flood %d" % n}})"#,
            #"print("flood %d" % n, file=sys.stderr, flush=True)"#,
        ])
    func flood(_ line: String) async throws {
        let workshop = try Workshop(
            """
            protocol: serve
            command: [python3, -S, main.py]
            limits: { timeout: 10m, output: 16MiB }
            actions: [{ name: test.check, description: Is it well? }]
            """,
            files: [
                "main.py": """
                import json, sys
                reading, writing = sys.stdin.buffer, sys.stdout.buffer
                def send(message):
                    data = json.dumps({"jsonrpc": "2.0", **message}).encode()
                    writing.write(b"Content-Length: %d\\r\\n\\r\\n" % len(data) + data)
                    writing.flush()
                while True:
                    length = 0
                    while (line := reading.readline()) not in (b"\\r\\n", b""):
                        if line.lower().startswith(b"content-length:"): length = int(line[15:])
                    if not line: break
                    message = json.loads(reading.read(length))
                    method = message.get("method")
                    if method == "execute":
                        for n in range(20000): \(line)
                    if "id" in message:
                        send({"id": message["id"], "result": {"protocol": 1} if method == "initialize" else {}})
                    if method == "shutdown": sys.exit(0)
                """
            ])
        try await workshop.serving { (workshop: Workshop) async throws -> Void in
            _ = try await workshop.run()
        }
        let said = workshop.reported.compactMap { if case .said(_, let text) = $0 { text } else { nil } }
        // The clock stands still: not one more than at once.
        #expect(said.count { $0.hasPrefix("flood ") } == SayingMachine.linesAtOnce)
        #expect(said.contains { $0.hasPrefix("(it says too much") })
    }
}
