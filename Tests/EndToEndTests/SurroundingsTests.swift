import Foundation
import Testing

/// What the programs are started with: streams, limits, folders, variables.
@Suite("Whatever they are started with", .timeLimit(.minutes(5)), .serialized)
struct SurroundingsTests {
    private let gantry = Binaries.folder + "/gantry"
    private let gantryd = Binaries.folder + "/gantryd"

    /// A shell line, with the programs in its PATH.
    private func shell(_ line: String, in folder: String, environment: [String: String] = [:]) async throws -> Ended {
        let path = ["PATH": Binaries.folder + ":/usr/bin:/bin"]
        return try await run(
            "/bin/sh", ["-c", line], in: folder, environment: path.merging(environment) { _, given in given })
    }

    @Test("a verb whose answer could not be written ends with 1 and says so; a reader that went away is no mistake")
    func fullDisk() async throws {
        let portfolio = try Portfolio()
        try portfolio.project([("build", "2020-02-03")])
        try portfolio.deadlines()
        let daemon = try await RunningDaemon.ready(portfolio.root)
        #expect(try await daemon.gantry("run", "deadlines", "--wait").status == 0)
        var verbs = [
            "status", "projects", "show crm2", "show crm2 --long", "workflows", "runs", "trace", "logs 1", "alerts",
            "explain crm2/build", "next", "next --expression 'daily 08:00'", "check", "actions", "plugins", "plan crm2",
            "load", "schema project", "reload", "run deadlines --wait", "ack crm2/build --because x",
            "new project x1 --lead asha --start 2026-01-05",
        ]
        verbs += verbs.dropLast().map { $0 + " --json" } + ["init made", "init other --json"]
        verbs += ["--help", "--version", "", "status --help", "help alerts", "plugins --help"]
        verbs += ["--generate-completion-script bash"]
        for verb in verbs {
            let full = try await shell("gantry \(verb) > /dev/full", in: portfolio.root)
            #expect(full.status == 1, "\(verb): \(full.errors)")
            let said = "error: cannot write to standard output: No space left on device"
            #expect(full.errors.contains(said), "\(verb): \(full.errors)")
        }
        for verb in ["status", "check --json", "--help"] {
            let gone = try await shell("{ gantry \(verb); echo $? >&2; } | true", in: portfolio.root)
            #expect(["0\n", "141\n"].contains(gone.errors), "\(verb): \(gone.errors)")
            let closed = try await shell("gantry \(verb) >&-", in: portfolio.root)
            #expect(closed.status == 1 && closed.errors.contains("Bad file descriptor"), "\(verb): \(closed.errors)")
        }
        for words in ["--help", "--version"] {
            let full = try await shell("gantryd \(words) > /dev/full", in: portfolio.root)
            #expect(full.status == 1 && full.errors.contains("No space left on device"), "\(full.errors)")
        }
        await daemon.stop()
    }

    @Test("a working folder that is gone is an error, and not the root of the file system")
    func goneFolder() async throws {
        let portfolio = try Portfolio()
        try FileManager.default.createDirectory(atPath: portfolio.root + "/sub", withIntermediateDirectories: true)
        for (line, word) in [
            ("gantry check", "gone"), ("gantry check projects", "gone"), ("gantry init x", "gone"),
            ("gantryd --root x", "is gone"), ("GANTRY_ROOT=x gantryd", "is gone"),
        ] {
            let ended = try await shell("mkdir -p sub && cd sub && rmdir ../sub && \(line)", in: portfolio.root)
            #expect(ended.status == 1, "\(line): \(ended.output)\(ended.errors)")
            #expect(ended.errors.contains(word), "\(line): \(ended.errors)")
            #expect(!FileManager.default.fileExists(atPath: "/x"))
        }
    }

    @Test(
        "with closed streams the daemon serves, and no file of its own takes their place",
        arguments: ["<&-", ">&-", "2>&-", "<&- >&-", "<&- >&- 2>&-", "</dev/null 2>&1 >&-"])
    func closedStreams(_ closed: String) async throws {
        let portfolio = try Portfolio()
        let root = portfolio.root
        let pid = root + "/pid"
        async let ended = shell("echo $$ > \(pid); exec gantryd --root . \(closed)", in: root)
        try await waitUntil { FileManager.default.fileExists(atPath: portfolio.root + "/.gantry/gantry.sock") }
        let status = try await run(gantry, ["status"], in: portfolio.root)
        #expect(status.status == 0, "\(status.errors)")
        let number = try String(contentsOfFile: pid, encoding: .utf8).trimmingCharacters(in: .newlines)
        for descriptor in 0...2 {
            let file = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(number)/fd/\(descriptor)")
            #expect(file == "/dev/null" || file.hasPrefix("pipe:"), "\(descriptor): \(file)")
        }
        kill(try #require(pid_t(number)), SIGTERM)
        #expect(try await ended.status == 0)
    }

    @Test("too few open files are said, by both programs, or are enough", arguments: [12, 16, 20, 24, 32, 48, 64, 100])
    func fewDescriptors(_ limit: Int) async throws {
        let portfolio = try Portfolio()
        let daemon = try await shell("ulimit -n \(limit); exec timeout -s TERM 5 gantryd --root .", in: portfolio.root)
        // 124: it was running until it was told to stop, and then ended in time.
        #expect(daemon.status == 124 || daemon.status == 1, "\(daemon.status): \(daemon.errors)")
        if daemon.status == 1 { #expect(daemon.errors.contains("ulimit -n"), "\(daemon.errors)") }
        let serving = try await RunningDaemon.ready(portfolio.root)
        for verb in ["status", "check", "alerts --json"] {
            let ended = try await shell("ulimit -n \(limit); gantry \(verb)", in: portfolio.root)
            #expect([0, 1, 69].contains(ended.status), "\(verb): \(ended.status) \(ended.errors)")
            if ended.status != 0 { #expect(!(ended.errors + ended.output).isEmpty) }
        }
        await serving.stop()
    }

    @Test("TZ is read in each form that POSIX knows, and what cannot be read is said")
    func zones() async throws {
        let portfolio = try Portfolio()
        try FileManager.default.removeItem(atPath: portfolio.root + "/gantry.yaml")
        let line = "gantry next --expression 'daily 08:00' --from 2027-01-15T12:00 --count 1 --json"
        for (zone, expected) in [
            ("CET-1CEST,M3.5.0,M10.5.0/3", "2027-01-16T08:00:00+01:00"),
            (":Europe/Berlin", "2027-01-16T08:00:00+01:00"), ("America/New_York", "2027-01-16T08:00:00-05:00"),
            ("/usr/share/zoneinfo/Asia/Tokyo", "2027-01-16T08:00:00+09:00"),
            ("Mars/Base", "2027-01-16T08:00:00Z"),
        ] {
            let ended = try await shell(line, in: portfolio.root, environment: ["TZ": zone])
            #expect(ended.status == 0)
            #expect(ended.output.contains(expected), "\(zone): \(ended.output)")
            #expect(ended.errors.contains("'\(zone)'") == (zone == "Mars/Base"), "\(zone): \(ended.errors)")
        }
        let daemon = try await shell(
            "timeout -s TERM 3 gantryd --root .", in: portfolio.root, environment: ["TZ": "Mars/Base"])
        #expect(
            daemon.errors.contains("TZ is 'Mars/Base'") && daemon.errors.contains("times are in UTC"),
            "\(daemon.errors)")
    }

    @Test("commands count in the zone of the settings, whatever the daemon's own is")
    func commandZone() async throws {
        let portfolio = try Portfolio()
        try portfolio.write("gantry.yaml", "timezone: Asia/Tokyo\n")
        try portfolio.write(
            "workflows/zone.yaml",
            """
            name: zone
            triggers: [manual]
            steps:
              - { id: settings, action: command.run, with: { shell: "date +%z; echo $TZ" } }
              - { id: own, action: command.run, with: { shell: "date +%z", environment: { TZ: America/New_York } } }
            alerts: none
            """)
        let daemon = try await RunningDaemon.ready(portfolio.root)
        #expect(try await daemon.gantry("run", "zone", "--wait").status == 0)
        let printed = try await daemon.gantry("logs", "1").output
        #expect(printed.contains("+0900\nAsia/Tokyo"), "\(printed)")
        #expect(printed.contains("-0400") || printed.contains("-0500"), "\(printed)")
        await daemon.stop()
    }

    @Test("what others wrote steers neither the log nor a terminal")
    func controls() async throws {
        let portfolio = try Portfolio()
        try portfolio.write(
            "projects/evil.yaml",
            """
            project: evil
            name: "Evil \\e]0;owned\\a\\r\\u2028\\u202Ename"
            lead: asha
            start: 2020-01-06
            tasks: [{ id: build, name: "b\\e[2Jx", duration: 5wd, who: [asha], due: 2020-02-03 }]
            """)
        try portfolio.deadlines()
        let daemon = try await RunningDaemon.ready(portfolio.root)
        _ = try await daemon.gantry("run", "deadlines", "--wait")
        try await waitUntil { try !portfolio.mails().isEmpty }
        var texts = try portfolio.mails()
        for verb in [
            "status", "projects", "show evil", "show evil --long", "alerts", "explain evil/build", "plan evil",
        ] {
            for form in ["", " --json"] {
                let ended = try await shell("gantry \(verb)\(form)", in: portfolio.root)
                texts.append(ended.output + ended.errors)
            }
        }
        texts.append(try await shell("gantry show $(printf '\\033[2J')", in: portfolio.root).errors)
        texts.append(try await shell("gantry $(printf '\\033[2J')", in: portfolio.root).errors)
        await daemon.stop()
        texts += daemon.transcript
        let steering: Set<Unicode.Scalar> = ["\u{1B}", "\u{7}", "\r", "\u{2028}", "\u{202E}"]
        for text in texts {
            #expect(!text.unicodeScalars.contains(where: steering.contains), "\(text.debugDescription)")
        }
    }
}
