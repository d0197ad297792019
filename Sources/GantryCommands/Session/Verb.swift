import ArgumentParser
import FoundationEssentials
import GantryControl
import GantryCore

/// What a verb has to say, in both of its forms.
struct Answer {
    /// For `--json`: one object.
    let json: any Encodable & Sendable
    private let makeText: () -> String
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
        (self.json, makeText, self.status) = (json, text, status)
    }

    init(
        _ json: any Encodable & Sendable, _ lines: @autoclosure @escaping () -> [String],
        status: Int32 = ExitStatus.good
    ) {
        self.init(json, lines().text, status: status)
    }

    /// For people; with an end to its last line. Made only where it is asked for: a plan has thousands of lines.
    var text: String { makeText() }
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
                let text = try Self.jsonText(answer.json)
                return Outcome(text: text, stream: .output, status: answer.status, remarks: remarks)
            }
            let text = answer.isVerbatim ? answer.text : session.display.terminal.cleaned(answer.text)
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
        if common.json, let json = try? Self.jsonText(failure.json) {
            return Outcome(text: json, stream: .output, status: failure.status)
        }
        let text = display.terminal.cleaned(failure.lines(display).text)
        return Outcome(text: text, stream: .error, status: failure.status)
    }

    static func jsonText(_ message: any Encodable) throws -> String {
        try ValueEncoder.encode(message).indentedJSON + "\n"
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
