import Foundation
import GantryTestSupport
import Testing

/// The end of the daemon, which comes when it was asked for, whatever goes on.
@Suite("The end of the daemon", .timeLimit(.minutes(5)), .serialized)
struct StopTests {
    /// A step that leaves what no SIGTERM ends, in a session of its own; both are found by the mark.
    private func stubborn(_ mark: String) -> String {
        """
        name: stubborn
        triggers: [manual]
        steps:
          - id: stay
            action: command.run
            with:
              environment: { GANTRY_TEST_MARK: \(mark) }
              shell: |
                trap '' TERM HUP INT
                setsid sh -c 'trap "" TERM HUP INT; while :; do sleep 1; done' &
                echo started
                while :; do sleep 1; done
        alerts: none
        """
    }

    @Test("SIGTERM ends it in time, with all that commands started, whether they heed it or not")
    func stubbornChild() async throws {
        let portfolio = try Portfolio()
        let mark = UUID().uuidString
        try portfolio.write("workflows/stubborn.yaml", stubborn(mark))
        let daemon = try await RunningDaemon.ready(portfolio.root)
        #expect(try await daemon.gantry("run", "stubborn").status == 0)
        try await daemon.says("run 1 of stubborn started")
        try await waitUntil { marked(mark).count >= 3 }
        daemon.signal(SIGTERM)
        // Its end is written with that of its last step.
        try await daemon.says("run 1 of stubborn interrupted")
        #expect(await daemon.ended() == 0)
        #expect(marked(mark) == [])
        let again = try await RunningDaemon.ready(portfolio.root)
        let trace = try await again.gantry("trace", "1")
        #expect(trace.output.contains("interrupted"))
        await again.stop()
    }

    @Test("a second signal ends it at once, with all that commands started", arguments: [SIGTERM, SIGINT])
    func twice(_ second: Int32) async throws {
        let portfolio = try Portfolio()
        let mark = UUID().uuidString
        try portfolio.write("workflows/stubborn.yaml", stubborn(mark))
        let daemon = try await RunningDaemon.ready(portfolio.root)
        #expect(try await daemon.gantry("run", "stubborn").status == 0)
        try await waitUntil { marked(mark).count >= 3 }
        daemon.signal(SIGTERM)
        try await daemon.says("stopping")
        daemon.signal(second)
        #expect(await daemon.ended() == 128 + second)
        try await waitUntil { marked(mark).isEmpty }
    }

    @Test("SIGTERM ends it in time while it reads a file that takes long")
    func slowFile() async throws {
        let portfolio = try Portfolio()
        let daemon = try await RunningDaemon.ready(portfolio.root)
        var rows = "date,amount,currency,what\n"
        for number in 0..<900_000 { rows += "2026-01-05,1.00,EUR,\(number)\n" }
        try portfolio.write("books/all.csv", rows)
        try portfolio.write(
            "projects/large.yaml",
            """
            project: large
            name: Large
            lead: asha
            start: 2026-01-05
            budget: 1000000.00 EUR
            ledger: [{ file: books/all.csv }]
            """)
        try await waitUntil { isBusy("gantry-files", of: daemon.process) }
        await daemon.stop()
    }

    @Test("SIGTERM ends it with 0 while it starts")
    func whileItStarts() async throws {
        let portfolio = try Portfolio()
        try portfolio.project((0..<3000).map { ("task\($0)", "2020-02-03") })
        let daemon = try RunningDaemon(root: portfolio.root)
        try await waitUntil { threads(of: daemon.process).contains { $0.name == "gantry-signals" } }
        await daemon.stop()
    }

    @Test("ends with its terminal, and reads all files again at SIGHUP where it has none")
    func terminal() async throws {
        let portfolio = try Portfolio()
        let terminal = try Terminal()
        let spawned = try Spawned(
            "/usr/bin/setsid", ["-c", Binaries.folder + "/gantryd", "--root", portfolio.root], in: nil,
            environment: [:], input: terminal.slave, output: terminal.slave, errors: terminal.slave)
        close(terminal.slave)
        terminal.read(until: "ready: ")
        // The window is closed.
        close(terminal.master)
        #expect(await onThread { spawned.wait() } == 0)
    }

    @Test("a reader of its log that hangs holds up neither alerts, nor runs, nor its end")
    func nobodyReads() async throws {
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2020-02-03")])
        try portfolio.deadlines()
        let errors = try Channel()
        // Full before it begins.
        _ = fcntl(errors.writing, F_SETFL, O_NONBLOCK)
        let filler = [UInt8](repeating: 10, count: 4096)
        while write(errors.writing, filler, filler.count) > 0 {}
        while write(errors.writing, filler, 1) > 0 {}
        _ = fcntl(errors.writing, F_SETFL, 0)
        let null = open("/dev/null", O_WRONLY)
        let spawned = try Spawned(
            Binaries.folder + "/gantryd", ["--root", portfolio.root], in: nil, environment: [:], output: null,
            errors: errors.writing)
        close(null)
        close(errors.writing)
        let gantry = Binaries.folder + "/gantry"
        var status = try await run(gantry, ["status"], in: portfolio.root)
        while status.status == 69 { status = try await run(gantry, ["status"], in: portfolio.root) }
        for _ in 0..<3 {
            let ran = try await run(gantry, ["run", "deadlines", "--wait"], in: portfolio.root)
            #expect(ran.status == 0, "\(ran.errors)")
        }
        try await waitUntil { try portfolio.mails().count == 2 }
        kill(spawned.process, SIGTERM)
        #expect(await onThread { spawned.wait() } == 0)
        close(errors.reading)
    }
}

/// Waits for something that no event tells of. A suite's time limit ends what never comes.
func waitUntil(_ condition: () throws -> Bool) async throws {
    while try !condition() { try await Task.sleep(for: .milliseconds(10)) }
}

/// The processes that have a mark in their environment.
func marked(_ mark: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.filter { name in
        guard name.first?.isNumber == true else { return false }
        let environment = FileManager.default.contents(atPath: "/proc/\(name)/environ") ?? Data()
        return environment.range(of: Data("GANTRY_TEST_MARK=\(mark)".utf8)) != nil
    }
}

/// The threads of a process: their names, and the time of the processor they took, in ticks.
func threads(of process: pid_t) -> [(name: String, ticks: Int)] {
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
    return tasks.compactMap { task in
        let path = "/proc/\(process)/task/\(task)"
        guard let name = FileManager.default.contents(atPath: path + "/comm"),
            let stat = FileManager.default.contents(atPath: path + "/stat")
        else { return nil }
        let fields = String(decoding: stat, as: UTF8.self).split(separator: ")").last?.split(separator: " ") ?? []
        let ticks = fields.count > 12 ? (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0) : 0
        return (String(decoding: name, as: UTF8.self).trimmingCharacters(in: .newlines), ticks)
    }
}

/// Whether a thread has worked for more than half a second since the process began.
private func isBusy(_ name: String, of process: pid_t) -> Bool {
    threads(of: process).contains { $0.name == name && $0.ticks > 50 }
}

/// A terminal of the test's own.
private struct Terminal {
    let master: Int32
    let slave: Int32

    init() throws {
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var (isLocked, number): (Int32, Int32) = (0, 0)
        // Source: ioctl_tty(2), TIOCSPTLCK and TIOCGPTN, which Glibc's module lacks.
        try #require(ioctl(master, 0x4004_5431, &isLocked) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
        slave = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        try #require(slave >= 0)
    }

    func read(until text: String) {
        var seen = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !seen.contains(text) {
            let count = Glibc.read(master, &buffer, buffer.count)
            guard count > 0 else { return }
            seen += String(decoding: buffer[..<count], as: UTF8.self)
        }
    }
}
