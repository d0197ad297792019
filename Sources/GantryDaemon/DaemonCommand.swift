public import ArgumentParser
import FoundationEssentials
import GantryControl
import GantryCore
import Glibc

/// `gantryd`: the daemon's command line.
public struct DaemonCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "gantryd",
        abstract: "Watches project files and tells people what they must know.",
        discussion: """
            Runs in the foreground until SIGTERM or Ctrl-C, which stop it within ten seconds; a second one ends it at
            once. SIGHUP reads all files again; where it runs on a terminal, it ends with it. `gantry` asks it questions.

            EXAMPLES
              gantryd --root portfolio
                  Serves a folder; state, socket and mailboxes are in portfolio/.gantry.
              gantryd --config /etc/gantry/gantry.yaml
                  As the system's service; systemd names the state folder.
              gantryd --root examples/portfolio --as-of 2026-11-16T07:59:50
                  A demonstration on a shifted clock, with a state folder of its own.

            EXIT STATUS
              0 stopped when told; 1 cannot run; 64 wrong usage; 78 a file must be mended first; 130 or 143 told twice
            """,
        version: "gantryd \(Release.version)")

    @Option(help: ArgumentHelp("Serve this folder; state in DIR/.gantry.", valueName: "dir"))
    var root: String?

    @Option(
        help: ArgumentHelp("Serve the folder of this gantry.yaml, as the system's service does.", valueName: "file"))
    var config: String?

    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp(
            "Start the clock at this time: a date, a local time, or a time with an offset.", valueName: "time"))
    var asOf: String?

    @Flag(help: "Also say what is of interest only when something is wrong.")
    var verbose = false

    public init() {}

    /// Does what this process was started for, and ends it.
    public static func start() async {
        // What is written to a reader that has gone, or beyond a limit, fails, and ends nothing.
        for number in [SIGPIPE, SIGXFSZ] { Glibc.signal(number, SIG_IGN) }
        do {
            let command = try Self.parse()
            try await command.run()
        } catch {
            Glibc.exit(end(with: error))
        }
    }

    /// Prints what the parser has to say, and gives how the process ends.
    private static func end(with error: any Error) -> Int32 {
        let status = exitCode(for: error).rawValue
        let text = fullMessage(for: error)
        guard !text.isEmpty else { return status }
        let stream = status == 0 ? StandardStream.output : .error
        guard let problem = stream.write(text.printableLines + "\n"), stream == .output else { return status }
        _ = StandardStream.error.write("error: cannot write to standard output: \(problem)\n")
        return 1
    }

    public func validate() throws {
        if root != nil, config != nil { throw ValidationError("--root and --config exclude each other.") }
        if let config, !config.hasSuffix("gantry.yaml") {
            throw ValidationError("--config takes the path of a gantry.yaml; its folder is the root.")
        }
        if let asOf, LocalTimeText(asOf) == nil {
            throw ValidationError("--as-of takes a time such as 2026-11-16T08:00, not '\(asOf)'.")
        }
    }

    public func run() async throws {
        let mark = ProcessInfo.processInfo.environment["JOURNAL_STREAM"] == nil ? "" : "<4>"
        let log = try LogWriter(to: STDERR_FILENO) {
            "\(mark)warning: \($0) lines of the log are missing here: nobody read them in time"
        }
        // The process ends after this, and nothing runs in it any more that could be held up.
        let ending = Ending(log: log)
        defer {
            ending.goFirst()
            log.flush(within: Ending.lastWords)
        }
        do {
            if let lack = OpenFiles.complaint(needed: 64) {
                throw StartFailure(.tooFewDescriptors, lack.message, hint: lack.hint)
            }
            let signals = try StopSignals(isOnTerminal: StopSignals.areOnTerminal, ending: ending)
            try await Daemon(
                layout: try layout(), asOf: asOf.flatMap(LocalTimeText.init), isVerbose: verbose, log: log,
                signals: signals
            ).run()
        } catch let failure as StartFailure {
            log.write(failure.description.printableLines)
            throw ExitCode(failure.exitStatus)
        } catch {
            log.write("error: \(error)".printableLines)
            throw ExitCode(1)
        }
    }

    private func layout() throws(StartFailure) -> Layout {
        let environment = ProcessInfo.processInfo.environment
        if let root { return .inFolder(try absolute(root), demonstration: asOf) }
        if let config { return .service(config: try absolute(config), demonstration: asOf, environment: environment) }
        if let root = environment["GANTRY_ROOT"], !root.isEmpty {
            return .inFolder(try absolute(root), demonstration: asOf)
        }
        let installed = "/etc/gantry/gantry.yaml"
        guard access(installed, R_OK) == 0 else {
            throw StartFailure(
                .noRoot, "no folder to serve: there is no \(installed)",
                hint: "gantryd --root DIR serves a folder; gantry init DIR writes one to begin with", exitStatus: 64)
        }
        return .service(config: installed, demonstration: asOf, environment: environment)
    }
}

/// A path from the file system's root on, without `.`, `..` and doubled slashes.
///
/// - Throws: `StartFailure` where a relative path counts from a folder that is gone.
func absolute(_ path: String) throws(StartFailure) -> String {
    var full = path
    if !path.hasPrefix("/") {
        guard let folder = WorkingFolder.path else {
            throw StartFailure(
                .noRoot, "cannot serve \(path): the folder that gantryd was started in is gone",
                hint: "change to one that is there, or name the whole path")
        }
        full = folder + "/" + path
    }
    var parts: [Substring] = []
    for part in full.split(separator: "/") where part != "." {
        if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
}
