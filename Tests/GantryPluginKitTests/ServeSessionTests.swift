import PluginProcess
import Synchronization
import Testing

@testable import GantryPluginKit

@Suite("Serving")
struct ServeSessionTests {
    // MARK: A plugin

    /// Opens once, for all who wait.
    final class Gate: Sendable {
        private let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))

        func open() { continuation.finish() }
        func wait() async { for await _ in stream {} }
    }

    struct Gated: PluginAction {
        let name: String
        let gate: Gate
        struct Output: Encodable, Sendable { var wasCancelled: Bool }

        func run(_ inputs: NoInputs, in call: Call) async throws -> Output? {
            call.log("begun")
            await gate.wait()
            return Output(wasCancelled: Task.isCancelled)
        }
    }

    struct Careful: PluginAction {
        let name = "test.careful"
        struct Inputs: Decodable, Sendable {
            var within: Input.WorkingDays
            var warn: Input.Percent?
        }
        struct Output: Encodable, Sendable { var days: Int }

        func run(_ inputs: Inputs, in call: Call) async throws -> Output? {
            call.progress(140)
            call.find(.warning, about: "tasks/build", "late", project: "crm2")
            call.skip(project: "cloud", because: "it cannot be reached")
            _ = try call.secret("token")
            return Output(days: inputs.within.count)
        }
    }

    struct Desk: PluginChannel {
        let name = "test.desk"

        func deliver(_ inputs: NoInputs, in handover: Handover) async throws {
            handover.log("for \(handover.delivery.recipient.person)")
            if handover.delivery.attempt == 1 {
                throw PluginFailure("the desk is full", canRetry: true, retryAfter: .seconds(600))
            }
        }
    }

    /// Tells the events that the test gives it; fails, returns or says that it is in trouble where the test says so.
    struct Ticker: PluginTrigger {
        let name = "test.ticker"
        let ticks: AsyncStream<String>
        struct Inputs: Decodable, Sendable { var every: Input.Duration }

        func run(_ inputs: Inputs, in subscription: Subscription) async throws {
            for await tick in ticks {
                if tick == "fail" { throw PluginFailure("no ticks any more") }
                if tick == "return" { return }
                if tick.hasPrefix("!") {
                    subscription.trouble(tick == "!" ? nil : String(tick.dropFirst()))
                    continue
                }
                let isNew = try await subscription.emit(id: tick, ["tick": tick])
                subscription.log("\(tick) is \(isNew ? "new" : "known")")
            }
            subscription.log(Task.isCancelled ? "cancelled" : "ended")
        }
    }

    // MARK: A talk with it

    func talk(
        actions: [any PluginAction] = [], triggers: [any PluginTrigger] = [], channels: [any PluginChannel] = [],
        pauses: PauseRecord = PauseRecord(), _ body: (PluginTalk) async throws -> Void
    ) async throws {
        let (requests, input) = AsyncStream<[UInt8]>.makeStream(bufferingPolicy: .unbounded)
        let (answers, output) = AsyncStream<[UInt8]>.makeStream(bufferingPolicy: .unbounded)
        let session = ServeSession(
            offers: Offers(actions: actions, triggers: triggers, channels: channels), send: { output.yield($0) },
            pause: { try await pauses.add($0) })
        let reading = Lines(answers)
        let talk = PluginTalk(send: { input.yield($0) }, read: { await reading.next() })
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let source = Lines(requests)
                let problem = await session.run { await source.next() }
                output.finish()
                #expect(problem == nil)
            }
            try await talk.initialize(work: "/tmp")
            try await body(talk)
            input.finish()
            try await group.waitForAll()
        }
    }

    final class PauseRecord: Sendable {
        private let pauses = Mutex<[Duration]>([])
        /// Opens when a trigger has watched for long.
        let recovery = Gate()

        func add(_ pause: Duration) async throws {
            if pause == TriggerWatch.recovery { return await recovery.wait() }
            pauses.withLock { $0.append(pause) }
        }
        var all: [Duration] { pauses.withLock { $0 } }
    }

    /// A stream that is read by one at a time.
    actor Lines {
        private let stream: AsyncStream<[UInt8]>
        init(_ stream: AsyncStream<[UInt8]>) { self.stream = stream }
        func next() async -> [UInt8]? {
            var iterator = stream.makeAsyncIterator()
            return await iterator.next(isolation: self)
        }
    }

    private func execute(_ action: String, _ inputs: [String: JSONValue] = [:]) throws -> JSONValue {
        try JSONValue(encoding: ActionCall.sample(action: action, inputs))
    }

    // MARK: Calls

    @Test("tells the lines of a call before its answer, each with the call's id")
    func lines() async throws {
        try await talk(actions: [Careful()]) { talk in
            var request = ActionCall.sample(action: "test.careful", ["within": "3wd", "warn": "80%"])
            request.secrets = ["token": "s"]
            let id = await talk.request("execute", try JSONValue(encoding: request))
            let progress: JSONValue = ["call": id.value, "percent": 100]
            #expect(try await talk.next() == .notification(method: "progress", params: progress))
            let finding: JSONValue = [
                "call": id.value, "subject": "tasks/build", "severity": "warning", "message": "late", "project": "crm2",
            ]
            #expect(try await talk.next() == .notification(method: "finding", params: finding))
            let skipped: JSONValue = ["call": id.value, "project": "cloud", "message": "it cannot be reached"]
            #expect(try await talk.next() == .notification(method: "skipped", params: skipped))
            #expect(try await talk.next() == .response(id: id, result: ["output": ["days": 3]]))
        }
    }

    @Test("does calls at the same time, and answers each when it ends")
    func together() async throws {
        let (first, second) = (Gate(), Gate())
        let actions = [Gated(name: "test.first", gate: first), Gated(name: "test.second", gate: second)]
        try await talk(actions: actions) { talk in
            let one = await talk.request("execute", try execute("test.first"))
            let two = await talk.request("execute", try execute("test.second"))
            second.open()
            #expect(try await talk.result(of: two) == ["output": ["wasCancelled": false]])
            #expect(try await talk.ask("ping") == [:])
            first.open()
            #expect(try await talk.result(of: one) == ["output": ["wasCancelled": false]])
        }
    }

    @Test("a call that is cancelled is answered with its result where it has one")
    func cancelledWithResult() async throws {
        try await talk(actions: [Gated(name: "test.gated", gate: Gate())]) { talk in
            let id = await talk.request("execute", try execute("test.gated"))
            await talk.tell(.notification(method: "cancel", params: ["call": id.value]))
            #expect(try await talk.result(of: id) == ["output": ["wasCancelled": true]])
        }
    }

    @Test("the end of the input cancels what is under way, and answers it")
    func endOfInput() async throws {
        let gate = Gate()
        try await talk(actions: [Gated(name: "test.gated", gate: gate)]) { talk in
            await talk.request("execute", try execute("test.gated"))
        }
    }

    static let refusals: [(String, JSONValue, RPCError)] = [
        ("nothing", [:], RPCError(code: -32601, message: "there is no method 'nothing'")),
        ("execute", ["action": "x"], RPCError(code: -32602, message: "'params.protocol' is missing")),
        ("subscribe", ["subscription": "s"], RPCError(code: -32602, message: "'params.trigger' is missing")),
        (
            "subscribe", ["subscription": "s", "trigger": "test.none"],
            RPCError(code: -32602, message: "there is no trigger 'test.none'; there are test.ticker")
        ),
        (
            "subscribe", ["subscription": "s", "trigger": "test.ticker", "inputs": ["every": "soon"]],
            RPCError(code: -32602, message: "'inputs.every' is 'soon', and a duration such as 90s, 10m or 2h is wanted")
        ),
    ]

    @Test("refuses with the code of the protocol, and in words", arguments: refusals)
    func refuses(_ method: String, _ params: JSONValue, _ error: RPCError) async throws {
        let ticker = Ticker(ticks: AsyncStream { $0.finish() })
        try await talk(actions: [Careful()], triggers: [ticker]) { talk in
            await #expect(throws: error) { try await talk.ask(method, params) }
        }
    }

    static let failures: [([String: JSONValue], RPCError)] = [
        ([:], RPCError(code: -32602, message: "'inputs.within' is missing")),
        (
            ["within": "3d"],
            RPCError(
                code: -32602, message: "'inputs.within' is '3d', and a number of working days such as 3wd is wanted")
        ),
        (
            ["within": "3wd"],
            RPCError(code: 1, message: "there is no secret 'token'; name it in needs.secrets of plugin.yaml")
        ),
    ]

    @Test("a call fails in words", arguments: failures)
    func fails(_ inputs: [String: JSONValue], _ error: RPCError) async throws {
        try await talk(actions: [Careful()]) { talk in
            await #expect(throws: error) { try await talk.ask("execute", try execute("test.careful", inputs)) }
        }
    }

    @Test("refuses an action that is not there, and another version of the protocol")
    func unknownAction() async throws {
        try await talk(actions: [Careful()]) { talk in
            let unknown = RPCError(code: -32602, message: "there is no action 'test.none'; there are test.careful")
            await #expect(throws: unknown) { try await talk.ask("execute", try execute("test.none")) }
            var call = ActionCall.sample(action: "test.careful")
            call.version = 2
            let other = RPCError(code: -32602, message: "this plugin speaks version 1 of the protocol, and not 2")
            await #expect(throws: other) { try await talk.ask("execute", try JSONValue(encoding: call)) }
        }
    }

    // MARK: Deliveries

    @Test("a delivery that fails says when to try again")
    func delivery() async throws {
        func call(_ attempt: Int) throws -> JSONValue {
            try JSONValue(
                encoding: DeliveryCall.sample(channel: "test.desk", delivery: .sample(attempt: attempt)))
        }
        try await talk(channels: [Desk()]) { talk in
            let data: JSONValue = ["retry": true, "retry_after": "10m"]
            await #expect(throws: RPCError(code: 1, message: "the desk is full", data: data)) {
                try await talk.ask("deliver", try call(1))
            }
            let answer = try await talk.ask("deliver", try call(2))
            #expect(answer == [:])
        }
    }

    // MARK: Events

    @Test("sends an event until it is taken, with the same id, and waits longer each time")
    func event() async throws {
        let (ticks, clock) = AsyncStream<String>.makeStream(bufferingPolicy: .unbounded)
        let recorded = PauseRecord()
        try await talk(triggers: [Ticker(ticks: ticks)], pauses: recorded) { talk in
            let terms: JSONValue = ["subscription": "s1", "trigger": "test.ticker", "inputs": ["every": "10s"]]
            try await talk.ask("subscribe", terms)
            clock.yield("t1")
            for _ in 0..<8 {
                let (refused, params) = try await talk.event()
                #expect(params == ["subscription": "s1", "id": "t1", "payload": ["tick": "t1"]])
                await talk.tell(.failure(id: refused, RPCError(code: 1, message: "the disk is full")))
            }
            await talk.accept(try await talk.event().request, isNew: false)
            #expect(try await log(talk) { $0.contains("known") } == "t1 is known")
            clock.yield("t2")
            await talk.accept(try await talk.event().request)
            #expect(try await log(talk) { $0.contains("t2") } == "t2 is new")
        }
        #expect(recorded.all == [1, 2, 4, 8, 16, 32, 60, 60].map { .seconds($0) })
    }

    @Test("a subscription that ends cancels its trigger, also while an event is not answered")
    func unsubscribe() async throws {
        let (ticks, clock) = AsyncStream<String>.makeStream(bufferingPolicy: .unbounded)
        try await talk(triggers: [Ticker(ticks: ticks)]) { talk in
            try await talk.ask(
                "subscribe", ["subscription": "s1", "trigger": "test.ticker", "inputs": ["every": "1s"]])
            clock.yield("t1")
            let event = try await talk.event().request
            #expect(try await talk.ask("unsubscribe", ["subscription": "s1"]) == [:])
            // Too late, and no harm.
            await talk.accept(event)
            #expect(try await talk.ask("ping") == [:])
        }
    }

    func log(_ talk: PluginTalk, _ isWanted: @escaping @Sendable (String) -> Bool) async throws -> String {
        try await talk.first { message in
            guard case .notification("log", let params) = message, params["call"] == nil,
                let words = params["message"]?.string
            else { return nil }
            return isWanted(words) ? words : nil
        }
    }
}
