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
            Runs in the foreground until SIGTERM or Ctrl-C; SIGHUP reads all files again. `gantry` asks it questions.

            EXAMPLES
              gantryd --root portfolio
                  Serves a folder; state, socket and mailboxes are in portfolio/.gantry.
              gantryd --config /etc/gantry/gantry.yaml
                  As the system's service; systemd names the state folder.
              gantryd --root examples/portfolio --as-of 2026-11-16T07:59:50
                  A demonstration on a shifted clock, with a state folder of its own.

            EXIT STATUS
              0 stopped when told; 1 cannot run; 64 wrong usage; 78 a file must be mended first
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
    public static func start() async { await main() }

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
        do {
            try await Daemon(layout: try layout(), asOf: asOf.flatMap(LocalTimeText.init), isVerbose: verbose).run()
        } catch let failure as StartFailure {
            let text = failure.description + "\n"
            _ = text.withCString { write(STDERR_FILENO, $0, strlen($0)) }
            throw ExitCode(failure.exitStatus)
        }
    }

    private func layout() throws(StartFailure) -> Layout {
        let environment = ProcessInfo.processInfo.environment
        if let root { return .inFolder(absolute(root), demonstration: asOf) }
        if let config { return .service(config: absolute(config), demonstration: asOf, environment: environment) }
        if let root = environment["GANTRY_ROOT"], !root.isEmpty {
            return .inFolder(absolute(root), demonstration: asOf)
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
func absolute(_ path: String) -> String {
    let full = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    var parts: [Substring] = []
    for part in full.split(separator: "/") where part != "." {
        if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
}
