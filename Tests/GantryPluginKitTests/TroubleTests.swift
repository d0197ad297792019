import PluginProcess
import Testing

@testable import GantryPluginKit

extension ServeSessionTests {
    /// Subscribes to a ticker, which does what `clock` says.
    private func ticking(
        _ recorded: PauseRecord = PauseRecord(),
        _ body: (PluginTalk, AsyncStream<String>.Continuation) async throws -> Void
    ) async throws {
        let (ticks, clock) = AsyncStream<String>.makeStream(bufferingPolicy: .unbounded)
        try await talk(triggers: [Ticker(ticks: ticks)], pauses: recorded) { talk in
            try await talk.ask(
                "subscribe", ["subscription": "s1", "trigger": "test.ticker", "inputs": ["every": "1s"]])
            try await body(talk, clock)
        }
    }

    /// The next thing that is said of trouble is this; nil for its end.
    private func expectTrouble(
        _ talk: PluginTalk, _ words: String?, _ place: SourceLocation = #_sourceLocation
    ) async throws {
        let params: JSONValue = try await talk.first { message in
            if case .notification("trouble", let params) = message { params } else { nil }
        }
        #expect(params["subscription"] == "s1", sourceLocation: place)
        #expect(params["message"]?.string == words, sourceLocation: place)
    }

    @Test(
        "a trigger that fails or returns is in trouble and begins again; the trouble ends with the next event",
        arguments: [("fail", "no ticks any more"), ("return", "it stopped watching")])
    func failingTrigger(_ tick: String, _ words: String) async throws {
        let recorded = PauseRecord()
        try await ticking(recorded) { talk, clock in
            clock.yield(tick)
            try await expectTrouble(talk, words)
            let logged = try await log(talk) { $0.contains("failed") }
            #expect(logged == "test.ticker failed, it begins again in 1s: \(words)")
            clock.yield("t1")
            await talk.accept(try await talk.event().request)
            try await expectTrouble(talk, nil)
        }
        #expect(recorded.all == [.seconds(1)])
    }

    @Test("a trigger that fails again and again waits longer each time, and says its trouble once")
    func failingForLong() async throws {
        let recorded = PauseRecord()
        try await ticking(recorded) { talk, clock in
            for _ in 0..<8 { clock.yield("fail") }
            try await expectTrouble(talk, "no ticks any more")
            clock.yield("return")
            try await expectTrouble(talk, "it stopped watching")
        }
        let waits: [Duration] = [1, 2, 4, 8, 16, 32, 60, 60, 60].map { .seconds($0) }
        #expect(Array(recorded.all.prefix(9)) == waits)
    }

    @Test("the trouble ends when the trigger has watched for ten seconds, and the next wait is short again")
    func recovery() async throws {
        let recorded = PauseRecord()
        try await ticking(recorded) { talk, clock in
            clock.yield("fail")
            clock.yield("fail")
            try await expectTrouble(talk, "no ticks any more")
            recorded.recovery.open()
            try await expectTrouble(talk, nil)
        }
        #expect(recorded.all.prefix(2) == [.seconds(1), .seconds(2)])
    }

    @Test("what an author says of trouble is told once, and stands while events go on")
    func saidTrouble() async throws {
        try await ticking { talk, clock in
            clock.yield("!the share is gone")
            clock.yield("!the share is gone")
            clock.yield("!the share is slow")
            try await expectTrouble(talk, "the share is gone")
            try await expectTrouble(talk, "the share is slow")
            clock.yield("t1")
            await talk.accept(try await talk.event().request)
            clock.yield("!back")
            try await expectTrouble(talk, "back")
            clock.yield("!")
            try await expectTrouble(talk, nil)
        }
    }

    @Test("an event that Gantry never takes is not sent again, and goes to the author")
    func refusedEvent() async throws {
        try await ticking { talk, clock in
            clock.yield("t1")
            let error = RPCError(code: RPCError.invalidParams, message: "there is no such subscription")
            await talk.tell(.failure(id: try await talk.event().request, error))
            try await expectTrouble(talk, "Gantry does not take the event 't1': there is no such subscription")
        }
    }

    @Test("an id that no event can have is not sent", arguments: ["", String(repeating: "é", count: 129)])
    func wrongID(_ id: String) async throws {
        try await ticking { talk, clock in
            clock.yield(id)
            let shown = id.prefix(80)
            try await expectTrouble(
                talk, "the id of an event has 1 to 256 bytes, and '\(shown)' has \(id.utf8.count)")
        }
    }
}
