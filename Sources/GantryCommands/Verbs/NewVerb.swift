import ArgumentParser

/// `gantry new`: files to begin with, one at a time.
struct NewVerb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Write a file to begin with: a project.",
        discussion: """
            Nothing is overwritten.

            EXAMPLES
              gantry new project             asks, and writes the file
              gantry help new project        what it takes
            """,
        subcommands: [NewProjectVerb.self])
}
