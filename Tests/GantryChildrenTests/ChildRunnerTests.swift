import GantryCore
import GantryTestSupport
import Glibc
import Testing

@testable import GantryChildren

/// One after the other: they measure time and memory.
@Suite("Children", .serialized)
enum ChildTests {}

extension ChildTests {
    @Suite("A child's run")
    struct ChildRunnerTests {
        let runner = ChildRunner(killDelay: .milliseconds(300))
        let printed = Printed()

        func run(_ command: ChildCommand) async -> ChildOutcome {
            await runner.run(command) { [printed] stream, text in printed.add(stream, text) }
        }

        @Test(
            "says how the child ended",
            arguments: [
                ("exit 0", ChildOutcome.Exit.exited(0)), ("exit 3", .exited(3)), ("exit 255", .exited(255)),
                ("kill -9 $$", .signalled(9)), ("kill -15 $$", .signalled(15)), ("no-such-command-here", .exited(127)),
            ])
        func exit(script: String, expected: ChildOutcome.Exit) async {
            let outcome = await run(shell(script))
            #expect(outcome.exit == expected)
            #expect(!outcome.truncated)
        }

        @Test("passes on each stream in order")
        func streams() async {
            let outcome = await run(shell("for i in 1 2 3 4 5; do echo out $i; echo err $i >&2; done"))
            #expect(outcome.exit == .exited(0))
            #expect(printed.output == "out 1\nout 2\nout 3\nout 4\nout 5\n")
            #expect(printed.errors == "err 1\nerr 2\nerr 3\nerr 4\nerr 5\n")
        }

        @Test("passes on 2 MB in order, every byte of it")
        func order() async {
            _ = await run(shell("seq 1 300000", limit: .mebibytes(16)))
            #expect(printed.output == (1...300_000).map { "\($0)\n" }.joined())
        }

        @Test("streams while the child runs")
        func streaming() async throws {
            let folder = try TemporaryFolder()
            var fifo: String { folder / "fifo" }
            try #require(mkfifo(fifo, 0o600) == 0)
            // The child waits for the FIFO, which is opened only once its first line has come through.
            let outcome = await runner.run(shell("echo first; read line < \(fifo); echo got $line")) {
                [printed] stream, text in
                printed.add(stream, text)
                guard text == "first\n" else { return }
                let descriptor = open(fifo, O_WRONLY)
                _ = write(descriptor, "go\n", 3)
                close(descriptor)
            }
            #expect(outcome.exit == .exited(0))
            #expect(printed.all == ["first\n", "got go\n"])
        }

        @Test("gives the child no input, a clean environment, its folder and no other descriptor")
        func surroundings() async {
            let descriptor = open("/etc/passwd", O_RDONLY)
            defer { close(descriptor) }
            var command = ChildCommand(
                program: "env", environment: ["COLOUR": "blue = ü"], workingFolder: "/usr", deadline: .seconds(60),
                outputLimit: .mebibytes(1))
            #expect(await run(command).exit == .exited(0))
            let names = Set(printed.output.split(separator: "\n").compactMap { $0.split(separator: "=").first })
            #expect(names == ["PATH", "HOME", "LANG", "COLOUR"])
            #expect(printed.output.contains("COLOUR=blue = ü\n"))

            command = shell("cat; pwd; cd /proc/self/fd; echo *; ps -o pgid= -p $$; echo $$", folder: "/usr")
            let second = Printed()
            _ = await runner.run(command) { second.add($0, $1) }
            let lines = second.output.split(separator: "\n").map { $0.filter { $0 != " " } }
            #expect(lines.first == "/usr")
            // The shell opens one more to read the folder.
            #expect(lines.count == 4 && ["012", "0123"].contains(lines[1]))
            #expect(lines.count == 4 && lines[2] == lines[3], "it leads a process group")
        }

        @Test(
            "finds a program by name, by absolute path and by a path from its folder",
            arguments: ["true", "/bin/true", "./bin/true"])
        func program(name: String) async {
            let command = ChildCommand(
                program: name, workingFolder: "/usr", deadline: .seconds(60), outputLimit: .mebibytes(1))
            #expect(await run(command).exit == .exited(0))
        }

        @Test("puts characters together that the pipe cut, and replaces what is not UTF-8")
        func characters() async {
            _ = await run(shell(#"printf 'caf\303'; sleep 0.1; printf '\251 \377 \342\202'"#))
            #expect(printed.output == "café \u{FFFD} \u{FFFD}")
            #expect(printed.all.first == "caf")
        }

        @Test("truncates a flood of 100 MB, and memory stays flat")
        func flood() async {
            let command = shell("head -c 100000000 /dev/zero | tr '\\0' x; exit 4", limit: .kibibytes(64))
            var growth = Int.max
            // Other suites allocate in the same process; memory that a run held would show each time.
            for _ in 0..<20 where growth >= 4096 {
                let file = open("/proc/self/clear_refs", O_WRONLY)
                // Resets the peak.
                _ = write(file, "5", 1)
                close(file)
                let before = memory("VmRSS")
                let printed = Printed()
                let outcome = await runner.run(command) { printed.add($0, $1) }
                #expect(outcome.exit == .exited(4))
                #expect(outcome.truncated)
                #expect(printed.output.utf8.count == 65_536)
                growth = memory("VmHWM") - before
            }
            #expect(growth < 4096)
        }

        @Test("counts both streams against one limit, and cuts no character in two")
        func limit() async {
            let outcome = await run(shell("printf 'ééééé'; sleep 0.1; printf abc >&2", limit: ByteCount(5)))
            #expect(outcome.truncated)
            #expect(printed.output == "éé")
            #expect(printed.errors == "")
        }

        @Test("is not truncated by exactly the limit")
        func exactLimit() async {
            let outcome = await run(shell("printf 12345", limit: ByteCount(5)))
            #expect(!outcome.truncated)
            #expect(printed.output == "12345")
        }
    }
}
