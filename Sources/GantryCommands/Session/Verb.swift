import ArgumentParser
import FoundationEssentials
import GantryControl
import GantryCore
import Glibc

/// What a verb has to say, in both of its forms.
struct Answer {
    /// For `--json`: one object.
    let json: any Encodable & Sendable
    private let makeText: () -> String
    /// How `gantry` ends.
    let status: Int32
    /// What is said beside it, as errors are.
    var remarks: [String] = []

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
        let session = Session.ofThisProcess(common)
        let outcome = await outcome(in: session)
        StandardStream.error.write(outcome.remarks)
        outcome.stream.write(outcome.text)
        if outcome.status != ExitStatus.good { throw ExitCode(outcome.status) }
    }

    /// What is printed, and how the process ends.
    func outcome(in session: Session) async -> Outcome {
        do {
            let answer = try await answer(in: session)
            let text = common.json ? try Self.jsonText(answer.json) : answer.text
            return Outcome(text: text, stream: .output, status: answer.status, remarks: answer.remarks.text)
        } catch let failure as ClientFailure {
            return outcome(of: CommandFailure(failure), session)
        } catch let failure as CommandFailure {
            return outcome(of: failure, session)
        } catch {
            return outcome(of: CommandFailure("\(error)", code: "internal", status: ExitStatus.failed), session)
        }
    }

    private func outcome(of failure: CommandFailure, _ session: Session) -> Outcome {
        if common.json, let json = try? Self.jsonText(failure.json) {
            return Outcome(text: json, stream: .output, status: failure.status)
        }
        return Outcome(text: failure.lines(session.errors).text, stream: .error, status: failure.status)
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

/// Where a process writes. Without a buffer: each answer is one text.
enum StandardStream: CInt, Sendable {
    case output = 1
    case error = 2

    /// Writes as much as the reader takes; a reader that went away, as `head` does, is no mistake.
    func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(rawValue, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
