import FoundationEssentials
import GantryPluginKit
import Glibc

/// A plugin that shows what the kit does around it.
@main struct SamplePlugin: Plugin {
    static let actions: [any PluginAction] = [Echo(), Chatter(), Wait(), Dies(), Read()]
}

struct Echo: PluginAction {
    let name = "sample.echo"
    struct Inputs: Decodable, Sendable { var text: String }
    struct Output: Encodable, Sendable { var text: String }

    func run(_ inputs: Inputs, in call: Call) async throws -> Output? {
        guard !inputs.text.isEmpty else { throw PluginFailure("the text is empty") }
        if inputs.text == "halfway" { print("half a line", terminator: "") }
        return Output(text: inputs.text)
    }
}

/// Prints and reads where the protocol is spoken, and lets a child do it.
struct Chatter: PluginCheck {
    let name = "sample.chatter"

    func check(_ inputs: NoInputs, in call: Call) async throws {
        print("a stray line")
        call.log("before")
        let status = system("echo from a child; cat")
        call.find(.info, about: "child", "ended with \(status), input gave \(readLine() ?? "nothing")")
    }
}

/// Does not end before it is cancelled.
struct Wait: PluginCheck {
    let name = "sample.wait"

    func check(_ inputs: NoInputs, in call: Call) async throws {
        call.log("waiting")
        try await Task.sleep(for: .seconds(3600))
    }
}

/// Prints a line, and is killed.
struct Dies: PluginCheck {
    let name = "sample.dies"

    func check(_ inputs: NoInputs, in call: Call) async throws {
        print("a last word")
        raise(SIGKILL)
    }
}

/// Reads a file, and leaves what is wrong with it to the kit.
struct Read: PluginCheck {
    let name = "sample.read"
    struct Inputs: Decodable, Sendable { var file: String }

    func check(_ inputs: Inputs, in call: Call) async throws {
        call.log("\(try Data(contentsOf: URL(filePath: call.path(inputs.file))).count) bytes")
    }
}
