import GantryCore
import Glibc
import Testing

@testable import GantryChildren

extension ChildTests {
    @Suite("The end of a child")
    struct ChildEndTests {
        let runner = ChildRunner(killDelay: .milliseconds(300))
        let printed = Printed()

        func run(_ command: ChildCommand) async -> ChildOutcome {
            await runner.run(command) { [printed] stream, text in printed.add(stream, text) }
        }

        @Test("TERM at the deadline ends a child that heeds it")
        func term() async {
            let outcome = await run(
                shell(
                    "trap 'echo bye; exit 0' TERM; echo $$; while :; do sleep 0.05; done", deadline: .milliseconds(500))
            )
            #expect(outcome.exit == .timedOut)
            #expect(printed.output.hasSuffix("bye\n"))
        }

        @Test("KILL ends a tree that ignores TERM, after the delay and not before")
        func kill() async {
            let tree = "trap '' TERM; echo $$; (trap '' TERM; sh -c 'echo $$; sleep 1000; :'; :) & sleep 1000; :"
            let outcome = await run(shell(tree, deadline: .milliseconds(1500)))
            #expect(outcome.exit == .timedOut)
            #expect(outcome.duration >= .milliseconds(1800))
            #expect(printed.processes.count == 2)
            #expect(await haveEnded(printed.processes))
        }

        @Test("a grandchild that ignores TERM does not outlive a child that heeds it")
        func leftBehind() async {
            let tree = "(trap '' TERM; sh -c 'echo $$; sleep 1000; :'; :) & sleep 1000"
            let outcome = await run(shell(tree, deadline: .milliseconds(1500)))
            #expect(outcome.exit == .timedOut)
            #expect(printed.processes.count == 1)
            #expect(await haveEnded(printed.processes))
        }

        @Test(
            "a grandchild that holds the pipe does not hold the run",
            arguments: [
                "sleep 1000 & echo $!; exit 3", "sleep 1000 >/dev/null 2>&1 & echo $!; exit 3",
                "yes > /dev/stderr & echo $!; exit 3",
            ])
        func holder(script: String) async {
            // What floods one stream must not have used up the limit, which both share, before the other was read.
            let outcome = await run(shell(script, limit: .mebibytes(256)))
            #expect(outcome.exit == .exited(3))
            #expect(printed.processes.count == 1)
            #expect(await haveEnded(printed.processes))
        }

        @Test("the deadline holds for a child that closed its streams")
        func closedStreams() async {
            let outcome = await run(shell("exec >&- 2>&-; sleep 1000", deadline: .milliseconds(300)))
            #expect(outcome.exit == .timedOut)
        }

        @Test("whoever has no time left kills a tree that ignores TERM and has left its session, and starts no other")
        func killAll() async {
            let children = LiveChildren()
            let runner = ChildRunner(killDelay: .seconds(600), children: children)
            let tree = "trap '' TERM; setsid sh -c 'trap \"\" TERM HUP; echo $$; sleep 1000; :' & sleep 1000; :"
            let outcome = await runner.run(shell(tree, deadline: .seconds(600))) { [printed] stream, text in
                printed.add(stream, text)
                children.killAll()
            }
            #expect(outcome.exit == .signalled(9))
            #expect(printed.processes.count == 1)
            #expect(await haveEnded(printed.processes))
            #expect(children.count == 0)
            let later = await runner.run(shell("true")) { _, _ in }
            #expect(later.exit == .couldNotStart("whoever starts it is about to end"))
        }

        @Test("cancelling the task stops the group and says what ended the child")
        func cancellation() async {
            let (started, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            let outcome = await withTaskGroup(of: ChildOutcome.self) { group in
                group.addTask { [runner, printed] in
                    await runner.run(shell("(trap '' TERM; sh -c 'echo $$; sleep 1000; :'; :) & sleep 1000")) {
                        printed.add($0, $1)
                        continuation.yield()
                    }
                }
                for await _ in started { break }
                group.cancelAll()
                return await group.next()
            }
            #expect(outcome?.exit == .signalled(15))
            #expect(printed.processes.count == 1)
            #expect(await haveEnded(printed.processes))
        }

        @Test("a task that is cancelled already starts nothing")
        func cancelledBefore() async {
            let outcome = await withTaskGroup(of: ChildOutcome.self) { group in
                group.cancelAll()
                group.addTask { [runner] in await runner.run(shell("echo ran")) { _, _ in } }
                return await group.next()
            }
            #expect(outcome?.exit == .couldNotStart("it was cancelled before it began"))
        }

        @Test("many at once end each with their own code, and no descriptor is left open")
        func many() async {
            let before = openDescriptors()
            let codes = await withTaskGroup(of: ChildOutcome.Exit.self) { group in
                for code in 0..<100 {
                    group.addTask { [runner] in await runner.run(shell("echo \(code); exit \(code)")) { _, _ in }.exit }
                }
                return await group.reduce(into: Set<ChildOutcome.Exit>()) { $0.insert($1) }
            }
            #expect(codes == Set((0..<100).map { .exited($0) }))
            #expect(openDescriptors() - before < 50, "other suites open some of their own")
        }
    }

    @Suite("A child that cannot start")
    struct ChildStartTests {
        let folder: String

        init() throws {
            folder = "/tmp/gantry-children-\(getpid())-\(UInt32.random(in: 0 ... .max))"
            try #require(mkdir(folder, 0o700) == 0)
            try write("plain", "hello\n", mode: 0o600)
            try write("orphan", "#!/no/such/interpreter\n", mode: 0o700)
            try write("windows", "#!/bin/sh\r\nexit 0\r\n", mode: 0o700)
            try write("binary", "\u{1}\u{2}\n", mode: 0o700)
        }

        private func write(_ name: String, _ text: String, mode: mode_t) throws {
            let file = try #require(fopen("\(folder)/\(name)", "we"))
            fputs(text, file)
            fclose(file)
            try #require(chmod("\(folder)/\(name)", mode) == 0)
        }

        private func reason(_ change: (inout ChildCommand) -> Void) async -> String? {
            var command = ChildCommand(
                program: "true", workingFolder: folder, deadline: .seconds(60), outputLimit: .mebibytes(1))
            command.environment = ["PATH": "/usr/bin:/bin"]
            change(&command)
            let outcome = await ChildRunner().run(command) { _, _ in }
            guard case .couldNotStart(let reason) = outcome.exit else { return nil }
            return reason
        }

        @Test("says why in words")
        func reasons() async {
            defer { remove() }
            #expect(await reason { _ in } == nil)
            #expect(
                await reason { $0.program = "no-such-program" }
                    == "there is no program 'no-such-program' in PATH (/usr/bin:/bin)")
            #expect(await reason { $0.program = "./missing" } == "there is no program '\(folder)/missing'")
            #expect(
                await reason { $0.program = "./plain" }
                    == "'\(folder)/plain' cannot be executed: chmod +x \(folder)/plain"
            )
            #expect(
                await reason { $0.program = "./orphan" }
                    == "'\(folder)/orphan' names the interpreter /no/such/interpreter in its first line, which is not there"
            )
            #expect(
                await reason { $0.program = "./windows" }
                    == "'\(folder)/windows' has Windows line ends, so its interpreter /bin/sh is not found")
            #expect(
                await reason { $0.program = "./binary" }
                    == "'./binary' is neither a program nor a script that begins with #!")
            #expect(await reason { $0.program = "/usr" } == "'/usr' is a folder")
            #expect(await reason { $0.program = "" } == "no program is named")
            #expect(await reason { $0.workingFolder = "/no/folder" } == "there is no folder '/no/folder' to run it in")
            #expect(
                await reason { $0.arguments = ["a\0b"] }
                    == "an argument holds a NUL character, which no program can be given")
            for name in ["", "A=B", "1A", "A\0"] {
                #expect(
                    await reason { $0.environment = [name: "x"] }
                        == "'\(name)' cannot be set as an environment variable")
            }
        }

        @Test("leaves no descriptor open")
        func descriptors() async {
            defer { remove() }
            let before = openDescriptors()
            for _ in 0..<100 {
                _ = await reason { $0.program = "./missing" }
                _ = await reason { $0.program = "./binary" }
            }
            #expect(openDescriptors() - before < 50, "other suites open some of their own")
        }

        private func remove() {
            for name in ["plain", "orphan", "binary"] { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }
    }
}
