import FoundationEssentials
import GantryControl
import GantryCore
import Testing

@Suite("The messages as JSON")
struct WireTests {
    @Test("a value without its key reads as nothing, and nothing is written as null")
    func orNull() throws {
        let text = #"{"project":"p","rule":"r"}"#
        struct Row: Codable, Equatable {
            var project: String
            @OrNull var owner: String?
        }
        let row = try WireJSON.decode(Row.self, from: Data(text.utf8))
        #expect(row.owner == nil)
        #expect(String(decoding: try WireJSON.encode(row), as: UTF8.self) == #"{"owner":null,"project":"p"}"#)
        #expect(try WireJSON.decode(Row.self, from: Data(#"{"project":"p","owner":"ben"}"#.utf8)).owner == "ben")
    }

    @Test("an alert's keys are those of the contract")
    func alertKeys() throws {
        let list = AlertList(alerts: [AlertMessage(makeAlert(7, "budget/licences"))])
        let tree = try WireJSON.decode(Value.self, from: Data(WireJSON.encode(list)))
        #expect(tree.map?.keys.sorted() == ["alerts"])
        let keys = tree["alerts"].list?.first?.map?.keys.sorted()
        #expect(
            keys == [
                "due", "evidence", "flapping", "id", "message", "muted_by", "next_at", "not_looked_at_since",
                "opened_at", "owner", "project", "returned", "rule", "severity", "stage", "stale", "state", "subject",
                "workflow",
            ])
    }

    @Test("a run's trace survives the way there and back, exact numbers and odd keys among it")
    func trace() throws {
        let occurrence = Occurrence(
            workflow: "deadlines", trigger: "daily 08:00", key: "k", plannedAt: .init(secondsSinceEpoch: 1),
            observedAt: .init(secondsSinceEpoch: 2), payload: ["kind": "schedule", "camelCase_and snake": .list([1])])
        var run = Run(id: 12, occurrence: occurrence, queuedAt: .init(secondsSinceEpoch: 3))
        run.state = .timedOut
        var step = StepRecord(
            run: 12, id: "check", action: "deadline.check", inputs: ["before": .list(["3wd"])],
            startedAt: .init(secondsSinceEpoch: 4))
        step.output = .number(try #require(Decimal(exactly: "0.1000000000000000000001")))
        let trace = RunTrace(run, steps: [step])
        let bytes = Data(try WireJSON.encode(trace))
        #expect(try WireJSON.decode(RunTrace.self, from: bytes) == trace)
        #expect(String(decoding: bytes, as: UTF8.self).contains(#""state":"timed_out""#))
    }

    @Test("who was told stands in an alert's detail, one row per notice of it")
    func told() throws {
        let alert = makeAlert(7, "budget/licences")
        let notices = [7, 8, 7].map { id in
            Notice(alert: id, workflow: "budget", kind: .opened, finding: alert.finding, why: "lead", alsoTold: [])
        }
        let delivery = Delivery(
            id: 1, recipient: Contact(person: "asha", name: "Asha", address: "asha@example.org"), channel: "inbox",
            run: 1, notices: notices, createdAt: .init(secondsSinceEpoch: 5))
        let detail = AlertDetail(alert, history: [], deliveries: [delivery])
        #expect(detail.told.map(\.person) == ["asha", "asha"])
        #expect(detail.told.first?.state == .pending)
    }

    @Test("percent-encoding undoes itself", arguments: ["crm2/licences", "a b+c%d", "naïve – 日本", ""])
    func percent(_ text: String) {
        let encoded = PercentCoding.encode(text)
        #expect(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "/") })
        #expect(PercentCoding.decode(encoded) == text)
    }

    @Test("malformed escapes are refused", arguments: ["%", "%4", "%zz", "%ff", "a%f"])
    func malformed(_ text: String) {
        #expect(PercentCoding.decode(text) == nil)
    }
}
