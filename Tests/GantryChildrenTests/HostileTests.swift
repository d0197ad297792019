import GantryCore
import Glibc
import Testing

@testable import GantryChildren

extension ChildTests {
    @Suite("A hostile child")
    struct HostileTests {
        let runner = ChildRunner(killDelay: .milliseconds(200))
        let printed = Printed()
        let mark = Mark()

        func run(_ command: ChildCommand) async -> ChildOutcome {
            await runner.run(mark.on(command)) { [printed] stream, text in printed.add(stream, text) }
        }

        @Test(
            "is stopped at the deadline with all it started",
            arguments: [
                "sleep 1000", "while :; do :; done", "trap '' TERM; sleep 1000; sleep 1000", "kill -STOP $$",
                "setsid sleep 1000 & sleep 1000", "(setsid sh -c 'sleep 1000 & sleep 1000' &) ; sleep 1000",
                "exec >&- 2>&- <&-; sleep 1000",
            ])
        func deadline(script: String) async {
            let outcome = await run(shell(script, deadline: .milliseconds(200)))
            #expect(outcome.exit == .timedOut)
            #expect(outcome.duration < .seconds(30))
            #expect(mark.processes.isEmpty)
        }

        @Test(
            "leaves nothing behind when it ends",
            arguments: [
                "setsid sleep 1000 & exit 3", "(setsid sh -c 'sleep 1000 & exec sleep 1000' &); exit 3",
                "(trap '' TERM HUP; setsid sh -c 'yes' &); exit 3",
                "for i in 1 2 3 4 5 6 7 8; do setsid sh -c 'sleep 1000 & sleep 1000 & wait' & done; exit 3",
            ])
        func leftBehind(script: String) async {
            let outcome = await run(shell(script))
            #expect(outcome.exit == .exited(3))
            #expect(mark.processes.isEmpty)
        }

        @Test("that bombs with forks is stopped whole")
        func bomb() async {
            var command = shell("b() { b | b & b; }; b", deadline: .milliseconds(200))
            command.limits.processes = 32
            #expect(await run(command).exit != .exited(0))
            #expect(mark.processes.isEmpty)
        }

        private static let counting = "i=1; while [ $i -lt 200 ]; do sleep 1000 & echo $i; i=$((i+1)); done"

        @Test("gets as many processes as its limit says, whoever it runs as")
        func processes() async {
            var command = shell(Self.counting)
            command.limits.processes = 32
            _ = await run(command)
            #expect(printed.processes.last == 31)
            #expect(mark.processes.isEmpty)
        }

        @Test("gets as many processes as its limit says, where the daemon is no root", .enabled(if: getuid() == 0))
        func processesOfUser() async throws {
            let scratch = try Scratch()
            var command = shell("")
            command.program = "setpriv"
            command.arguments =
                ["--reuid", "65534", "--regid", "65534", "--clear-groups", try scratch.supervisor()]
                + ["--processes", "32", "--", "/bin/sh", "-c", Self.counting]
            _ = await run(command)
            #expect(printed.processes.last == 31)
            #expect(mark.processes.isEmpty)

            command.arguments.removeLast()
            command.arguments.append("b() { b | b & b; }; b")
            command.deadline = .milliseconds(200)
            #expect(await run(command).exit != .exited(0))
            #expect(mark.processes.isEmpty)
        }

        @Test("that prints 10 GB is held to its limit, and memory stays flat", arguments: [true, false])
        func flood(stops: Bool) async {
            var command = mark.on(shell("exec head -c 10000000000 /dev/zero", limit: .kibibytes(64)))
            command.stopsAtOutputLimit = stops
            // Other suites allocate in the same process; memory that a run held would show each time.
            var growth = Int.max
            for _ in 0..<20 where growth >= 4096 {
                let file = open("/proc/self/clear_refs", O_WRONLY)
                _ = write(file, "5", 1)
                close(file)
                let before = memory("VmRSS")
                let outcome = await runner.run(command) { _, _ in }
                #expect(outcome.exit == (stops ? .flooded : .exited(0)))
                #expect(outcome.truncated)
                growth = memory("VmHWM") - before
            }
            #expect(growth < 4096)
        }

        @Test("that floods and ignores TERM is killed")
        func stubbornFlood() async {
            var command = shell("trap '' TERM; yes", limit: .kibibytes(64))
            command.stopsAtOutputLimit = true
            #expect(await run(command).exit == .flooded)
            #expect(printed.output.utf8.count == 65_536)
            #expect(mark.processes.isEmpty)
        }

        @Test("that crashes 1,000 times leaves no memory, no descriptor and no zombie")
        func crashes() async {
            var growth = Int.max
            let descriptors = openDescriptors()
            for _ in 0..<5 where growth >= 4096 {
                let before = memory("VmRSS")
                for _ in 0..<1000 {
                    let outcome = await runner.run(mark.on(shell("kill -SEGV $$"))) { _, _ in }
                    #expect(outcome.exit == .signalled(11))
                }
                growth = memory("VmRSS") - before
            }
            #expect(growth < 4096)
            #expect(openDescriptors() - descriptors < 50, "other suites open some of their own")
            #expect(mark.processes.isEmpty)
            #expect(zombies() < 50, "other suites have children of their own")
        }
    }

    @Suite("The limits of a child")
    struct LimitTests {
        let runner = ChildRunner(killDelay: .milliseconds(200))
        let printed = Printed()

        private func run(_ script: String, _ limits: ChildLimits) async -> ChildOutcome {
            var command = shell(script)
            command.limits = limits
            return await runner.run(command) { [printed] in printed.add($0, $1) }
        }

        @Test("memory")
        func memory() async {
            let script = "head -c 100000000 /dev/zero | tail -c 90000000 | wc -c"
            _ = await run(script, ChildLimits(memory: .mebibytes(32)))
            #expect(printed.output == "0\n")
            #expect(printed.errors.contains("memory exhausted"))
            let roomy = Printed()
            var command = shell(script)
            command.limits.memory = .mebibytes(512)
            _ = await runner.run(command) { roomy.add($0, $1) }
            #expect(roomy.output == "90000000\n")
        }

        @Test("time to compute")
        func cpu() async {
            let outcome = await run("while :; do :; done", ChildLimits(cpu: .seconds(1)))
            #expect([.signalled(24), .signalled(9)].contains(outcome.exit))
        }

        @Test("descriptors, core files, and the length of a file")
        func files() async throws {
            let scratch = try Scratch()
            let outcome = await run(
                "ulimit -n; ulimit -c; exec head -c 100000 /dev/zero >\(scratch.path)/long",
                ChildLimits(descriptors: 16, fileSize: .kibibytes(8)))
            #expect(printed.output == "16\n0\n")
            #expect(outcome.exit == .signalled(25))
            var status = stat()
            #expect(stat("\(scratch.path)/long", &status) == 0 && status.st_size == 8192)
        }

        @Test("of nothing are no limit, and no rights are gained")
        func none() async {
            _ = await run("id -u; grep NoNewPrivs /proc/self/status", .none)
            #expect(printed.output == "\(getuid())\nNoNewPrivs:\t1\n")
        }
    }
}
