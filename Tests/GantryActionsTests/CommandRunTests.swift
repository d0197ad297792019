import GantryChildren
import GantryCore
import GantryTestSupport
import Glibc
import Synchronization
import Testing

@testable import GantryActions

@Suite("command.run")
struct CommandRunTests {
    let log = Collector<String>()

    func run(_ inputs: [String: Value], root: String = "/usr") async throws -> ActionResult {
        let action = CommandRun(root: root, runner: ChildRunner(killDelay: .milliseconds(200)))
        // As the engine does it: checked, defaults filled in.
        var full = inputs
        for input in action.declaration.inputs where full[input.name] == nil { full[input.name] = input.defaultValue }
        for input in action.declaration.inputs {
            if let value = full[input.name] { #expect(input.type.complaint(about: value) == nil) }
        }
        let request = ActionRequest(
            inputs: full, workflow: "nightly", run: 7, step: "backup", now: Instant(secondsSinceEpoch: 0),
            log: { [log] text in log.add(text) })
        return try await action.run(request)
    }

    private func failure(_ inputs: [String: Value]) async -> ActionFailure? {
        await #expect(throws: ActionFailure.self) { try await run(inputs) }
    }

    @Test("runs a command's words without a shell, and streams what it prints into the log")
    func command() async throws {
        let result = try await run(["command": .list(["printf", "%s|", "a b", "$HOME", "*"])])
        #expect(log.text == "a b|$HOME|*|")
        #expect(result.output["exit_code"] == 0)
        #expect(result.output["stdout_tail"] == "a b|$HOME|*|")
        #expect(result.output["truncated"] == false)
        #expect(result.output["duration"].typeName == "number")
        #expect(result.findings.isEmpty && result.evaluated.isEmpty)
    }

    @Test("runs a line by the shell, in its folder under the root, with its variables")
    func shell() async throws {
        let result = try await run([
            "shell": "pwd; echo $COLOUR; echo oops >&2", "folder": "share", "environment": .map(["COLOUR": "blue"]),
        ])
        #expect(result.output["stdout_tail"] == "/usr/share\nblue\n")
        #expect(log.text.contains("oops\n"))
    }

    @Test("is a success with any expected code")
    func expected() async throws {
        let result = try await run(["shell": "exit 3", "expect": .list([0, 3])])
        #expect(result.output["exit_code"] == 3)
        #expect(result.output["stdout_tail"] == .null)
    }

    @Test(
        "says in words how it failed",
        arguments: [
            (
                ["shell": "echo one; echo 'no space left' >&2; exit 3"],
                "'echo one; echo 'no space left' >&2; exit 3' ended with exit code 3; expected 0; it last said: no space left"
            ),
            (
                ["command": .list(["false"]), "expect": .list([0, 2])],
                "'false' ended with exit code 1; expected 0 or 2"
            ),
            (["shell": "exit 126"], "'exit 126' ended with exit code 126 (it cannot be executed); expected 0"),
            (["shell": "kill -9 $$"], "'kill -9 $$' was ended by signal 9 (KILL)"),
            (
                ["command": .list(["sleep", "1000"]), "timeout": "300ms"],
                "'sleep' did not end within 300ms and was stopped"
            ),
            (
                ["command": .list(["nope-nope"]), "environment": .map(["PATH": "/bin"])],
                "'nope-nope' could not be started: there is no program 'nope-nope' in PATH (/bin)"
            ),
            (
                ["command": .list(["true"]), "folder": "missing"],
                "'true' could not be started: there is no folder '/usr/missing' to run it in"
            ),
        ] as [([String: Value], String)])
    func failures(inputs: [String: Value], message: String) async {
        #expect(await failure(inputs)?.description == message)
    }

    @Test("a failure carries what was made until then")
    func failureOutput() async {
        let failure = await failure(["shell": "echo done so far; exit 9"])
        #expect(failure?.output["exit_code"] == 9)
        #expect(failure?.output["stdout_tail"] == "done so far\n")
    }

    @Test(
        "refuses inputs that do not fit together",
        arguments: [
            ([:], "'command' or 'shell' is needed to say what to run"),
            (["command": .list(["true"]), "shell": "true"], "'command' and 'shell' cannot both be given"),
            (["command": .list([])], "'command' names no program"),
            (["shell": "true", "output_limit": "lots"], "'output_limit' is not a size such as 64KiB or 1MiB: lots"),
            (["shell": "true", "expect": .list([256])], "'expect' holds 256, which is not an exit code from 0 to 255"),
            (["shell": "true", "timeout": "0s"], "'timeout' is not a duration such as 90s or 10m"),
        ] as [([String: Value], String)])
    func refusals(inputs: [String: Value], message: String) async {
        #expect(await failure(inputs)?.description == message)
    }

    @Test("keeps no more than the limit, and says so", arguments: ["2KiB" as Value, 2048])
    func truncation(limit: Value) async throws {
        let result = try await run(["shell": "head -c 100000 /dev/zero | tr '\\0' x", "output_limit": limit])
        #expect(result.output["truncated"] == true)
        #expect(
            log.text == String(repeating: "x", count: 2048) + "\n[more was printed; only the first 2 KiB are kept]\n")
    }

    @Test("gives later steps the last 4 KiB, whole characters")
    func tail() async throws {
        let result = try await run(["shell": "seq 1 3000; printf 'é%.0s' $(seq 1 2000); printf x"])
        let tail = try #require(result.output["stdout_tail"].text)
        #expect(tail.utf8.count <= 4096 && tail.utf8.count > 4092)
        #expect(tail.hasSuffix("ééx") && !tail.contains("\u{FFFD}"))
    }

    @Test("cancelling the step stops the command")
    func cancellation() async throws {
        let (started, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let action = CommandRun(root: "/")
        let request = ActionRequest(
            inputs: ["shell": "echo $$; exec sleep 1000"], workflow: "w", run: 1, step: "s",
            now: Instant(secondsSinceEpoch: 0)
        ) { [log] text in
            log.add(text)
            continuation.yield()
        }
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup(of: ActionResult.self) { group in
                group.addTask { try await action.run(request) }
                for await _ in started { break }
                group.cancelAll()
                _ = try await group.next()
            }
        }
        let process = try #require(pid_t(log.text.dropLast()))
        #expect(kill(process, 0) == -1)
    }

    @Test("log writes its message, with its level where that is not info")
    func logAction() async throws {
        for (inputs, line) in [
            (["message": "hello", "level": "info"], "hello\n"),
            (["message": "low", "level": "warning"], "warning: low\n"),
        ] as [([String: Value], String)] {
            let log = Collector<String>()
            let request = ActionRequest(
                inputs: inputs, workflow: "w", run: 1, step: "s", now: Instant(secondsSinceEpoch: 0)
            ) { log.add($0) }
            let result = try await LogAction().run(request)
            #expect(log.text == line)
            #expect(result.output["message"] == inputs["message"])
        }
    }
}
