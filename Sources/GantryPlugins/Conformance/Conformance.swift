package import GantryChildren
import GantryCore
package import GantryManifest
import GantryPluginKit

/// Holds a plugin to the protocol: runs it as the daemon would, and tries what goes wrong in practice.
///
/// Each action is called with the examples and the defaults of its inputs. A failure that the plugin reports in its own
/// words is a good answer: there need be no server to reach.
package struct Conformance: Sendable {
    private let manifest: PluginManifest
    private let command: PluginCommand
    private let runner: ChildRunner

    /// - Parameters:
    ///   - root: the folder that relative paths of `needs.folders` count from.
    ///   - workFolder: a folder that the plugin may write; it exists.
    package init(_ manifest: PluginManifest, root: String, workFolder: String, runner: ChildRunner = ChildRunner()) {
        (self.manifest, self.runner) = (manifest, runner)
        let surroundings = Surroundings(
            root: root, workFolder: workFolder, environment: [:], secrets: SecretFolder(root: root, credentials: nil),
            clock: ManualClock(Self.now), timeZone: { "UTC" }, localTime: { $0.description }, projects: { [] })
        command = PluginCommand(manifest, Grant(), surroundings)
        command.makeWorkFolder()
    }

    /// A Monday morning, so that two runs see the same.
    static let now = Instant(secondsSinceEpoch: 1_794_812_400)

    /// Runs all checks.
    ///
    /// - Parameter tell: is given each as it ends.
    package func run(tell: @escaping @Sendable (ConformanceCheck) -> Void) async {
        let runner = ConformanceRunner(tell: tell)
        let isPinned = await runner.check("is as its manifest pins it") {
            if let complaint = await PinnedFiles(manifest).complaint() { throw Nonconformance(complaint) }
        }
        guard isPinned else { return }
        switch manifest.form {
        case .exec: await ExecConformance(calls: calls, command: command, runner: self.runner).run(runner)
        case .nagios: await NagiosConformance(calls: calls, command: command, runner: self.runner).run(runner)
        case .serve: await ServeConformance(calls: calls, command: command, runner: self.runner).run(runner)
        }
    }

    private var calls: SampleCalls { SampleCalls(manifest: manifest, workFolder: command.workFolder) }
}

/// The calls that a plugin is tried with.
struct SampleCalls: Sendable {
    let manifest: PluginManifest
    let workFolder: String

    /// Secrets are made up: the real ones have no place in a trial.
    private var secrets: [String: String] {
        Dictionary(manifest.needs.secrets.map { ($0, "made-up-\($0)") }, uniquingKeysWith: { first, _ in first })
    }

    private var project: ProjectMessage {
        ProjectMessage(
            id: "sample", name: "Sample", path: "\(workFolder)/sample.yaml", status: "active", lead: "asha",
            start: "2026-10-01", deadline: "2027-03-31")
    }

    func call(of action: ActionDeclaration, named name: String? = nil) -> ActionCall {
        ActionCall(
            action: name ?? action.name, inputs: Self.inputs(action.inputs).mapValues(JSONValue.init), secrets: secrets,
            work: workFolder,
            run: RunMessage(
                id: "1", workflow: "verify", step: "call", at: Conformance.now.description, timezone: "UTC"),
            projects: [project])
    }

    func call(of channel: ChannelDeclaration) -> DeliveryCall {
        let alert = DeliveryMessage.Alert(
            id: "1", workflow: "verify", project: "sample", rule: "deadline", subject: "tasks/build", kind: "opened",
            severity: "warning", message: "\"build\" is due today")
        return DeliveryCall(
            channel: channel.name, inputs: Self.inputs(channel.inputs).mapValues(JSONValue.init), secrets: secrets,
            work: workFolder,
            delivery: DeliveryMessage(
                id: "1", messageID: "verify.1", attempt: 1, createdAt: Conformance.now.description,
                recipient: .init(person: "asha", name: "Asha", address: "asha@example.org"),
                subject: "[sample] \"build\" is due today", body: "\"build\" is due today.\n", alerts: [alert]))
    }

    /// What a `subscribe` carries.
    func subscription(of trigger: TriggerDeclaration) -> JSONValue {
        .object([
            "subscription": "verify/trigger", "trigger": .string(trigger.name),
            "inputs": .object(Self.inputs(trigger.inputs).mapValues(JSONValue.init)),
            "secrets": .object(secrets.mapValues(JSONValue.string)),
        ])
    }

    /// Each input's example, else its default; an input that has neither is left out.
    static func inputs(_ declarations: [InputDeclaration]) -> [String: Value] {
        Dictionary(
            declarations.compactMap { input in (input.example ?? input.defaultValue).map { (input.name, $0) } },
            uniquingKeysWith: { first, _ in first })
    }

    func record(of action: ActionDeclaration) -> CallRecord {
        let translator = FindingTranslator(
            declaration: action, inputs: Self.inputs(action.inputs), projects: [project.id])
        return CallRecord(translator, masking: Masking([]), log: { _ in })
    }
}
