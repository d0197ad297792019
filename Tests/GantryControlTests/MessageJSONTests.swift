import FoundationEssentials
import GantryCore
import GantryTestSupport
import Testing

@testable import GantryControl

@Suite("JSON of the messages, and as people get it")
struct MessageJSONTests {
    @Test("is the same bytes for what the daemon says")
    func sameMessages() throws {
        let alerts = (0..<20).map { AlertMessage(makeAlert(Int64($0), "budget/licences \($0)\u{1F600}\n\"/\\\u{7F}")) }
        let list = AlertList(alerts: alerts + [makeFullMessage()])
        #expect(try text(JSONWriting.write(list)) == text(Array(foundation(list))))
        let status = StatusMessage(
            state: .ready, startedAt: .init(secondsSinceEpoch: 1), now: .init(secondsSinceEpoch: 2), root: "/r",
            workflows: 1, projects: 2, openAlerts: 3,
            diagnostics: [Diagnostic(.error, .daemonNotReachable, "no", hint: "yes")])
        #expect(try text(JSONWriting.write(status)) == text(Array(foundation(status))))
    }

    @Test("reads messages")
    func messages() throws {
        let list = AlertList(alerts: (0..<5).map { AlertMessage(makeAlert($0, "budget/licences")) })
        let bytes = try WireJSON.encode(list)
        let failure = ClientFailure.problem(.invalid("?"))
        #expect(try Reply<AlertList>(bytes, orElse: failure).message() == list)
        #expect(try Reply<AlertRows>(bytes, orElse: failure).message().alerts == list.alerts.map(AlertRow.init))
        #expect(throws: failure) { try Reply<RunList>(bytes, orElse: failure).message() }
        #expect(throws: failure) { try Reply<RunList>(Array("{".utf8), orElse: failure) }
    }

    @Test("is laid out for people as values are, over any tree", arguments: 0..<200 as Range<UInt64>)
    func layout(seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let tree = makeTree(&random, depth: 4)
        #expect(try WireJSON.indented(tree) == tree.indentedJSON)
    }

    @Test("is laid out with sorted keys and plain numbers, however it came, and nothing in it steers a terminal")
    func arrived() throws {
        let came = #"{"b":1.50,"a":[ ],"c":{"é":1,"z":-0,"\u0061":1e3},"d":"\u001b[2J\u202e"}"#
        let text = JSONLayout.indented(try JSONText(Array(came.utf8)))
        #expect(try text == JSONDecoder().decode(Value.self, from: Data(came.utf8)).indentedJSON)
        #expect(!text.unicodeScalars.contains { $0.isSteering && $0 != "\n" })
    }
}

/// All that an alert may have.
private func makeFullMessage() -> AlertMessage {
    var message = AlertMessage(makeAlert(7, "tasks/\"build\""), stale: true)
    (message.owner, message.mutedBy, message.due) = ("ben", "crm2 is on hold", LocalDate("2026-12-18"))
    (message.notLookedAtSince, message.nextAt) = (Instant(secondsSinceEpoch: 1), Instant(secondsSinceEpoch: 2))
    (message.flapping, message.returned) = (true, 3)
    message.evidence = Evidence(
        rule: "r\n", inputs: [.init("due", "1", at: .init(file: "p \"q\".yaml", line: 3, column: 7)), .init("a", "")],
        arithmetic: ["1 + 1 = 2", "\u{1}é"])
    return message
}
