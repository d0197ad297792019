import GantryPluginKit
import Testing

@Suite("Rehearsals")
struct RehearsalTests {
    struct Sample: Plugin {
        static let actions: [any PluginAction] = [Greet()]
    }

    struct Greet: PluginAction {
        let name = "sample.greet"
        struct Inputs: Decodable, Sendable { var whom: String? }

        func run(_ inputs: Inputs, in call: Call) async throws -> [String: String]? {
            guard let whom = inputs.whom else { return nil }
            call.log("greeting", level: .debug)
            guard whom != "nobody" else { throw PluginFailure("there is nobody") }
            return ["text": "Hello \(whom)"]
        }
    }

    @Test("a call gives all its lines, the output last")
    func output() async {
        let lines = await Sample.rehearse(.sample("sample.greet", ["whom": "asha"]))
        #expect(lines == [.log(LogMessage(level: .debug, message: "greeting")), .output(["text": "Hello asha"])])
    }

    @Test("a call without an output gives none")
    func noOutput() async {
        #expect(await Sample.rehearse(.sample("sample.greet")) == [])
    }

    @Test("a call that fails gives its failure, last")
    func failure() async {
        let lines = await Sample.rehearse(.sample("sample.greet", ["whom": "nobody"]))
        #expect(lines.last == .failure(FailureMessage(message: "there is nobody")))
    }
}
