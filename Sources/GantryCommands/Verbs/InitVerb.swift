import ArgumentParser
import FoundationEssentials
import GantryControl
import GantryCore
import GantryTime

/// `gantry init DIR`: a portfolio to begin with, which works at once.
struct InitVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a portfolio to begin with: settings, people, three workflows, a first project.",
        discussion: """
            Nothing is overwritten: where one of the files is there already, none is made.
            The first project's dates are chosen so that two alerts come at once.

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
        try Self.write(files, to: root)
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

    /// All of them, or none.
    private static func write(_ files: [StarterPortfolio.File], to root: String) throws(CommandFailure) {
        var made: [DurableFile.Made] = []
        do throws(CommandFailure) {
            for file in files { made.append(try DurableFile.create("\(root)/\(file.path)", Array(file.text.utf8))) }
        } catch {
            for file in made.reversed() { file.takeBack() }
            throw error
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
