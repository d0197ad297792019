import GantryCore
import Glibc
import Synchronization
import Testing

@testable import GantryChildren

private final class Counter: Sendable {
    private let value = Mutex(0)
    func add(_ amount: Int) { value.withLock { $0 += amount } }
    var count: Int { value.withLock { $0 } }
}

extension ChildTests {
    @Suite("A child that stays")
    struct ServeTests {
        let runner = ChildRunner(killDelay: .milliseconds(200))
        let mark = Mark()
        let errors = Printed()

        func serve<Value: Sendable>(
            _ script: String, body: @escaping @Sendable (ServedChild) async throws -> Value
        ) async throws -> (exit: ChildOutcome.Exit, content: Value?) {
            let outcome = try await runner.serve(
                mark.on(shell(script)), onError: { [errors] in errors.add(.error, $0) }, body: body)
            #expect(mark.processes.isEmpty)
            return outcome
        }

        /// What comes until `count` bytes or the end.
        @Sendable static func read(_ count: Int, from child: ServedChild) async -> [UInt8] {
            var bytes: [UInt8] = []
            while bytes.count < count, let piece = await child.next() { bytes += piece }
            return bytes
        }

        @Test("answers what it is sent, until it is not needed any more")
        func answers() async throws {
            let outcome = try await serve("exec cat") { child in
                for round in 1...1000 {
                    let message = Array("message \(round)\n".utf8)
                    try await child.send(message)
                    guard await Self.read(message.count, from: child) == message else { return false }
                }
                return true
            }
            #expect(outcome.content == true)
            // The end of its input comes before TERM.
            #expect([.exited(0), .signalled(15)].contains(outcome.exit))
        }

        @Test("ends by itself when its input does")
        func endOfInput() async throws {
            let outcome = try await serve("cat; echo bye; exit 4") { child in
                try await child.send(Array("hello\n".utf8))
                child.closeInput()
                await #expect(throws: ChildHasEnded.self) { try await child.send([1]) }
                return await Self.read(.max, from: child)
            }
            #expect(String(decoding: outcome.content ?? [], as: UTF8.self) == "hello\nbye\n")
            #expect(outcome.exit == .exited(4))
        }

        @Test("that ends in the middle of a call is told from one that is stopped")
        func endsInCall() async throws {
            let outcome = try await serve("read line; printf half; exit 3") { child in
                try await child.send(Array("go\n".utf8))
                let answer = await Self.read(.max, from: child)
                // Its end may still be on the way when its output has ended already.
                await #expect(throws: ChildHasEnded.self) {
                    while true { try await child.send([UInt8](repeating: 10, count: 65_536)) }
                }
                return answer
            }
            #expect(outcome.content == Array("half".utf8))
            #expect(outcome.exit == .exited(3))
        }

        @Test("gets the time to clean up, then KILL")
        func stops() async throws {
            let tidy = try await serve("trap 'echo bye >&2; exit 0' TERM; echo up; while :; do sleep 0.01; done") {
                _ = await $0.next()
            }
            #expect(tidy.exit == .exited(0))
            #expect(errors.errors.hasSuffix("bye\n"))
            let stubborn = try await serve("trap '' TERM; echo up; setsid sleep 1000; sleep 1000") {
                _ = await $0.next()
            }
            #expect(stubborn.exit == .signalled(9))
        }

        @Test("is stopped when the body throws, or its task is cancelled")
        func bodyFails() async throws {
            struct Failure: Error {}
            await #expect(throws: Failure.self) {
                _ = try await serve("echo up; exec sleep 1000") { child in
                    _ = await child.next()
                    throw Failure()
                }
            }
            let (started, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            let exit = try await withThrowingTaskGroup(of: ChildOutcome.Exit.self) { group in
                group.addTask {
                    try await serve("echo up; exec sleep 1000") { child in
                        while await child.next() != nil { continuation.yield() }
                    }.exit
                }
                for await _ in started { break }
                group.cancelAll()
                return try await group.next()
            }
            #expect(exit == .signalled(15))
        }

        @Test("that cannot start is told before the body, or by its end")
        func cannotStart() async throws {
            var command = shell("")
            command.workingFolder = "/no/folder"
            let nowhere = try await runner.serve(command, onError: { _ in }, body: { _ in Issue.record("it ran") })
            #expect(nowhere.exit == .couldNotStart("there is no folder '/no/folder' to run it in"))
            command = shell("")
            command.program = "/no/program"
            let outcome = try await runner.serve(command, onError: { _ in }, body: { await $0.next() })
            #expect(outcome.content == .some(nil))
            #expect(outcome.exit == .couldNotStart("there is no program '/no/program'"))
        }

        @Test("that reads nothing holds up who sends, and neither memory nor a thread")
        func readsNothing() async throws {
            let sent = Counter()
            let outcome = try await serve("echo up; exec sleep 1000") { child in
                _ = await child.next()
                await withTaskGroup(of: Void.self) { group in
                    group.addTask {
                        while true {
                            do { try await child.send([UInt8](repeating: 1, count: 32_768)) } catch { return }
                            sent.add(32_768)
                        }
                    }
                    // The pipe is full once nothing moves while everybody else has had a turn.
                    var before = -1
                    while before != sent.count || before == 0 {
                        before = sent.count
                        for _ in 0..<1000 { await Task.yield() }
                    }
                    group.cancelAll()
                }
            }
            #expect(outcome.exit == .signalled(15))
            #expect(sent.count <= 65_536)
        }

        @Test("that prints while nobody asks is held up, and is not killed for it")
        func heldUp() async throws {
            let outcome = try await serve("trap 'exit 5' TERM; yes | head -c 10000000; echo done >&2; exit 6") {
                child in
                _ = await child.next()
                return await Self.read(9_000_000, from: child).count
            }
            #expect((outcome.content ?? 0) >= 9_000_000)
            #expect([.exited(5), .exited(6)].contains(outcome.exit))
        }

        @Test("that floods its errors gets its limit of them through")
        func errorFlood() async throws {
            _ = try await serve("(yes >&2) & yes | head -c 10000000; echo; exec sleep 1000") { child in
                _ = await Self.read(10_000_000, from: child)
            }
            #expect(errors.errors.utf8.count <= 1_048_576)
        }
    }

    @Suite("What a child reads")
    struct InputTests {
        let runner = ChildRunner(killDelay: .milliseconds(200))

        private func run(_ script: String, input: [UInt8]) async -> (ChildOutcome, Printed) {
            var command = shell(script, limit: .mebibytes(16))
            command.input = input
            let printed = Printed()
            return (await runner.run(command) { printed.add($0, $1) }, printed)
        }

        @Test("comes whole, and ends")
        func whole() async {
            let text = (1...100_000).map { "line \($0)\n" }.joined()
            let (outcome, printed) = await run("cat", input: Array(text.utf8))
            #expect(outcome.exit == .exited(0))
            #expect(printed.output == text)
        }

        @Test("may be left unread", arguments: ["exit 0", "exec <&-; echo x", "head -c 10 >/dev/null"])
        func unread(script: String) async {
            let (outcome, _) = await run(script, input: [UInt8](repeating: 120, count: 10_000_000))
            #expect(outcome.exit == .exited(0))
        }

        @Test("is nothing of the daemon's where there is none")
        func none() async {
            let (_, printed) = await run("cat; ls /proc/$$/fd", input: [])
            #expect(printed.output.hasPrefix("0\n1\n2\n"))
        }
    }
}
