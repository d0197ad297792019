package import GantryCore

/// Why a request could not be served, as the API says it:
/// `{"error": {"code", "message", "hint", "candidates", "diagnostics"}}`.
package struct ControlProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The HTTP status: 400...599.
    package let status: Int
    /// A word for programs: `not_found`, `ambiguous`, `invalid`, `too_large`, `stopping`, `internal`.
    package let code: String
    /// A sentence for people.
    package let message: String
    /// What to do about it; nil where the message says all.
    package let hint: String?
    /// What else could have been meant; may be empty.
    package let candidates: [String]
    /// The mistakes in files that are the reason, as `gantry check --json` has them; may be empty.
    package let diagnostics: [Diagnostic]

    package init(
        status: Int, code: String, _ message: String, hint: String? = nil, candidates: [String] = [],
        diagnostics: [Diagnostic] = []
    ) {
        (self.status, self.code, self.message) = (status, code, message)
        (self.hint, self.candidates, self.diagnostics) = (hint, candidates, diagnostics)
    }

    package var description: String { message }

    /// Nothing has the name or number that was asked for.
    package static func notFound(_ message: String, hint: String? = nil, candidates: [String] = []) -> ControlProblem {
        ControlProblem(status: 404, code: "not_found", message, hint: hint, candidates: candidates)
    }

    /// More than one thing has the name that was asked for.
    package static func ambiguous(_ message: String, hint: String? = nil, candidates: [String]) -> ControlProblem {
        ControlProblem(status: 409, code: "ambiguous", message, hint: hint, candidates: candidates)
    }

    /// What was asked for cannot be done as things stand: acknowledging what is resolved.
    package static func conflict(_ message: String, hint: String? = nil) -> ControlProblem {
        ControlProblem(status: 409, code: "conflict", message, hint: hint)
    }

    /// The request itself is wrong.
    package static func invalid(_ message: String, hint: String? = nil) -> ControlProblem {
        ControlProblem(status: 400, code: "invalid", message, hint: hint)
    }

    /// An answer would be wrong, for something in the files is. The first mistake stands for all as the message.
    package static func wrongFile(_ diagnostics: [Diagnostic]) -> ControlProblem {
        ControlProblem(
            status: 422, code: "wrong_file", diagnostics.first?.message ?? "a file is wrong",
            hint: diagnostics.first?.hint, diagnostics: diagnostics)
    }

    /// The daemon cannot answer now: it is stopping, or its store is.
    package static func unavailable(_ message: String, hint: String? = nil) -> ControlProblem {
        ControlProblem(status: 503, code: "unavailable", message, hint: hint)
    }
}

/// The body of an answer that is a problem.
package struct ProblemMessage: Hashable, Sendable, Codable {
    package struct Content: Hashable, Sendable, Codable {
        package var code: String
        package var message: String
        @OrNull package var hint: String?
        package var candidates: [String]
        package var diagnostics: [Diagnostic]

        /// Only `code` and `message` are asked for: other programs on the way may answer in this form as well.
        package init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            code = try container.decode(String.self, forKey: .code)
            message = try container.decode(String.self, forKey: .message)
            hint = try container.decodeIfPresent(String.self, forKey: .hint)
            candidates = try container.decodeIfPresent([String].self, forKey: .candidates) ?? []
            diagnostics = try container.decodeIfPresent([Diagnostic].self, forKey: .diagnostics) ?? []
        }

        package init(_ problem: ControlProblem) {
            (code, message, candidates) = (problem.code, problem.message, problem.candidates)
            (hint, diagnostics) = (problem.hint, problem.diagnostics)
        }
    }

    package var error: Content

    package init(_ problem: ControlProblem) { error = Content(problem) }

    /// - Parameter status: the HTTP status that the answer came with.
    package func problem(status: Int) -> ControlProblem {
        ControlProblem(
            status: status, code: error.code, error.message, hint: error.hint, candidates: error.candidates,
            diagnostics: error.diagnostics)
    }
}
