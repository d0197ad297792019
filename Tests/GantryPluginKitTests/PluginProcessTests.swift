import GantryPluginKit
import PluginProcess
import Testing

@Suite("A plugin as a process")
struct PluginProcessTests {
    private func request(_ action: String, _ inputs: [String: JSONValue] = [:]) throws -> [UInt8] {
        try JSONValue(encoding: ActionCall.sample(action: action, inputs)).encoded
    }

    private func exec(_ request: [UInt8], form: String? = nil) async throws -> PluginProcess.End {
        try await PluginProcess.exec("sample-plugin", request, form: form)
    }

    @Test("exec prints the output and ends with 0, with the form named or not", arguments: [nil, "exec"])
    func output(_ form: String?) async throws {
        let end = try await exec(request("sample.echo", ["text": "é\n"]), form: form)
        #expect(end.code == 0 && end.errors.isEmpty)
        #expect(try end.lines == [.output(["text": "é\n"])])
    }

    @Test("exec prints a failure and ends with 1")
    func failure() async throws {
        let end = try await exec(request("sample.echo", ["text": ""]))
        #expect(end.code == 1)
        #expect(try end.lines == [.failure(FailureMessage(message: "the text is empty"))])
    }

    @Test("exec says what is wrong with the request", arguments: ["", "{\"action\"", "[]"])
    func wrongRequest(_ text: String) async throws {
        let end = try await exec(Array(text.utf8))
        #expect(end.code == 1)
        guard case .failure? = try end.lines.first else {
            Issue.record("no failure: \(end.output)")
            return
        }
    }

    @Test("what is printed beside the protocol goes to standard error, and what is read is empty")
    func strayOutput() async throws {
        let end = try await exec(request("sample.chatter"))
        #expect(end.code == 0)
        #expect(
            try end.lines == [
                .log(LogMessage(message: "before")),
                .finding(
                    FindingMessage(subject: "child", severity: "info", message: "ended with 0, input gave nothing")),
            ])
        #expect(Set(end.errors.split(separator: "\n")) == ["a stray line", "from a child"])
    }

    @Test(
        "what is printed is there when it is said, also where the process is killed then", arguments: ["exec", "serve"])
    func printed(_ form: String) async throws {
        let process = try PluginProcess("sample-plugin", speaking: form)
        let call = try JSONValue(encoding: ActionCall.sample(action: "sample.dies"))
        if form == "exec" {
            await process.write(call.encoded)
        } else {
            let talk = PluginTalk(process)
            try await talk.initialize(work: "/tmp")
            await talk.request("execute", call)
        }
        let end = await process.end()
        #expect(end.code == 137 && end.errors == "a last word\n")
    }

    @Test("what is printed without a line end is there at the end")
    func halfALine() async throws {
        let end = try await exec(request("sample.echo", ["text": "halfway"]))
        #expect(end.code == 0 && end.errors == "half a line")
    }

    @Test("inputs that the program does not take end exec with a code of their own, and without a failure")
    func contradiction() async throws {
        let end = try await exec(request("sample.echo", ["text": 1]))
        #expect(end.code == 65 && end.output.isEmpty)
        #expect(end.errors == "'inputs.text' is a number, and a text is wanted\n")
    }

    @Test("a file that may not be read, or is not there, fails in words")
    func files() async throws {
        let gone = try await exec(request("sample.read", ["file": "/nosuch/file"]))
        let words = "there is no file /nosuch/file"
        #expect(try gone.lines == [.failure(FailureMessage(message: words))])
        #expect(gone.code == 1)
    }

    @Test("an unknown form is said, with the exit code for a wrong usage")
    func unknownForm() async throws {
        let end = try await exec([], form: "nagios")
        #expect(end.code == 64 && end.output.isEmpty)
        #expect(end.errors == "GANTRY_PROTOCOL is 'nagios'; this plugin speaks exec and serve\n")
    }

    @Test("serve answers calls and a ping while another call is under way, cancels it, and shuts down")
    func serve() async throws {
        let process = try PluginProcess("sample-plugin", speaking: "serve")
        let talk = PluginTalk(process)
        try await talk.initialize(work: "/tmp")
        let waiting = await talk.request("execute", try JSONValue(encoding: ActionCall.sample(action: "sample.wait")))
        _ = try await talk.first { if case .notification("log", _) = $0 { true } else { nil } }
        #expect(try await talk.ask("ping") == [:])
        let echo = try JSONValue(encoding: ActionCall.sample(action: "sample.echo", ["text": "x"]))
        #expect(try await talk.ask("execute", echo) == ["output": ["text": "x"]])
        await talk.tell(.notification(method: "cancel", params: ["call": waiting.value]))
        await #expect(throws: RPCError(code: RPCError.cancelled, message: "the call was cancelled")) {
            try await talk.result(of: waiting)
        }
        _ = try await talk.ask("shutdown")
        let end = await process.end()
        #expect(end.code == 0 && end.output.isEmpty && end.errors.isEmpty)
    }

    @Test("serve cancels what is under way at the end of its input, and ends with 0")
    func endOfInput() async throws {
        let process = try PluginProcess("sample-plugin", speaking: "serve")
        let talk = PluginTalk(process)
        try await talk.initialize(work: "/tmp")
        await talk.request("execute", try JSONValue(encoding: ActionCall.sample(action: "sample.wait")))
        _ = try await talk.first { if case .notification("log", _) = $0 { true } else { nil } }
        let end = await process.end()
        #expect(end.code == 0 && end.errors.isEmpty)
        #expect(end.output.contains("-32800"))
    }

    @Test("serve ends with 1 where its input is no frame, and says so")
    func garbage() async throws {
        let process = try PluginProcess("sample-plugin", speaking: "serve")
        await process.write(Array("hello\n".utf8))
        let end = await process.end()
        #expect(end.code == 1 && end.errors == "'hello' is not the header of a frame\n")
    }
}
