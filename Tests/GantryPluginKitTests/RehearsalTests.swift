import FoundationEssentials
import GantryPluginKit
import Testing

@Suite("Rehearsals", .timeLimit(.minutes(1)))
struct RehearsalTests {
    struct Sample: Plugin {
        static let actions: [any PluginAction] = [Greet()]
        static let triggers: [any PluginTrigger] = [Dropped()]
        static let channels: [any PluginChannel] = [Desk()]
    }

    /// Twenty working days, or thirty days.
    struct Span: TextInput {
        static let form = "a span such as 20wd or 30d"
        init?(_ text: String) {
            if text != "20wd" && text != "30d" { return nil }
        }
    }

    /// Says by itself what is wrong.
    struct Even: Decodable, Sendable {
        init(from decoder: any Decoder) throws {
            if try Int(from: decoder) % 2 == 1 { throw PluginFailure("an even number is wanted", canRetry: false) }
        }
    }

    struct Greet: PluginAction {
        let name = "sample.greet"
        struct Inputs: Decodable, Sendable {
            var whom: String?
            var warn: Span?
            var pairs: [Even]?
        }

        func run(_ inputs: Inputs, in call: Call) async throws -> [String: String]? {
            guard let whom = inputs.whom else { return nil }
            call.log("greeting", level: .debug)
            call.find(.info, about: "host", "found")
            guard whom != "nobody" else { throw PluginFailure("there is nobody") }
            guard whom != "file" else { throw CocoaError(.fileReadNoPermission, userInfo: ["NSFilePath": "/etc/x"]) }
            let now = call.now.ISO8601Format()
            return ["text": "Hello \(whom)", "now": now, "today": call.today, "file": call.path("projects/a.yaml")]
        }
    }

    /// Tells each number again and again.
    struct Dropped: PluginTrigger {
        let name = "sample.dropped"
        struct Inputs: Decodable, Sendable { var ends: Bool }

        func run(_ inputs: Inputs, in subscription: Subscription) async throws {
            for number in 0..<1000 {
                try await subscription.emit(id: "\(number % 3)", ["number": number % 3])
                if inputs.ends { return subscription.trouble("the drop is gone") }
            }
            try await Task.sleep(for: .seconds(3600))
        }
    }

    struct Desk: PluginChannel {
        let name = "sample.desk"

        func deliver(_ inputs: NoInputs, in handover: Handover) async throws {
            if handover.delivery.attempt == 1 { throw PluginFailure("the desk is full", canRetry: false) }
            handover.log(handover.delivery.subject)
        }
    }

    @Test("a call gives all its lines, the output last")
    func output() async {
        let run = RunMessage.sample(at: "2026-11-16T00:30:00+01:00")
        let said = await Sample.rehearse(.sample(action: "sample.greet", ["whom": "asha"], run: run), root: "/srv/p")
        #expect(said.logs == ["greeting"] && said.findings.map(\.message) == ["found"] && said.failure == nil)
        #expect(
            said.output == [
                "text": "Hello asha", "now": "2026-11-15T23:30:00Z", "today": "2026-11-16",
                "file": "/srv/p/projects/a.yaml",
            ])
        #expect(said.lines.map(\.type) == ["log", "finding", "output"])
    }

    @Test("a call without an output gives none")
    func noOutput() async {
        #expect(await Sample.rehearse(.sample(action: "sample.greet")).lines == [])
    }

    @Test("a call that fails gives its failure, last")
    func failure() async {
        let said = await Sample.rehearse(.sample(action: "sample.greet", ["whom": "nobody"]))
        #expect(said.failure == FailureMessage(message: "there is nobody") && said.lines.last?.type == "failure")
    }

    @Test("an error of the system is said in words")
    func systemError() async {
        let said = await Sample.rehearse(.sample(action: "sample.greet", ["whom": "file"]))
        #expect(said.failure?.message == "/etc/x may not be read: is its folder in needs.folders of plugin.yaml?")
    }

    @Test("an input of a form of one's own fails with its name and a whole sentence")
    func ownForms() async {
        let span = await Sample.rehearse(.sample(action: "sample.greet", ["warn": "soon"]))
        #expect(span.failure?.message == "'inputs.warn': 'soon' is not a span such as 20wd or 30d")
        let even = await Sample.rehearse(.sample(action: "sample.greet", ["pairs": [2, 3]]))
        let failure = FailureMessage(message: "'inputs.pairs[1]': an even number is wanted", retry: false)
        #expect(even.failure == failure && even.contradiction == nil)
    }

    @Test("inputs that the program does not take are no failure")
    func contradiction() async {
        let said = await Sample.rehearse(.sample(action: "sample.greet", ["whom": 1]))
        #expect(said.failure == nil && said.contradiction == "'inputs.whom' is a number, and a text is wanted")
    }

    @Test("a time that is none is refused")
    func noTime() async {
        let said = await Sample.rehearse(.sample(action: "sample.greet", run: .sample(at: "today")))
        #expect(said.failure?.message.hasPrefix("'run.at' is 'today'") == true)
    }

    @Test("a delivery gives what it says")
    func delivery() async {
        let full = await Sample.rehearse(.sample(channel: "sample.desk"))
        #expect(full.failure == FailureMessage(message: "the desk is full", retry: false))
        let taken = await Sample.rehearse(
            .sample(channel: "sample.desk", delivery: .sample(subject: "due", attempt: 2)))
        #expect(taken.logs == ["due"] && taken.failure == nil)
    }

    @Test("a trigger gives so many events, each id once")
    func events() async {
        let said = await Sample.rehearse(.sample(trigger: "sample.dropped", ["ends": false]), events: 3)
        #expect(said.events.map(\.id) == ["0", "1", "2"] && said.troubles == [])
        #expect(said.events.last?.payload == ["number": 2])
    }

    @Test("a trigger that ends by itself, or for which the time is over, gives what there was")
    func fewEvents() async {
        let ended = await Sample.rehearse(.sample(trigger: "sample.dropped", ["ends": true]), events: 3)
        #expect(ended.events.map(\.id) == ["0"] && ended.troubles == ["the drop is gone", "it stopped watching"])
        let waited = await Sample.rehearse(
            .sample(trigger: "sample.dropped", ["ends": false]), events: 4, within: .milliseconds(50))
        #expect(waited.events.count == 3 && waited.troubles == [])
        let wrong = await Sample.rehearse(.sample(trigger: "sample.dropped"), events: 1)
        #expect(wrong.contradiction == "'inputs.ends' is missing")
    }
}
