import GantryChildren
import GantryCore
import GantryManifest
import GantryPluginKit
import Synchronization

/// One enabled plugin: calls it, and keeps account of how it behaves.
final class PluginHost: Sendable {
    let plugin: EnabledPlugin
    let name: String
    private let surroundings: Surroundings
    private let command: PluginCommand
    private let driver: any PluginDriver
    private let pins: PinnedFiles
    private let secrets: PluginSecrets
    private let masking: Masking
    private let health: PluginHealth
    private let report: @Sendable (PluginEvent) -> Void
    private let calls = OpenCalls()
    /// A hint: no more calls come, and those that are under way may end. The end: everything ends now.
    private let orders = Hint()

    /// Reads the plugin's secrets and looks at its folder, so it blocks on files.
    init(
        _ plugin: EnabledPlugin, _ surroundings: Surroundings, runner: ChildRunner, sink: @escaping EventSink,
        report: @escaping @Sendable (PluginEvent) -> Void
    ) {
        let report = SayingLimit(clock: surroundings.clock, report: report).take
        (self.plugin, self.surroundings, self.report) = (plugin, surroundings, report)
        let manifest = plugin.manifest
        name = manifest.name
        command = PluginCommand(manifest, plugin.grant, surroundings)
        let pins = PinnedFiles(manifest)
        self.pins = pins
        let secrets = PluginSecrets(manifest, surroundings.secrets)
        let health = PluginHealth(manifest.identity, surroundings.clock, report: report)
        masking = Masking(secrets.known)
        (self.secrets, self.health) = (secrets, health)
        let context = PluginContext(
            manifest: manifest, clock: surroundings.clock, patience: surroundings.patience,
            startTime: surroundings.startTime, masking: masking,
            timeZone: surroundings.timeZone,
            secrets: { try secrets.given() }, sink: sink, report: report,
            pinComplaint: { [pins] in await pins.complaint() }, behaved: health.behaved, misbehaved: health.misbehaved,
            obstacle: { health.obstacle })
        driver =
            switch manifest.form {
            case .exec: ExecDriver(command: command, runner: runner)
            case .nagios: NagiosDriver(command: command, runner: runner)
            case .serve: ServeDriver(command: command, runner: runner, context: context)
            }
        command.makeWorkFolder()
    }

    var manifest: PluginManifest { plugin.manifest }

    /// Whether its files and secrets are what they were. Blocks on files.
    var isAsItWas: Bool { command.files.areTheSame && PluginSecrets(manifest, surroundings.secrets) == secrets }

    /// Whether it is time to look whether it still is.
    var isDue: Bool { command.files.areDue(at: surroundings.clock.now) }

    /// Something went wrong, so that the next call should look.
    func doubt() { command.files.doubt() }

    /// - Parameter body: may block on files.
    func look<Answer: Sendable>(_ body: @escaping @Sendable () -> Answer) async -> Answer {
        await command.files.look(body)
    }

    var quarantine: Quarantine? { health.quarantine }

    /// Keeps a quarantine from before until it behaves, and lets the next call through.
    func inherit(_ quarantine: Quarantine) { health.inherit(quarantine) }

    // MARK: Life

    /// Keeps alive what lives between calls, until `leave` or `stop` is called or the task is cancelled.
    func live() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.driver.run() }
            group.addTask {
                for await _ in self.orders {
                    await self.finishCalls()
                    break
                }
                self.driver.close()
                try? await Task.sleep(for: self.surroundings.patience)
            }
            // Whichever ends first ends the other; what has nothing to keep alive ends at once, by itself.
            await group.next()
            group.cancelAll()
        }
    }

    /// Ends when the calls that are under way have ended; it watches for nothing from now on.
    func leave() {
        driver.subscribe(to: [])
        orders.set()
    }

    /// Ends now.
    func stop() { orders.finish() }

    private func finishCalls() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.calls.untilNone() }
            group.addTask { for await _ in self.orders {} }
            group.addTask { try? await Task.sleep(for: self.manifest.limits.timeout) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Lets the next call through whatever was before.
    func tryAgain() {
        health.tryAgain()
        driver.wake()
    }

    func subscribe(to subscriptions: [Subscription]) {
        driver.subscribe(to: subscriptions)
    }

    // MARK: Calls

    /// - Parameter world: what it is told of; nil: things as they are now.
    func run(
        _ action: PluginManifest.PluginAction, _ request: ActionRequest, in world: World?
    ) async throws -> ActionResult {
        let declaration = action.declaration
        let world = world ?? World(projects: surroundings.projects(), people: surroundings.people)
        let projects = projects(for: declaration, request.inputs, among: world.projects)
        let translator = FindingTranslator(
            declaration: declaration, inputs: request.inputs, projects: projects.map(\.id))
        let record = CallRecord(translator, masking: masking, log: request.log)
        do {
            let result = try await judged {
                let call = ActionCall(
                    action: declaration.name, inputs: request.inputs.mapValues(JSONValue.init),
                    secrets: try secrets.given(), work: command.workFolder,
                    run: RunMessage(
                        id: String(request.run), workflow: request.workflow, step: request.step,
                        at: surroundings.localTime(request.now), timezone: surroundings.timeZone()),
                    projects: projects.map(ProjectMessage.init))
                try await driver.execute(call, action, take: record.take)
                if let failure = record.failure { throw failure.asCallFailure }
                return try record.result()
            }
            await warnOfStrangers(result.findings, world, request.log)
            return result
        } catch let failure as CallFailure {
            throw ActionFailure(masking.masked(failure.message))
        }
    }

    /// Who is nobody is told nothing.
    private func warnOfStrangers(
        _ findings: [Finding], _ world: World, _ log: @Sendable (String) async -> Void
    ) async {
        let projects = Set(findings.filter { $0.owner != nil }.map(\.project))
        let people = Dictionary(uniqueKeysWithValues: projects.map { ($0, world.people($0)) })
        for finding in findings {
            guard let owner = finding.owner, let known = people[finding.project] ?? nil else { continue }
            for person in owner.split(separator: "+").map(String.init) where !known.contains(person) {
                await log("warning: nobody is called '\(person)', the owner of \(finding.subject)\n")
            }
        }
    }

    /// Hands one message over to one of its channels.
    func deliver(_ message: DeliveryMessage, through channel: String, inputs: [String: Value]) async throws {
        do {
            try await judged {
                let call = DeliveryCall(
                    channel: channel, inputs: inputs.mapValues(JSONValue.init), secrets: try secrets.given(),
                    work: command.workFolder, delivery: message)
                try await driver.deliver(call) { [masking, report, manifest] line in
                    guard case .log(let entry) = line else { return }
                    report(.said(manifest.identity, masking.masked(entry.message)))
                }
            }
        } catch let failure as CallFailure {
            guard case .reported(let message, let retry, let retryAfter) = failure else {
                throw DeliveryFailure(masking.masked(failure.message))
            }
            throw DeliveryFailure(masking.masked(message), mayRetry: retry, retryAfter: retryAfter)
        }
    }

    /// Makes a call unless something stands in its way, and notes how the plugin behaved.
    private func judged<Answer>(_ call: () async throws -> Answer) async throws -> Answer {
        if let obstacle = health.obstacle {
            throw CallFailure.impossible(
                "plugin \(manifest.name) is quarantined until \(surroundings.spoken(obstacle.until)), as it failed "
                    + "\(obstacle.failures) times in a row: \(obstacle.reason)")
        }
        if let complaint = await pins.complaint() {
            throw CallFailure.impossible("plugin \(manifest.name) is not started: \(complaint)")
        }
        calls.begin()
        defer { calls.end() }
        do {
            let answer = try await call()
            health.behaved()
            return answer
        } catch let failure as CallFailure {
            doubt()
            switch failure {
            case .reported: health.behaved()
            case .misbehaved(let reason):
                health.misbehaved(masking.masked(reason))
                throw CallFailure.misbehaved("plugin \(manifest.name): \(reason)")
            case .impossible: break
            }
            throw failure
        }
    }

    private func projects(
        for action: ActionDeclaration, _ inputs: [String: Value], among all: [ProjectFacts]
    ) -> [ProjectFacts] {
        guard action.inputs.contains(where: { $0.name == "projects" && $0.type == .list(.text) }),
            let wanted = inputs["projects"]?.list?.map(\.description)
        else { return all }
        return all.filter { wanted.contains($0.id) }
    }
}
