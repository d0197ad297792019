import FoundationEssentials
import GantryChildren
import GantryCore
import GantryManifest
import GantryPlugins
import Glibc

/// Measures what a call of a plugin costs: beside a bare spawn of the same program, and over a pipe that stays open.
///
/// With `crashes`, measures instead what a thousand crashes leave in memory.
@main
struct PluginBenchmark {
    static func main() async throws {
        let folder = "/tmp/gantry-plugin-benchmark-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bench = Bench(folder: folder)
        if CommandLine.arguments.dropFirst().first == "crashes" {
            print("memory grew by \(try await bench.growth(crashes: 1000)) KiB over 1000 crashes")
            return
        }
        let bare = bench.bareSpawn(rounds: 500)
        let call = try await bench.calls(rounds: 500)
        print("bare spawn of /bin/true        median \(milliseconds(bare)) ms")
        print("exec call of /bin/true         median \(milliseconds(call)) ms, \(milliseconds(call - bare)) ms more")
        let rate = try await bench.callsPerSecond(total: 1000, atOnce: 4)
        print("exec calls of /bin/true        \(Int(rate)) a second, 4 at a time")
        let echo = bench.bareRoundTrip(rounds: 5000)
        let trip = try await bench.roundTrips(rounds: 5000)
        print("bare round trip over two pipes median \(microseconds(echo)) µs")
        print("serve round trip               median \(microseconds(trip)) µs")
    }

    private static func milliseconds(_ duration: Duration) -> String {
        let hundredths = Int(duration / .microseconds(10))
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }

    private static func microseconds(_ duration: Duration) -> Int { Int(duration / .microseconds(1)) }
}

private struct Bench {
    let folder: String

    private func plugin(_ form: PluginManifest.Form, _ words: [String]) -> EnabledPlugin {
        let position = SourcePosition(file: "plugin.yaml", line: 1, column: 1)
        let identity = PluginIdentity(name: "bench", version: "1.0.0")
        let action = ActionDeclaration(
            name: "bench.call", summary: "Nothing.", inputs: [], example: "", plugin: identity)
        return EnabledPlugin(
            PluginManifest(
                identity: identity, summary: "Nothing.", form: form,
                command: .init(words: words.map { .literal(.text($0), at: position) }), limits: .standard,
                needs: .init(), actions: [.init(declaration: action, command: nil)], triggers: [], channels: [],
                folder: folder, position: position))
    }

    private func registry(_ plugin: EnabledPlugin) -> PluginRegistry {
        let clock = ManualClock(Instant(secondsSinceEpoch: 1_794_812_400))
        let registry = PluginRegistry(
            Surroundings(
                root: folder, workFolder: folder + "/work", environment: [:],
                secrets: SecretFolder(root: folder, credentials: nil), clock: clock, timeZone: { "UTC" },
                localTime: { $0.description }, projects: { [] }),
            sink: { _, _, _ in false }, report: { _ in })
        registry.use([plugin])
        return registry
    }

    private var request: ActionRequest {
        ActionRequest(
            inputs: [:], workflow: "bench", run: 1, step: "call", now: Instant(secondsSinceEpoch: 1_794_812_400),
            log: { _ in })
    }

    func bareSpawn(rounds: Int) -> Duration {
        median(rounds) {
            var process = pid_t()
            var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
            defer { free(arguments[0]) }
            posix_spawn(&process, "/bin/true", nil, nil, &arguments, environ)
            var status: CInt = 0
            waitpid(process, &status, 0)
        }
    }

    /// By how much this process grows, in KiB, while a plugin crashes again and again.
    func growth(crashes: Int) async throws -> Int {
        let registry = registry(plugin(.exec, ["/bin/sh", "-c", "kill -9 $$"]))
        func crash(_ times: Int) async throws {
            for _ in 0..<times {
                _ = registry.tryAgain("bench")
                _ = try? await registry.actions[0].run(request)
            }
        }
        // What is made once is there after the first ones.
        try await crash(100)
        let before = residentKilobytes
        try await crash(crashes)
        return residentKilobytes - before
    }

    private var residentKilobytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4
    }

    func calls(rounds: Int) async throws -> Duration {
        let registry = registry(plugin(.exec, ["/bin/true"]))
        return try await median(rounds, of: registry)
    }

    func callsPerSecond(total: Int, atOnce: Int) async throws -> Double {
        let registry = registry(plugin(.exec, ["/bin/true"]))
        let clock = ContinuousClock()
        let start = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<atOnce {
                group.addTask { for _ in 0..<total / atOnce { _ = try await registry.actions[0].run(request) } }
            }
            try await group.waitForAll()
        }
        return Double(total) / ((clock.now - start) / .seconds(1))
    }

    /// A child that sends back each byte, asked over two pipes with plain system calls.
    func bareRoundTrip(rounds: Int) -> Duration {
        var (down, up): ([CInt], [CInt]) = ([0, 0], [0, 0])
        guard pipe(&down) == 0, pipe(&up) == 0 else { return .zero }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, down[0], 0)
        posix_spawn_file_actions_adddup2(&actions, up[1], 1)
        for descriptor in down + up { posix_spawn_file_actions_addclose(&actions, descriptor) }
        var process = pid_t()
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("cat"), nil]
        posix_spawn(&process, "/bin/cat", &actions, nil, &arguments, environ)
        close(down[0])
        close(up[1])
        var byte: UInt8 = 1
        let result = median(rounds) {
            write(down[1], &byte, 1)
            read(up[0], &byte, 1)
        }
        close(down[1])
        var status: CInt = 0
        waitpid(process, &status, 0)
        return result
    }

    func roundTrips(rounds: Int) async throws -> Duration {
        let program = """
            import json, sys
            i, o = sys.stdin.buffer, sys.stdout.buffer
            while True:
                n = 0
                while True:
                    line = i.readline()
                    if not line: sys.exit(0)
                    if line == b"\\r\\n": break
                    if line.lower().startswith(b"content-length:"): n = int(line[15:])
                number = json.loads(i.read(n))["id"]
                text = b'{"jsonrpc":"2.0","id":%d,"result":{"protocol":1}}' % number
                o.write(b"Content-Length: %d\\r\\n\\r\\n" % len(text) + text); o.flush()
            """
        try program.write(toFile: folder + "/echo.py", atomically: false, encoding: .utf8)
        let registry = registry(plugin(.serve, ["python3", "-SE", "echo.py"]))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await registry.run() }
            let result = try await median(rounds, of: registry)
            registry.stop()
            try await group.waitForAll()
            return result
        }
    }

    private func median(_ rounds: Int, of registry: PluginRegistry) async throws -> Duration {
        let clock = ContinuousClock()
        let action = registry.actions[0]
        var times: [Duration] = []
        for _ in 0..<rounds {
            let start = clock.now
            _ = try await action.run(request)
            times.append(clock.now - start)
        }
        return times.sorted()[rounds / 2]
    }

    private func median(_ rounds: Int, _ body: () -> Void) -> Duration {
        let clock = ContinuousClock()
        return (0..<rounds).map { _ in clock.measure(body) }.sorted()[rounds / 2]
    }
}
