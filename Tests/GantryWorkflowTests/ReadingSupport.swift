import GantryCore
import GantryTime
import GantryYAML

@testable import GantryWorkflow

/// The actions that the workflows of these tests name.
let testActions = [
    ActionDeclaration(
        name: "deadline.check", summary: "Tells about deadlines.",
        inputs: [
            InputDeclaration("before", .list(.workingDays), default: .list(["3wd"]), "how long before"),
            InputDeclaration("overdue_every", .workingDays, "how often once late"),
        ], example: ""),
    ActionDeclaration(
        name: "log", summary: "Writes a line.",
        inputs: [
            InputDeclaration("message", .text, required: true, "what to write"),
            InputDeclaration("level", .oneOf(["info", "warning"]), default: "info", "how loud"),
            InputDeclaration("fields", .map(.text), "more"),
            InputDeclaration("count", .number, "a number"), InputDeclaration("loud", .bool, "a bool"),
            InputDeclaration("any", .any, "anything"), InputDeclaration("within", .duration, "a duration"),
            InputDeclaration("share", .percent, "a share"),
        ], example: ""),
    ActionDeclaration(name: "noop", summary: "Nothing.", inputs: [], example: ""),
]

private let watcher = PluginIdentity(name: "watcher", version: "1.0.0")

/// With what a plugin adds.
let testCapabilities = Capabilities(
    actions: testActions + [
        ActionDeclaration(
            name: "watcher.look", summary: "Looks.", inputs: [],
            outputs: [
                OutputDeclaration("seen", .number, "How many."), OutputDeclaration("up", .bool, "Whether."),
                OutputDeclaration("names", .list(.text), "Which."), OutputDeclaration("more", .any, "More."),
            ], example: "", plugin: watcher)
    ],
    triggers: [
        TriggerDeclaration(
            name: "watcher.seen", summary: "Something was seen.",
            inputs: [
                InputDeclaration("path", .text, required: true, "where"),
                InputDeclaration("every", .duration, default: "10s", "how often"),
                InputDeclaration("sums", .map(.number), "sums"),
            ],
            outputs: [
                OutputDeclaration("amount", .number, "How much."), OutputDeclaration("line", .text, "What for."),
            ],
            plugin: watcher),
        TriggerDeclaration(name: "watcher.gone", summary: "It is gone.", inputs: [], plugin: watcher),
        TriggerDeclaration(
            name: "watcher.moved", summary: "It was moved.", inputs: [],
            outputs: [OutputDeclaration("amount", .text, "How far."), OutputDeclaration("to", .text, "Where.")],
            plugin: watcher),
    ],
    channels: [
        ChannelDeclaration(
            name: "watcher.note", summary: "Writes it down.",
            inputs: [
                InputDeclaration("folder", .text, default: "notes", "where"),
                InputDeclaration("colour", .oneOf(["red", "blue"]), required: true, "of the paper"),
            ], plugin: watcher)
    ],
    absent: [AbsentPlugin(name: "off", reason: "plugin 'off' is disabled", hint: "gantry plugins enable off")])

let testSettings = Settings(
    timeZone: .utc,
    channels: [
        ChannelSettings(id: "inbox", kind: .maildir(path: nil)),
        ChannelSettings(id: "log", kind: .journal(socket: nil)),
    ])

/// Reads a workflow; gives it and the diagnostics, as people see them.
func readWorkflow(
    _ text: String, file: String = "workflows/w.yaml", settings: Settings = testSettings
) -> (workflow: Workflow?, diagnostics: [String]) {
    let collector = DiagnosticCollector()
    let workflow = WorkflowReader.read(
        SourceText(name: file, text: text), settings: settings, capabilities: testCapabilities, collector)
    return (workflow, collector.diagnostics.map(\.description))
}

/// Reads settings; gives them and the diagnostics, as people see them.
func readSettings(
    _ text: String, capabilities: Capabilities = Capabilities()
) -> (settings: Settings?, diagnostics: [String]) {
    let collector = DiagnosticCollector()
    let settings = Settings.read(
        SourceText(name: "gantry.yaml", text: text), capabilities: capabilities, collector)
    return (settings, collector.diagnostics.map(\.description))
}

/// `line:column code message | hint` of every diagnostic, for tables.
func short(_ diagnostics: [Diagnostic]) -> [String] {
    diagnostics.map { diagnostic in
        let place = diagnostic.position.map { "\($0.line):\($0.column)" } ?? "-"
        let hint = diagnostic.hint.map { " | \($0)" } ?? ""
        return "\(place) \(diagnostic.code.description.dropFirst(3)) \(diagnostic.message)\(hint)"
    }
}

func workflowMistakes(_ text: String, settings: Settings = testSettings) -> [String] {
    let collector = DiagnosticCollector()
    let workflow = WorkflowReader.read(
        SourceText(name: "workflows/w.yaml", text: text), settings: settings, capabilities: testCapabilities, collector)
    return (workflow == nil || !collector.hasErrors ? [] : ["a workflow in spite of errors"])
        + short(collector.diagnostics)
}

func settingsMistakes(_ text: String, capabilities: Capabilities = Capabilities()) -> [String] {
    let collector = DiagnosticCollector()
    let settings = Settings.read(
        SourceText(name: "gantry.yaml", text: text), capabilities: capabilities, collector)
    return (settings == nil ? [] : ["settings in spite of errors"]) + short(collector.diagnostics)
}
