import GantryCore

/// What every monitoring check takes and gives beside its own, as its finding is made from it.
enum NagiosDeclarations {
    static let inputs = [
        InputDeclaration("subject", .text, "What the finding is about; left out: the last word of the action's name."),
        InputDeclaration("project", .text, "The id of the project the finding is of; left out: all of them."),
        InputDeclaration("owner", .text, "The id of the person who is answerable."),
    ]

    static let outputs = [
        OutputDeclaration(
            "state", .oneOf(["ok", "warning", "critical", "unknown"]), "What the exit code says: 0, 1, 2 or 3."),
        OutputDeclaration("message", .text, "The first line, up to '|'."),
        OutputDeclaration("long", .text, "The lines behind the first one."),
        OutputDeclaration(
            "measures", .list(.any), "The performance data: maps of label, value, unit, warn, crit, min, max."),
    ]
}
