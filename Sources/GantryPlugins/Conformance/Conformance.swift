package import GantryChildren
import GantryCore
package import GantryManifest
import GantryPluginKit
import Glibc

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
    ///   - grant: what the settings add to what the manifest asks for.
    ///   - workFolder: a folder that the plugin may write; it exists.
    package init(
        _ manifest: PluginManifest, root: String, grant: Grant = Grant(), workFolder: String,
        runner: ChildRunner = ChildRunner()
    ) {
        (self.manifest, self.runner) = (manifest, runner)
        let surroundings = Surroundings(
            root: root, workFolder: workFolder, environment: [:], secrets: SecretFolder(root: root, credentials: nil),
            clock: ManualClock(Self.now), timeZone: { "UTC" }, localTime: { $0.description }, projects: { [] })
        command = PluginCommand(manifest, grant, surroundings)
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
        guard isPinned else {
            return runner.skip(manifest.allChecks, because: "a plugin is not started while a pinned file differs")
        }
        warnOfPaths(runner)
        switch manifest.form {
        case .exec: await ExecConformance(calls: calls, command: command, runner: self.runner).run(runner)
        case .nagios: await NagiosConformance(calls: calls, command: command, runner: self.runner).run(runner)
        case .serve: await ServeConformance(calls: calls, command: command, runner: self.runner).run(runner)
        }
    }

    /// An example that names what the plugin cannot read makes its call fail, or find nothing, for no fault of its own.
    private func warnOfPaths(_ runner: ConformanceRunner) {
        let fence = command.command([], deadline: .zero, input: []).fence
        let open = (fence?.readable ?? []) + (fence?.writable ?? [])
        let declared =
            manifest.actions.map { ($0.declaration.name, $0.declaration.inputs) }
            + manifest.triggers.map { ($0.name, $0.inputs) } + manifest.channels.map { ($0.name, $0.inputs) }
        for (name, inputs) in declared {
            for (input, value) in SampleCalls.inputs(inputs).sorted(by: { $0.key < $1.key }) {
                for path in (value.list ?? [value]).compactMap(\.text) where path.hasPrefix("/") && path != "/" {
                    guard !open.contains(where: { path == $0 || path.hasPrefix($0 + "/") }), access(path, F_OK) == 0
                    else { continue }
                    runner.warn(
                        "\(name) may read what its examples name",
                        "\(path) of the input '\(input)' is there, and it may not; name it in needs: { folders: … }, or grant it in gantry.yaml"
                    )
                }
            }
        }
    }

    private var calls: SampleCalls { SampleCalls(manifest: manifest, workFolder: command.workFolder) }
}

extension PluginManifest {
    /// What would be checked, where it is not: `the checks of ping.check, ping.note`.
    var allChecks: String {
        let names = actions.map(\.declaration.name) + channels.map(\.name) + triggers.map(\.name)
        return "the checks of \(names.joined(separator: ", "))"
    }
}

/// The calls that a plugin is tried with.
struct SampleCalls: Sendable {
    let manifest: PluginManifest
    let workFolder: String

    /// Secrets are made up: the real ones have no place in a trial.
    private var secrets: [String: String] {
        Dictionary(manifest.needs.secrets.map { ($0, "made-up-\($0)") }, uniquingKeysWith: { first, _ in first })
    }

    /// Made-up projects, named as the action's examples name them, so that it finds those it looks for.
    private func projects(of action: ActionDeclaration) -> [ProjectMessage] {
        let inputs = Self.inputs(action.inputs)
        let several = inputs["projects"]?.list?.compactMap(\.text) ?? []
        let named = several + [inputs["project"]?.text].compactMap(\.self).filter { !several.contains($0) }
        return (named.isEmpty ? ["sample"] : named).map { id in
            ProjectMessage(
                id: id, name: id, path: "\(workFolder)/\(id).yaml", status: "active", lead: "asha",
                start: "2026-10-01", deadline: "2027-03-31")
        }
    }

    func call(of action: ActionDeclaration, named name: String? = nil) -> ActionCall {
        ActionCall(
            action: name ?? action.name, inputs: Self.inputs(action.inputs).mapValues(JSONValue.init), secrets: secrets,
            work: workFolder,
            run: RunMessage(
                id: "1", workflow: "verify", step: "call", at: Conformance.now.description, timezone: "UTC"),
            projects: projects(of: action))
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
            declaration: action, inputs: Self.inputs(action.inputs), projects: projects(of: action).map(\.id))
        return CallRecord(translator, masking: Masking([]), log: { _ in })
    }
}
