import GantryPluginKit
import Testing

@Suite("Messages")
struct MessageTests {
    // MARK: Requests

    static let request = """
        {"protocol": 1, "action": "ping.check", "inputs": {"host": "crm.example.org"}, "secrets": {}, "work": "/w",
         "run": {"id": "12", "workflow": "reachable", "step": "crm", "at": "2026-11-16T08:00:00+01:00",
                 "timezone": "Europe/Amsterdam", "of_a_later_version": [1]},
         "projects": [{"id": "crm2", "name": "CRM", "path": "/p/crm2.yaml", "status": "active", "lead": "asha",
                       "start": "2026-10-01", "deadline": "2027-03-31"},
                      {"id": "cloud", "name": "Cloud", "path": "/p/cloud.yaml", "status": "on_hold", "lead": "ben",
                       "start": "2026-09-01"}],
         "of_a_later_version": {"a": 1}}
        """

    @Test("reads the request for an action, with keys that it does not know")
    func actionCall() throws {
        let call = try JSONValue(parsing: Array(Self.request.utf8)).decode(ActionCall.self)
        #expect(call.version == 1 && call.action == "ping.check" && call.inputs == ["host": "crm.example.org"])
        #expect(call.run.timezone == "Europe/Amsterdam")
        #expect(call.projects.map(\.deadline) == ["2027-03-31", nil])
        #expect(try JSONValue(encoding: call).decode(ActionCall.self) == call)
        #expect(try JSONValue(encoding: call)["protocol"] == 1)
    }

    @Test("says which key of a request is missing")
    func missingKey() throws {
        do {
            _ = try JSONValue(parsing: Array(#"{"protocol": 1, "action": "a", "work": "/", "run": {}}"#.utf8)).decode(
                ActionCall.self)
            Issue.record("it was decoded")
        } catch {
            #expect(MessageProblem(error).description == "'run.id' is missing")
        }
    }

    @Test("reads the request for a channel")
    func deliveryCall() throws {
        let text = """
            {"protocol": 1, "channel": "desk.note", "inputs": {}, "work": "/w", "delivery": {"id": "41",
             "message_id": "3f2a.41", "attempt": 1, "created_at": "2026-11-16T07:00:00Z", "recipient": {"person": "asha",
             "name": "Asha"}, "subject": "s", "body": "b", "alerts": []}}
            """
        let call = try JSONValue(parsing: Array(text.utf8)).decode(DeliveryCall.self)
        #expect(call.delivery.messageID == "3f2a.41" && call.delivery.recipient.address == nil && call.secrets.isEmpty)
        #expect(try JSONValue(encoding: call).decode(DeliveryCall.self) == call)
    }

    // MARK: Lines

    static let lines: [(String, PluginLine)] = [
        (#"{"type":"log","message":"m"}"#, .log(LogMessage(message: "m"))),
        (#"{"type":"log","level":"error","message":"m","x":1}"#, .log(LogMessage(level: .error, message: "m"))),
        (#"{"type":"progress","percent":40}"#, .progress(Progress(percent: 40))),
        (#"{"type":"skipped","project":"p","message":"m"}"#, .skipped(SkippedMessage(project: "p", message: "m"))),
        (#"{"type":"output","value":{"a":1}}"#, .output(["a": 1])),
        (
            #"{"type":"failure","message":"m","retry":false,"retry_after":"10m"}"#,
            .failure(FailureMessage(message: "m", retry: false, retryAfter: "10m"))
        ),
        (
            #"{"type":"finding","subject":"host/x","severity":"critical","message":"m"}"#,
            .finding(FindingMessage(subject: "host/x", severity: "critical", message: "m"))
        ),
        (
            #"{"type":"finding","subject":"s","severity":"info","message":"m","project":"p","rule":"r","stage":{"name":"3wd","rank":2},"owner":"a+b","due":"2026-12-18","advice":["x"],"evidence":{"rule":"why","inputs":[{"name":"n","value":"v","source":{"file":"f","line":3}}],"arithmetic":["1+1=2"]}}"#,
            .finding(
                FindingMessage(
                    subject: "s", severity: "info", message: "m", project: "p", rule: "r",
                    stage: StageMessage(name: "3wd", rank: 2), owner: "a+b", due: "2026-12-18", advice: ["x"],
                    evidence: EvidenceMessage(
                        rule: "why",
                        inputs: [.init(name: "n", value: "v", source: .init(file: "f", line: 3, column: 1))],
                        arithmetic: ["1+1=2"])))
        ),
    ]

    @Test("reads a line of each type, and what it writes", arguments: lines)
    func line(_ text: String, _ line: PluginLine) throws {
        #expect(try PluginLine(parsing: text) == line)
        let encoded = try line.encoded()
        #expect(encoded.last == UInt8(ascii: "\n") && encoded.dropLast().allSatisfy { $0 != UInt8(ascii: "\n") })
        #expect(try PluginLine(parsing: String(decoding: encoded, as: UTF8.self)) == line)
        #expect(try PluginLine(type: line.type, .object(line.members())) == line)
    }

    @Test(
        "says what is wrong with a line",
        arguments: [
            ("hello", "'hello' is not JSON: byte 1: this is no value"), ("[1]", "'[1]' is not a JSON object"),
            (#"{"message":"m"}"#, "'{\"message\":\"m\"}' has no 'type'"),
            (
                #"{"type":"fnding"}"#,
                "'fnding' is no type of line; there are log, progress, finding, skipped, output, failure"
            ),
            (#"{"type":"log"}"#, "a 'log' is wrong: 'message' is missing"),
            (#"{"type":"log","message":1}"#, "a 'log' is wrong: 'message' is a number, and a text is wanted"),
            (
                #"{"type":"log","message":"m","level":"loud"}"#,
                "a 'log' is wrong: 'level' is 'loud', and one of debug, info, warning, error is wanted"
            ),
            (#"{"type":"progress","percent":101}"#, "a 'progress' is wrong: 'percent' is 101, and 0 to 100 is wanted"),
            (#"{"type":"finding","subject":"s","severity":"info"}"#, "a 'finding' is wrong: 'message' is missing"),
            (
                #"{"type":"finding","subject":"s","severity":"info","message":"m","evidence":{"inputs":[{"name":"n"}]}}"#,
                "a 'finding' is wrong: 'evidence.inputs[0].value' is missing"
            ),
            (#"{"type":"output"}"#, "an 'output' is wrong: 'value' is missing"),
            (#"{"type":"output","value":[]}"#, "an 'output' is wrong: 'value' is a list, and an object is wanted"),
        ])
    func wrongLine(_ text: String, _ words: String) {
        #expect(throws: MessageProblem(words)) { try PluginLine(parsing: text) }
    }

    // MARK: JSON-RPC

    @Test(
        "reads and writes each kind of message",
        arguments: [
            (
                #"{"jsonrpc":"2.0","id":1,"method":"ping"}"#,
                RPCMessage.request(id: .number(1), method: "ping", params: [:])
            ),
            (
                #"{"jsonrpc":"2.0","id":"a","method":"ping","params":{"x":1}}"#,
                .request(id: .string("a"), method: "ping", params: ["x": 1])
            ),
            (#"{"jsonrpc":"2.0","method":"log","params":{}}"#, .notification(method: "log", params: [:])),
            (#"{"jsonrpc":"2.0","id":1,"result":null}"#, .response(id: .number(1), result: nil)),
            (#"{"jsonrpc":"2.0","id":1,"result":{"a":[]}}"#, .response(id: .number(1), result: ["a": []])),
            (
                #"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"m"}}"#,
                .failure(id: nil, RPCError(code: -32700, message: "m"))
            ),
            (
                #"{"jsonrpc":"2.0","id":2,"error":{"code":1,"message":"m","data":{"retry":false}}}"#,
                .failure(id: .number(2), RPCError(code: 1, message: "m", data: ["retry": false]))
            ),
        ])
    func message(_ text: String, _ message: RPCMessage) throws {
        #expect(try RPCMessage(parsing: Array(text.utf8)) == message)
        #expect(try RPCMessage(parsing: message.encoded) == message)
    }

    @Test(
        "says what is no message",
        arguments: [
            ("x", "a frame is not JSON: byte 1: this is no value"), ("[]", "a frame is no JSON object"),
            (#"{"id":1,"method":"ping"}"#, "a frame does not say \"jsonrpc\": \"2.0\""),
            (
                #"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#,
                "the 'id' of a frame is a number, and a whole number or a text is wanted"
            ),
            (#"{"jsonrpc":"2.0","id":1,"method":7}"#, "the 'method' of a frame is no text"),
            (#"{"jsonrpc":"2.0","id":1}"#, "a frame has neither 'method' nor 'result' nor 'error'"),
            (#"{"jsonrpc":"2.0","result":1}"#, "a frame with a 'result' has no 'id'"),
            (#"{"jsonrpc":"2.0","id":1,"error":{"code":1}}"#, "'error.message' is missing"),
        ])
    func wrongMessage(_ text: String, _ words: String) {
        #expect(throws: MessageProblem(words)) { try RPCMessage(parsing: Array(text.utf8)) }
    }
}
