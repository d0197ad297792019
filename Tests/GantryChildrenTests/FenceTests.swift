import GantryCore
import Glibc
import Testing

@testable import GantryChildren

extension ChildTests {
    @Suite("A fence", .enabled("this kernel has no Landlock") { await landlock() >= 1 })
    struct FenceTests {
        let runner = ChildRunner(killDelay: .milliseconds(200))
        let printed = Printed()
        let scratch: Scratch

        init() throws { scratch = try Scratch() }

        private func run(_ script: String, _ fence: Fence, shell program: String = "/bin/sh") async -> ChildOutcome {
            var command = shell(script)
            command.program = program
            command.fence = fence
            return await runner.run(command) { [printed] in printed.add($0, $1) }
        }

        @Test("lets programs of the system run, and hides what is not named")
        func hides() async throws {
            try #require(mkfifo("\(scratch.path)/x", 0o666) == 0)
            let outcome = await run(
                "cat /etc/passwd >/dev/null && echo read; cat /etc/shadow; cat \(scratch.path)/x; echo >/tmp/x; ls /root",
                .system)
            #expect(outcome.exit != .exited(0))
            #expect(printed.output == "read\n")
            #expect(printed.errors.components(of: "ermission denied") == 4, "\(printed.errors)")
        }

        @Test("lets what is readable be read, and what is writable be changed")
        func lets() async throws {
            let other = try Scratch()
            let fence = Fence.system.union(readable: [scratch.path], writable: [other.path])
            let outcome = await run(
                "echo a >\(other.path)/a && mv \(other.path)/a \(other.path)/b && cat \(other.path)/b; "
                    + "ls \(scratch.path) && echo listed; touch \(scratch.path)/no", fence)
            #expect(outcome.exit == .exited(1))
            #expect(printed.output == "a\nlisted\n")
            #expect(printed.errors.components(of: "ermission denied") == 1)
        }

        @Test("lets nobody make devices where files may be made", .enabled(if: getuid() == 0))
        func devices() async {
            _ = await run(
                "mknod \(scratch.path)/d c 1 3; mknod \(scratch.path)/d b 8 0; mkfifo \(scratch.path)/f && echo fifo",
                .system.union(writable: [scratch.path]))
            #expect(printed.output == "fifo\n")
            #expect(printed.errors.components(of: "ermission denied") == 2, "\(printed.errors)")
        }

        @Test("is around all that the child starts")
        func descendants() async {
            _ = await run("setsid sh -c 'cat /etc/shadow'", .system)
            #expect(printed.output.isEmpty)
            #expect(printed.errors.contains("ermission denied"))
        }

        @Test("keeps a program out that is outside of it, and says so")
        func program() async throws {
            let outcome = await run("exit 0", .system, shell: try scratch.supervisor())
            #expect(outcome.exit == .couldNotStart("'\(scratch.path)/gantry-child' lies where it may not be executed"))
        }

        @Test(
            "keeps a child from killing who watches it",
            .enabled("this kernel's Landlock knows no signals") { await landlock() >= 6 })
        func signals() async {
            let outcome = await run("kill -9 $PPID; kill -0 \(getpid()); sleep 1000 & kill $! && echo own", .system)
            #expect(outcome.exit == .exited(0))
            #expect(printed.output == "own\n")
            #expect(printed.errors.components(of: "ermitted") == 2, "\(printed.errors)")
        }

        @Test(
            "keeps a child from the network, or not",
            .enabled("this kernel's Landlock knows no TCP") { await landlock() >= 4 }, arguments: [false, true])
        func network(allowed: Bool) async throws {
            let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(listener) }
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let port = try #require(
                withUnsafeMutablePointer(to: &address) { pointer in
                    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer -> Bool in
                        bind(listener, pointer, length) == 0 && listen(listener, 1) == 0
                            && getsockname(listener, pointer, &length) == 0
                    }
                } ? UInt16(bigEndian: address.sin_port) : nil)
            let fence = Fence.system.union(network: allowed)
            _ = await run("exec 3<>/dev/tcp/127.0.0.1/\(port) && echo connected", fence, shell: "/bin/bash")
            #expect(printed.output == (allowed ? "connected\n" : ""))
            #expect(printed.errors.contains("ermission denied") == !allowed)
        }
    }
}

extension String {
    /// How often a part occurs.
    fileprivate func components(of part: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: part) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
