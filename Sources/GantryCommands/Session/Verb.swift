import ArgumentParser
import FoundationEssentials
import GantryControl
import GantryCore

/// What a verb has to say, in both of its forms. Each is made only where it is asked for: a plan has thousands of lines.
struct Answer {
    private let makeJSON: () throws -> String
    private let makeText: () throws -> String
    /// How `gantry` ends.
    let status: Int32
    /// What is said beside it, as errors are.
    var remarks: [String] = []
    /// Whether the text is somebody else's, and is printed as it is.
    var isVerbatim = false

    init(
        _ json: any Encodable & Sendable, _ text: @autoclosure @escaping () -> String,
        status: Int32 = ExitStatus.good
    ) {
        makeJSON = { try WireJSON.indented(json) }
        makeText = text
        self.status = status
    }

    init(
        _ json: any Encodable & Sendable, _ lines: @autoclosure @escaping () -> [String],
        status: Int32 = ExitStatus.good
    ) {
        self.init(json, lines().text, status: status)
    }

    /// What a daemon said: `--json` prints it as it came.
    init<Message>(_ reply: Reply<Message>, _ lines: @escaping (Message) -> [String]) {
        makeJSON = { reply.indented }
        makeText = { lines(try reply.message()).text }
        status = ExitStatus.good
    }

    /// For `--json`: one object; with an end to its last line.
    ///
    /// - Throws: `EncodingError`; what verbs say always encodes.
    func json() throws -> String { try makeJSON() + "\n" }

    /// For people; with an end to its last line.
    ///
    /// - Throws: `ClientFailure` where the daemon said something else.
    func text() throws -> String { try makeText() }
}

/// One verb of `gantry`: it finds an answer, and this prints it and ends the process as all verbs do.
protocol Verb: AsyncParsableCommand {
    var common: CommonOptions { get }

    /// - Throws: `CommandFailure`, `ClientFailure`.
    func answer(in session: Session) async throws -> Answer
}

extension Verb {
    mutating func run() async throws {
        let outcome = await outcomeInThisProcess()
        _ = StandardStream.error.write(outcome.remarks)
        let status = outcome.stream.print(outcome.text, status: outcome.status)
        if status != ExitStatus.good { throw ExitCode(status) }
    }

    private func outcomeInThisProcess() async -> Outcome {
        let surroundings = ProcessSurroundings.ofThisProcess()
        do throws(CommandFailure) {
            var outcome = await outcome(in: try Session(common, surroundings))
            outcome.remarks = surroundings.complaints.flatMap(surroundings.errors.wrapped).text + outcome.remarks
            return outcome
        } catch {
            return outcome(of: error, surroundings.errors)
        }
    }

    /// What is printed, and how the process ends.
    func outcome(in session: Session) async -> Outcome {
        do {
            let answer = try await answer(in: session)
            let remarks = session.errors.terminal.cleaned(answer.remarks.text)
            if common.json {
                return Outcome(text: try answer.json(), stream: .output, status: answer.status, remarks: remarks)
            }
            let own = try answer.text()
            let text = answer.isVerbatim ? own : session.display.terminal.cleaned(own)
            return Outcome(text: text, stream: .output, status: answer.status, remarks: remarks)
        } catch let failure as ClientFailure {
            return outcome(of: CommandFailure(failure), session.errors)
        } catch let failure as CommandFailure {
            return outcome(of: failure, session.errors)
        } catch {
            return outcome(of: CommandFailure("\(error)", code: "internal", status: ExitStatus.failed), session.errors)
        }
    }

    private func outcome(of failure: CommandFailure, _ display: Display) -> Outcome {
        if common.json, let json = try? WireJSON.indented(failure.json) {
            return Outcome(text: json + "\n", stream: .output, status: failure.status)
        }
        let text = display.terminal.cleaned(failure.lines(display).text)
        return Outcome(text: text, stream: .error, status: failure.status)
    }
}

/// How a verb ended.
struct Outcome: Sendable {
    let text: String
    let stream: StandardStream
    let status: Int32
    /// For standard error, whatever the stream of the text is.
    var remarks = ""
}
