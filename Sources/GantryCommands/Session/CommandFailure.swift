import GantryControl
import GantryCore

/// Why a verb cannot answer, and how `gantry` ends then.
struct CommandFailure: Error, Hashable {
    let status: Int32
    /// A word for programs, as in the control API.
    let code: String
    let message: String
    let hint: String?
    /// Where it is a person's mistake in something written: printed in place of the message.
    let diagnostics: [Diagnostic]

    init(_ message: String, hint: String? = nil, code: String, status: Int32, diagnostics: [Diagnostic] = []) {
        (self.status, self.code, self.message, self.hint) = (status, code, message, hint)
        self.diagnostics = diagnostics
    }

    init(_ diagnostics: [Diagnostic], code: String, status: Int32) {
        (self.status, self.code, self.diagnostics) = (status, code, diagnostics)
        message = diagnostics.first?.message ?? ""
        hint = diagnostics.first?.hint
    }

    /// As it is printed: on a terminal, messages and hints stay within its width. A line of a file is never broken, for
    /// the mark under it would no longer stand where it belongs.
    func lines(_ display: Display) -> [String] {
        guard diagnostics.isEmpty else { return diagnostics.flatMap(display.wrapped) }
        return display.paragraph("error: \(message)", hanging: 2)
            + (hint.map { display.paragraph("hint: \($0)", indent: 2, hanging: 6) } ?? [])
    }

    static func usage(_ message: String, hint: String? = nil) -> CommandFailure {
        CommandFailure(message, hint: hint, code: "usage", status: ExitStatus.usage)
    }
}

extension CommandFailure {
    init(_ failure: ClientFailure) {
        switch failure {
        case .notReachable(let diagnostic):
            self.init([diagnostic], code: "not_reachable", status: ExitStatus.unavailable)
        case .noAnswer(let diagnostic):
            self.init([diagnostic], code: "no_answer", status: ExitStatus.unavailable)
        case .problem(let problem):
            let status =
                switch (problem.status, problem.code) {
                case (400, _): ExitStatus.usage
                case (503, _): ExitStatus.unavailable
                case (_, "wrong_file"): ExitStatus.wrongFile
                default: ExitStatus.failed
                }
            self.init(
                problem.message, hint: problem.hint, code: problem.code, status: status,
                diagnostics: problem.diagnostics)
        }
    }

    /// As `--json` prints it.
    var json: ProblemMessage {
        ProblemMessage(ControlProblem(status: 500, code: code, message, hint: hint, diagnostics: diagnostics))
    }
}
