import ArgumentParser
import GantryControl
import GantryCore
import GantryYAML
import Glibc

/// `gantry plugins new NAME --language L`: a plugin to begin with, which works at once.
struct PluginsNewVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write a plugin to begin with: manifest, program, test.",
        discussion: """
            Nothing is overwritten. Needs no daemon.

            EXAMPLES
              gantry plugins new ping --language python
              gantry plugins new ping --language shell --dir my-plugins/ping
            """)

    @Argument(help: "Its name: letters, digits, '-' and '_'.") var name: String
    @Option(help: "python, shell or swift.") var language: PluginTemplate.Language
    @Option(help: ArgumentHelp("The folder to make; else plugins/NAME of the portfolio.", valueName: "folder"))
    var dir: String?
    @OptionGroup var common: CommonOptions

    /// `gantry plugins new --json`.
    struct Made: Codable, Hashable, Sendable {
        var plugin: String
        /// Absolute.
        var folder: String
        var files: [String]
    }

    func answer(in session: Session) async throws -> Answer {
        guard Identifier.isValid(name), !name.contains(".") else {
            throw CommandFailure.usage(
                "'\(name)' cannot be the name of a plugin", hint: "use letters, digits, '-' and '_'")
        }
        let portfolio = session.locator.locatePortfolio()
        let folder = dir.map(session.locator.absolute) ?? "\(portfolio ?? session.folder)/plugins/\(name)"
        guard folder.split(separator: "/").last.map(String.init) == name else {
            throw CommandFailure.usage("the folder of plugin '\(name)' is named '\(name)', too")
        }
        guard FileStatus(folder) == nil else {
            throw CommandFailure(
                "\(folder) is there already, and is not overwritten", code: "exists", status: ExitStatus.failed)
        }
        let template = PluginTemplate(name: name, language: language)
        if language == .swift, template.kit == nil {
            throw CommandFailure(
                "the library for plugins in Swift is not installed beside this program",
                hint: "'make install' installs it, and a program that was built in a checkout uses the checkout's",
                code: "no_kit", status: ExitStatus.failed)
        }
        for file in template.files {
            let path = "\(folder)/\(file.path)"
            try DurableFile.create(path, file.bytes)
            if file.isExecutable { chmod(path, 0o755) }
        }
        let made = Made(plugin: name, folder: folder, files: template.files.map(\.path))
        var answer = Answer(made, Self.lines(made, template, session.display))
        if portfolio == nil, dir == nil {
            answer.remarks = session.errors.paragraph(
                "there is no portfolio here, so no daemon uses this plugin; gantry init makes one", hanging: 2)
        }
        return answer
    }

    private static func lines(_ made: Made, _ template: PluginTemplate, _ display: Display) -> [String] {
        display.paragraph("\(made.folder) has \(made.files.joined(separator: ", "))")
            + [""]
            + (template.build.map { ["make its program:        cd \(made.folder) && \($0)"] } ?? [])
            + ["try it as Gantry would:  gantry plugins verify \(made.folder)"]
            + ["run its own tests:       cd \(made.folder) && \(template.test)"]
    }
}
