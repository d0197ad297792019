import ArgumentParser

/// What every verb takes.
struct CommonOptions: ParsableArguments {
    @Flag(name: .long, help: "Print one JSON object instead of text.")
    var json = false

    @Option(
        name: .long,
        help: ArgumentHelp("The portfolio's folder; else GANTRY_ROOT, or the one you stand in.", valueName: "dir"))
    var root: String?

    @Option(name: .long, help: ArgumentHelp("The daemon's socket, where it is in no usual place.", valueName: "path"))
    var socket: String?
}
