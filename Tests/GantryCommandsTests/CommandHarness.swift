import ArgumentParser
import GantryControl
import GantryCore
import GantryDaemon
import GantryTestSupport
import GantryTime
import Glibc
import Testing

@testable import GantryCommands

/// What a command line gave.
struct CommandResult: Sendable {
    var text: String
    var status: Int32
    /// What went to standard error beside it.
    var remarks = ""
}

/// Runs a command line as `gantry` does, but for the process: the same parsing, the real client, a fixed clock.
///
/// - Parameters:
///   - socket: where a server listens; nil: wherever the command finds one.
///   - width: of a terminal; nil: it goes into a pipe.
///   - prompt: who answers; nil: nobody is there.
func gantry(
    _ words: [String], socket: String? = nil, width: Int? = nil, colour: Bool = false, folder: String = "/nowhere",
    environment: [String: String] = ["USER": "asha"], zone: String = "Europe/Amsterdam", prompt: Prompt? = nil
) async throws -> CommandResult {
    let words = words + (socket.map { ["--socket", $0] } ?? [])
    let verb: any Verb
    do {
        let command = try GantryCommand.parseAsRoot(words)
        verb = try #require(command as? any Verb)
    } catch {
        return CommandResult(
            text: GantryCommand.fullMessage(for: error), status: GantryCommand.exitCode(for: error).rawValue)
    }
    let display = Display(
        terminal: Terminal(isInteractive: width != nil, width: width ?? 80, hasColour: colour),
        moments: Moments(zone: try ZoneRules.load(zone), now: SampleBackend.now))
    let session = Session(verb.common, environment: environment, folder: folder, display: display, prompt: prompt)
    let outcome = await verb.outcome(in: session)
    return CommandResult(text: outcome.text, status: outcome.status, remarks: outcome.remarks)
}

/// Runs a command line against a daemon's control server with the sample day.
func gantryAtSampleDay(
    _ words: [String], width: Int? = nil, colour: Bool = false, isEmpty: Bool = false
) async throws -> CommandResult {
    let folder = try TemporaryFolder()
    let socket = folder.path + "/gantry.sock"
    return try await withServer(SampleBackend(isEmpty: isEmpty), path: socket) { _ in
        var result = try await gantry(words, socket: socket, width: width, colour: colour)
        // The daemon knows who asks from the socket: whoever runs the tests.
        let me = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "uid \(geteuid())"
        result.text = result.text.replacing("\(me) (by: ", with: "root (by: ")
        return result
    }
}
