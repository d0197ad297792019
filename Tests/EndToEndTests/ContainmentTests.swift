import Foundation
import Testing

/// Plugins that do what no plugin should, run by the real daemon.
@Suite("Hostile plugins", .timeLimit(.minutes(5)), .serialized)
struct ContainmentTests {
    struct Hostile: Sendable, CustomTestStringConvertible {
        let name: String
        let says: String
        let script: String
        var form = "exec"

        var testDescription: String { name }
    }

    private static let exec: [Hostile] = [
        Hostile(name: "hangs", says: "did not end within 1s", script: "while :; do sleep 1; done"),
        Hostile(
            name: "ignores-term", says: "did not end within 1s",
            script: "trap '' TERM INT HUP; while :; do sleep 1; done"),
        Hostile(
            name: "leaves-a-grandchild", says: "no output",
            script: "setsid sh -c 'trap \"\" TERM HUP; sleep 1000' & echo 'no output' >&2; exit 1"),
        Hostile(
            name: "forks-twice", says: "gone",
            script: "( setsid sh -c '( setsid sleep 1000 & ) & sleep 1000' & ) & echo gone >&2; exit 1"),
        Hostile(
            name: "fork-bomb", says: "did not end within 1s",
            script: "exec python3 -c 'import os\nwhile True:\n try: os.fork()\n except OSError: pass'"),
        Hostile(name: "floods", says: "printed more than 64 KiB", script: "yes | head -c 10000000000"),
        Hostile(
            name: "floods-errors", says: "printed more than 64 KiB", script: "yes oops | head -c 10000000000 >&2"),
        Hostile(
            name: "huge-line", says: "printed more than 64 KiB", script: "head -c 100000000 /dev/zero | tr '\\0' 'x'"),
        Hostile(name: "garbage", says: "no line of the protocol", script: "head -c 2000 /dev/urandom"),
        Hostile(
            name: "half-a-line", says: "no line of the protocol", script: "printf '{\"type\":\"output\",\"val'"),
        Hostile(name: "crashes", says: "ended by signal 11", script: "kill -SEGV $$"),
        Hostile(
            name: "eats-memory", says: "MemoryError",
            script: "exec python3 -c 'x = []\nwhile True: x.append(bytearray(1 << 20))'"),
        Hostile(name: "kills-its-parent", says: "not permitted", script: "kill -9 $PPID"),
    ]

    private static let serve: [Hostile] = [
        Hostile(
            name: "serves-garbage", says: "no frame", script: "head -c 2000 /dev/urandom; sleep 100", form: "serve"),
        Hostile(
            name: "half-a-frame", says: "it ended within a frame",
            script: "printf 'Content-Length: 100\\r\\n\\r\\n{'; exit 0", form: "serve"),
        Hostile(
            name: "endless-frame", says: "at most 65536 are taken",
            script: "printf 'Content-Length: 10000000000\\r\\n\\r\\n'; yes", form: "serve"),
        Hostile(name: "ends-mid-call", says: "exit code 7", script: "head -c 20 >/dev/null; exit 7", form: "serve"),
    ]

    @Test("fail their run with a reason, leave nothing behind, and cost the daemon no memory", arguments: exec + serve)
    func contained(_ hostile: Hostile) async throws {
        let portfolio = try portfolio(hostile)
        let daemon = try await RunningDaemon.ready(portfolio.root)
        #expect(try await daemon.gantry("run", "warm", "--wait").status == 0)
        let before = residentKilobytes(of: daemon.process)
        let run = try await daemon.gantry("run", "bad", "--wait")
        #expect(run.status == 1)
        #expect(run.output.contains(hostile.says), "\(run.output)")
        #expect(try await daemon.gantry("status").status == 0)
        #expect(residentKilobytes(of: daemon.process) - before <= 4096)
        await daemon.stop()
        #expect(survivors(of: hostile.name) == [])
    }

    @Test("do not keep the daemon from answering, nor other work from being done")
    func others() async throws {
        let portfolio = try portfolio(Self.exec[0])
        try portfolio.write(
            "plugins/hangs/plugin.yaml", Self.manifest("hangs", "exec").replacingOccurrences(of: "1s", with: "1h"))
        let daemon = try await RunningDaemon.ready(portfolio.root)
        let started = try await daemon.gantry("run", "bad")
        #expect(started.status == 0)
        try await daemon.says("run 1 of bad started")
        #expect(try await daemon.gantry("run", "warm", "--wait").status == 0)
        #expect(try await daemon.gantry("status").status == 0)
        #expect(try await daemon.gantry("runs").output.contains("running"))
        await daemon.killNow()
        // A daemon that was killed leaves nothing running either.
        let limit = Date() + 20
        while !survivors(of: "hangs").isEmpty, Date() < limit { await Task.yield() }
        #expect(survivors(of: "hangs") == [])
    }

    @Test("that crash a thousand times leave nothing in memory")
    func crashes() async throws {
        let said = try await run(Binaries.folder + "/plugin-benchmark", ["crashes"], in: "/tmp").output
        let growth = try #require(said.split(separator: " ").compactMap { Int($0) }.first, "\(said)")
        #expect(growth <= 4096, "\(said)")
    }

    private static func manifest(_ name: String, _ form: String) -> String {
        """
        name: \(name)
        version: 1.0.0
        description: Does what no plugin should.
        protocol: \(form)
        command: [./main.sh]
        limits: { timeout: 1s, memory: 64MiB, output: 64KiB, processes: 32 }
        actions: [{ name: \(name).check, description: Does it. }]
        """
    }

    private func portfolio(_ hostile: Hostile) throws -> Portfolio {
        let portfolio = try Portfolio()
        for (name, form, script) in [(hostile.name, hostile.form, hostile.script), ("good", "exec", "exit 0")] {
            try portfolio.write("plugins/\(name)/plugin.yaml", Self.manifest(name, form))
            try portfolio.write("plugins/\(name)/main.sh", "#!/bin/sh\n\(script)\n")
            #expect(chmod("\(portfolio.root)/plugins/\(name)/main.sh", 0o755) == 0)
        }
        for (name, action) in [("bad", hostile.name), ("warm", "good")] {
            try portfolio.write(
                "workflows/\(name).yaml", "triggers: [manual]\nsteps: [{ id: a, action: \(action).check }]\n")
        }
        return portfolio
    }

    private func residentKilobytes(of process: pid_t) -> Int {
        let text = (try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4
    }

    /// The processes that run for a plugin: each has its name in the environment.
    private func survivors(of plugin: String) -> [String] {
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return processes.filter { process in
            guard Int(process) != nil,
                let environment = try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/environ"))
            else { return false }
            return environment.range(of: Data("GANTRY_PLUGIN=\(plugin)\0".utf8)) != nil
        }
    }
}
