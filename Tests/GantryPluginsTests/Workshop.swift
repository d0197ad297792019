import FoundationEssentials
import GantryChildren
import GantryCore
import GantryManifest
import GantryTestSupport
import GantryYAML
import Synchronization
import Testing

@testable import GantryPlugins

/// A root with one plugin, as the daemon would run it, on a clock that stands until it is moved.
final class Workshop: Sendable {
    static let noon = Instant(secondsSinceEpoch: 1_794_823_200)

    let folder: TemporaryFolder
    let clock = ManualClock(noon)
    let registry: PluginRegistry
    private let events = Mutex<[PluginEvent]>([])
    private let occurred = Mutex<[(id: String, payload: Value)]>([])
    private let logged = Mutex("")
    /// A hint whenever something was reported, logged or told.
    private let (changes, change) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))

    /// What projects the plugin is told of.
    static let projects = ["crm2", "shop"].map { id in
        ProjectFacts(
            id: id, name: id.uppercased(), path: "/srv/\(id).yaml", status: "active", lead: "asha",
            start: LocalDate(year: 2026, month: 10, day: 1) ?? LocalDate(daysSinceEpoch: 0), deadline: nil)
    }

    /// - Parameters:
    ///   - manifest: what follows the name, the version and the description of the plugin `test`.
    ///   - files: of the plugin's folder, by their names; all may be executed.
    init(_ manifest: String, files: [String: String] = [:], projects: [ProjectFacts] = Workshop.projects) throws {
        let (events, occurred, folder) = (Relay(), Relay2(), try TemporaryFolder())
        self.folder = folder
        var surroundings = Surroundings(
            root: folder.path, workFolder: folder.path + "/work", environment: ["COLOUR": "blue", "OTHER": "red"],
            secrets: SecretFolder(root: folder.path, credentials: nil), clock: clock, timeZone: { "Europe/Amsterdam" },
            localTime: { $0.description }, projects: { projects })
        surroundings.people = { _ in ["asha"] }
        // The tests of all targets share two threads: nothing but a test of a limit may depend on the time it takes.
        surroundings.startTime = .seconds(600)
        registry = PluginRegistry(
            surroundings, runner: ChildRunner(killDelay: .milliseconds(200)), sink: occurred.take,
            report: events.take)
        events.workshop.withLock { $0 = { [weak self] in self?.note($0) } }
        occurred.workshop.withLock { $0 = { [weak self] in self?.note(id: $0, payload: $1) ?? false } }
        try install(manifest, files: files)
    }

    /// Writes the plugin, and has it used.
    func install(_ manifest: String, files: [String: String] = [:], grant: Grant = Grant()) throws {
        for (name, text) in files { folder.write("plugins/test/\(name)", text, mode: 0o755) }
        let head = "name: test\nversion: 1.0.0\ndescription: A test.\n"
        let collector = DiagnosticCollector()
        let plugin = ManifestReader(folder: folder.path + "/plugins/test", builtIn: []).read(
            SourceText(name: "plugin.yaml", text: head + manifest), collector)
        #expect(collector.diagnostics.map(\.description) == [])
        registry.use([EnabledPlugin(try #require(plugin), grant)])
    }

    /// Has the plugin's action done once.
    func run(_ name: String = "test.check", _ inputs: [String: Value] = [:]) async throws -> ActionResult {
        let action = try #require(registry.actions.first { $0.declaration.name == name })
        let standard = action.declaration.inputs.compactMap { input in input.defaultValue.map { (input.name, $0) } }
        return try await action.run(
            ActionRequest(
                inputs: inputs.merging(standard) { given, _ in given }, workflow: "w", run: 12, step: "s",
                now: clock.now,
                log: { [weak self] text in self?.note(text) }))
    }

    /// Why a call fails; nil where it does not.
    func failure(_ name: String = "test.check", _ inputs: [String: Value] = [:]) async throws -> String? {
        do {
            _ = try await run(name, inputs)
            return nil
        } catch let failure as ActionFailure {
            return failure.description
        }
    }

    /// Works with the registry running, and stops it afterwards.
    func serving(_ body: (Workshop) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.registry.run() }
            do {
                try await body(self)
                registry.stop()
            } catch {
                registry.stop()
                throw error
            }
            try await group.waitForAll()
        }
    }

    var log: String { logged.withLock { $0 } }
    var reported: [PluginEvent] { events.withLock { $0 } }
    /// What kept the plugin from watching, in order; nil where nothing did any more.
    var troubles: [String?] {
        reported.compactMap { if case .watching(_, _, let trouble) = $0 { .some(trouble) } else { nil } }
    }
    var happened: [(id: String, payload: Value)] { occurred.withLock { $0 } }

    private func note(_ event: PluginEvent) {
        events.withLock { $0.append(event) }
        change.yield()
    }

    private func note(_ text: String) {
        logged.withLock { $0 += text }
        change.yield()
    }

    private func note(id: String, payload: Value) -> Bool {
        defer { change.yield() }
        return occurred.withLock { occurred in
            guard !occurred.contains(where: { $0.id == id }) else { return false }
            occurred.append((id, payload))
            return true
        }
    }

    /// Waits for something that the plugin brings about.
    func eventually(_ condition: @Sendable (Workshop) -> Bool) async {
        if condition(self) { return }
        for await _ in changes where condition(self) { return }
    }

    /// Works on a clock that goes on by itself, so that no pause lasts.
    func whileTimePasses(_ body: () async throws -> Void) async throws {
        clock.leaps = true
        defer { clock.leaps = false }
        try await body()
    }
}

/// Leads what the registry reports to the workshop, which is made after it.
private final class Relay: Sendable {
    let workshop = Mutex<@Sendable (PluginEvent) -> Void>({ _ in })

    func take(_ event: PluginEvent) { workshop.withLock { $0 }(event) }
}

private final class Relay2: Sendable {
    let workshop = Mutex<@Sendable (String, Value) -> Bool>({ _, _ in false })

    func take(_ subscription: Subscription, id: String, payload: Value) async throws -> Bool {
        workshop.withLock { $0 }(id, payload)
    }
}
