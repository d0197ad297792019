import FoundationEssentials
import GantryCore
import GantryDefinitions
import GantryEngine
import GantryPlugins
import GantryStore
import GantrySystem
import GantryTriggers
import Glibc
import Logging

@testable import GantryDaemon

/// A root with the parts that read it, on a clock that is turned by hand.
final class FilesRig {
    let root: String
    let clock = ManualClock(Instant(secondsSinceEpoch: 1_794_812_400))
    let store: any Store
    let condition = Condition()
    let definitions: DefinitionsService
    let engine: Engine
    let wrong: WrongFiles

    /// - Parameter root: of a life before; nil: a new one with two projects.
    init(root: String? = nil, store: any Store = InMemoryStore()) async throws {
        let root = try root ?? Self.newRoot()
        (self.root, self.store) = (root, store)
        let surroundings = Surroundings(
            root: root, workFolder: root + "/.gantry", environment: [:],
            secrets: SecretFolder(root: root, credentials: nil), clock: clock, timeZone: { "UTC" },
            localTime: { $0.description }, projects: { [] })
        let plugins = PluginRegistry(surroundings, sink: { _, _, _ in false }, report: { _ in })
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        definitions = await DefinitionsService(
            Definitions.load(root: root, actions: [Nothing().declaration], previous: nil),
            builtIn: { _ in [Nothing()] },
            plugins: plugins,
            thread: try BlockingThread(name: "test"), logger: logger)
        let definitions = definitions
        engine = Engine(
            store: store, clock: clock, log: Silence(), definitions: { definitions.forEngine }, observe: { _ in })
        wrong = WrongFiles(
            definitions: definitions, engine: engine, store: store, clock: clock, condition: condition,
            spoken: { "\($0)" }, logger: logger)
        try await definitions.recall(from: store, clock: clock)
    }

    private static func newRoot() throws -> String {
        let root = FileManager.default.temporaryDirectory.path + "/gantry-daemon-\(UUID().uuidString)"
        for folder in ["projects", "workflows"] {
            try FileManager.default.createDirectory(
                atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
        }
        chmod(root, 0o755)
        for id in ["crm2", "shop"] { try project(id).write(toFile: "\(root)/projects/\(id).yaml") }
        // What projects say otherwise is found out only for those who want to know.
        try "name: follow\ntriggers: [project: changed]\nsteps: [{ id: look, action: none }]\nalerts: none\n"
            .write(toFile: "\(root)/workflows/follow.yaml")
        return root
    }

    static func project(_ id: String, _ more: String = "") -> String {
        "project: \(id)\nlead: asha\nstart: 2026-10-01\npeople: { asha: { email: asha@example.org } }\n\(more)"
    }

    /// Writes a file and reads the definitions again, as when its end has been told of.
    func save(_ path: String, _ text: String?) async throws {
        if let text {
            try text.write(toFile: "\(root)/\(path)")
        } else {
            try FileManager.default.removeItem(atPath: "\(root)/\(path)")
        }
        await reload("\(root)/\(path)")
    }

    func reload(_ path: String = "") async {
        await definitions.reload(.definitions, WatchReport(paths: [path]), isAll: !path.isEmpty)
    }

    /// `project/subject state` of the alerts about definitions.
    func alerts() async throws -> [String] {
        try await store.alerts(AlertFilter(includesResolved: true))
            .map { "\($0.key.project)/\($0.key.subject) \($0.state.rawValue)" }.sorted()
    }
}

private struct Nothing: Action {
    let declaration = ActionDeclaration(name: "none", summary: "Nothing.", inputs: [], example: "")

    func run(_ request: ActionRequest) async throws -> ActionResult { ActionResult() }
}

private struct Silence: RunOutput {
    func append(_ text: String, run: Int64, step: String) {}
}

extension String {
    fileprivate func write(toFile path: String) throws {
        try Data(utf8).write(to: URL(filePath: path))
        chmod(path, 0o644)
    }
}
