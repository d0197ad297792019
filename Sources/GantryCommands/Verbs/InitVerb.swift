import ArgumentParser
import FoundationEssentials
import GantryControl
import GantryCore
import GantryTime
import Glibc

/// `gantry init DIR`: a portfolio to begin with, which works at once.
struct InitVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a portfolio to begin with: settings, people, three workflows, a first project.",
        discussion: """
            Nothing is overwritten: where one of the files is there already, none is made. The
            first project's dates are chosen so that two alerts come at once.

            EXAMPLES
              gantry init portfolio
              gantry init .
            """)

    @Argument(help: ArgumentHelp("The folder; it is made where there is none.", valueName: "dir")) var folder: String
    @OptionGroup var common: CommonOptions

    /// `gantry init --json`.
    struct Made: Codable, Hashable, Sendable {
        var root: String
        var files: [String]
    }

    func answer(in session: Session) async throws -> Answer {
        let root = session.locator.absolute(folder)
        let files = StarterPortfolio(
            user: session.user, zone: session.display.moments.zone,
            today: session.display.moments.zone.date(at: session.now)
        ).files
        try Self.refuseToOverwrite(files.map(\.path), in: root)
        for file in files { try NewFile.write(file.text, to: "\(root)/\(file.path)") }
        let made = Made(root: root, files: files.map(\.path))
        return Answer(made, Self.lines(made, folder: folder, session.display))
    }

    private static func refuseToOverwrite(_ paths: [String], in root: String) throws(CommandFailure) {
        if let status = FileStatus(root, followingLinks: true), !status.isFolder {
            throw CommandFailure("\(root) is not a folder", code: "exists", status: ExitStatus.failed)
        }
        let present = paths.filter { FileStatus("\(root)/\($0)") != nil }
        guard present.isEmpty else {
            throw CommandFailure(
                "nothing was made: \(root) has \(present.joined(separator: ", ")) already",
                hint: "take another folder, or look at what is there: gantry check \(shellQuoted(root))",
                code: "exists",
                status: ExitStatus.failed)
        }
    }

    static func lines(_ made: Made, folder: String, _ display: Display) -> [String] {
        let name = shellQuoted(folder)
        let isHere = folder == "."
        var lines = ["made in \(made.root):"] + made.files.map { "  \($0)" }
        lines += ["", "Now watch it, and leave this running (Ctrl-C stops it):", "  gantryd --root \(name)"]
        lines += ["", "In a second terminal:"] + (isHere ? [] : ["  cd \(name)"])
        lines += ["  gantry run deadlines --wait", "  gantry run budget --wait", "  gantry alerts"]
        lines += ["  gantry explain first/offer"]
        lines += ["", "Then make projects/first.yaml yours: it is looked at each time you save it."]
        return lines
    }
}

/// Makes files that were not there.
enum NewFile {
    /// Writes a file that must not exist yet, and the folders it lies in.
    ///
    /// - Throws: `CommandFailure`, which says what stood in the way.
    static func write(_ text: String, to path: String) throws(CommandFailure) {
        var folder = ""
        for part in path.split(separator: "/").dropLast() {
            folder += "/\(part)"
            guard mkdir(folder, 0o755) == 0 || errno == EEXIST else { throw failure(folder) }
        }
        // Whatever the umask: a file that everybody can write would be refused by the daemon.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw failure(path) }
            rest = rest.dropFirst(count)
        }
    }

    private static func failure(_ path: String) -> CommandFailure {
        let reason = String(cString: strerror(errno))
        return CommandFailure("\(path) cannot be made: \(reason)", code: "not_made", status: ExitStatus.failed)
    }
}
