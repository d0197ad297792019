import FoundationEssentials
package import GantryChildren
package import GantryCore

/// `command.run`: runs a program, streams what it prints into the run's log, and fails where its exit code is not
/// expected.
package struct CommandRun: Action {
    private let root: String
    private let runner: ChildRunner
    private let timeZone: String?

    /// - Parameters:
    ///   - root: the folder that relative paths count from; absolute.
    ///   - timeZone: the zone that commands count in, as `TZ` has it; nil: as they find it.
    package init(
        root: String, runner: ChildRunner = ChildRunner(),
        timeZone: String? = nil
    ) {
        (self.root, self.runner, self.timeZone) = (root, runner, timeZone)
    }

    package let declaration = ActionDeclaration(
        name: "command.run",
        summary: "Runs a program; what it prints goes into the run's log.",
        inputs: [
            InputDeclaration("command", .list(.text), "The program and its arguments; no shell reads them."),
            InputDeclaration("shell", .text, "A line for /bin/sh -c, in place of command."),
            InputDeclaration("folder", .text, default: ".", "Where it runs, relative to the root."),
            InputDeclaration(
                "environment", .map(.text),
                "Variables for it, beside PATH, HOME, LANG and TZ, which are all it has else."),
            InputDeclaration("timeout", .duration, default: "10m", "After this it is stopped with all it started."),
            InputDeclaration(
                "output_limit", .any, default: "1MiB",
                "How much of what it prints is kept: a number of bytes, or 64KiB, 1MiB."),
            InputDeclaration("expect", .list(.number), default: .list([0]), "The exit codes that are a success."),
        ],
        outputs: [
            OutputDeclaration("exit_code", .number, "Left out where a signal ended it."),
            OutputDeclaration(
                "stdout_tail", .text, "The last 4 KiB that it printed; left out where it printed nothing."),
            OutputDeclaration("truncated", .bool, "Whether it printed more than the limit."),
            OutputDeclaration("duration", .number, "How long it ran, in seconds."),
        ],
        example: """
            - id: backup
              action: command.run
              with: { command: [git, -C, projects, fetch, --quiet], timeout: 2m }
            """,
        isRepeatable: false
    )

    package func run(_ request: ActionRequest) async throws -> ActionResult {
        let expected = try expectedCodes(request.inputs)
        var command = try command(request)
        if command.environment["TZ"] == nil, let timeZone { command.environment["TZ"] = timeZone }
        let output = CommandOutput()
        let outcome = await runner.run(command) { stream, text in
            await output.add(text, from: stream)
            await request.log(text)
        }
        try Task.checkCancellation()
        if outcome.truncated {
            await request.log("\n[more was printed; only the first \(command.outputLimit) are kept]\n")
        }
        let result = await output.value(outcome)
        if let complaint = complaint(outcome, command: command, expected: expected) {
            let last = await output.lastLine.map { "; it last said: \($0)" } ?? ""
            throw ActionFailure(complaint + last, output: result)
        }
        return ActionResult(output: result)
    }

    private func command(_ request: ActionRequest) throws -> ChildCommand {
        let inputs = request.inputs
        let words = try argumentWords(inputs)
        guard let program = words.first, !program.isEmpty else { throw ActionFailure("'command' names no program") }
        guard let timeout = CalendarSpan(inputs["timeout"]?.text ?? "10m")?.duration, timeout > .zero else {
            throw ActionFailure("'timeout' is not a duration such as 90s or 10m")
        }
        // So that what the program calls can refuse one that comes late, after another has taken over.
        let ours = [
            "GANTRY_RUN": "\(request.run)", "GANTRY_ATTEMPT": "\(request.attempt)", "GANTRY_FENCE": "\(request.fence)",
        ]
        let environment = ours.merging((inputs["environment"]?.map ?? [:]).mapValues(\.description)) { $1 }
        return ChildCommand(
            program: program, arguments: Array(words.dropFirst()), environment: environment,
            workingFolder: folder(inputs["folder"]?.text ?? "."), deadline: timeout,
            outputLimit: try outputLimit(inputs["output_limit"] ?? "1MiB"))
    }

    private func argumentWords(_ inputs: [String: Value]) throws -> [String] {
        switch (inputs["command"] ?? .null, inputs["shell"] ?? .null) {
        case (.list(let words), .null): words.map(\.description)
        case (.null, .text(let line)): ["/bin/sh", "-c", line]
        case (.null, .null): throw ActionFailure("'command' or 'shell' is needed to say what to run")
        default: throw ActionFailure("'command' and 'shell' cannot both be given")
        }
    }

    private func folder(_ text: String) -> String {
        if text.hasPrefix("/") { return text }
        return text == "." || text.isEmpty ? root : "\(root)/\(text)"
    }

    private func outputLimit(_ value: Value) throws -> ByteCount {
        let limit: ByteCount? =
            switch value {
            case .number(let number): Int("\(number)").flatMap { $0 >= 0 ? ByteCount($0) : nil }
            case .text(let text): ByteCount(text)
            default: nil
            }
        guard let limit else { throw ActionFailure("'output_limit' is not a size such as 64KiB or 1MiB: \(value)") }
        return limit
    }

    private func expectedCodes(_ inputs: [String: Value]) throws -> [Int32] {
        guard let values = inputs["expect"]?.list else { return [0] }
        return try values.map { value in
            guard case .number(let number) = value, let code = Int32("\(number)"), (0...255).contains(code) else {
                throw ActionFailure("'expect' holds \(value), which is not an exit code from 0 to 255")
            }
            return code
        }
    }

    /// What went wrong, in words; nil where nothing did.
    private func complaint(_ outcome: ChildOutcome, command: ChildCommand, expected: [Int32]) -> String? {
        switch outcome.exit {
        case .exited(let code) where expected.contains(code): return nil
        case .exited(let code):
            let meaning = [126: " (it cannot be executed)", 127: " (a command was not found)"][code] ?? ""
            let wanted = expected.map(String.init).joined(separator: " or ")
            return "\(name(of: command)) ended with exit code \(code)\(meaning); expected \(wanted)"
        case .signalled(let signal): return "\(name(of: command)) was ended by signal \(signalName(signal))"
        case .timedOut:
            return "\(name(of: command)) did not end within \(command.deadline.short) and was stopped"
        case .flooded: return "\(name(of: command)) printed more than \(command.outputLimit) and was stopped"
        case .couldNotStart(let reason): return "\(name(of: command)) could not be started: \(reason)"
        }
    }

    private func name(of command: ChildCommand) -> String {
        if command.program == "/bin/sh", command.arguments.first == "-c", let line = command.arguments.last {
            let first = line.split(separator: "\n").first.map(String.init) ?? ""
            return "'\(first.prefix(60))\(first.count > 60 ? "…" : "")'"
        }
        return "'\(command.program)'"
    }

    private func signalName(_ signal: Int32) -> String {
        let names: [Int32: String] = [
            1: "HUP", 2: "INT", 3: "QUIT", 4: "ILL", 6: "ABRT", 7: "BUS", 8: "FPE", 9: "KILL", 11: "SEGV", 13: "PIPE",
            14: "ALRM", 15: "TERM", 24: "XCPU", 25: "XFSZ",
        ]
        return names[signal].map { "\(signal) (\($0))" } ?? "\(signal)"
    }
}

/// The end of what a command printed, for later steps and for its failure.
private actor CommandOutput {
    private static let tailLength = 4096
    private var tail = ""
    private var recent = ""

    func add(_ text: String, from stream: ChildStream) {
        if stream == .output { Self.append(text, to: &tail) }
        Self.append(text, to: &recent)
    }

    private static func append(_ text: String, to end: inout String) {
        end += text
        let excess = end.utf8.count - tailLength
        guard excess > 0 else { return }
        // A cut within a character takes the whole character away.
        let cut = end.utf8.index(end.startIndex, offsetBy: excess)
        end = String(end[(cut.samePosition(in: end.unicodeScalars) ?? end.unicodeScalars.index(after: cut))...])
    }

    /// The last line that says something, at most 200 characters of it.
    var lastLine: String? {
        let lines = recent.split(whereSeparator: \.isNewline)
        let line = lines.last { line in line.contains { !$0.isWhitespace } }
        return line.map { String($0.prefix(200)) }
    }

    func value(_ outcome: ChildOutcome) -> Value {
        var members: [String: Value] = [
            "truncated": .bool(outcome.truncated), "duration": .number(seconds(outcome.duration)),
        ]
        if case .exited(let code) = outcome.exit { members["exit_code"] = .number(Decimal(code)) }
        if !tail.isEmpty { members["stdout_tail"] = .text(tail) }
        return .map(members)
    }

    /// Exact to the millisecond.
    private func seconds(_ duration: Duration) -> Decimal {
        let (seconds, attoseconds) = duration.components
        return Decimal(seconds) + Decimal(attoseconds / 1_000_000_000_000_000) / 1000
    }
}
