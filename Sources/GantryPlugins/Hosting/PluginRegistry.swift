package import GantryChildren
package import GantryCore
package import GantryManifest
import GantryPluginKit
import Synchronization

/// A plugin with what the settings grant it.
package struct EnabledPlugin: Hashable, Sendable {
    package var manifest: PluginManifest
    package var grant: Grant

    package init(_ manifest: PluginManifest, _ grant: Grant = Grant()) {
        (self.manifest, self.grant) = (manifest, grant)
    }
}

/// All enabled plugins, so that their actions, triggers and channels can be used like built-in ones.
package final class PluginRegistry: Sendable {
    private struct State {
        var hosts: [String: PluginHost] = [:]
        var subscriptions: [Subscription] = []
        /// Those that run, also while the last calls of a version before are under way.
        var living: [ObjectIdentifier: PluginHost] = [:]
    }

    private let surroundings: Surroundings
    private let runner: ChildRunner
    private let sink: EventSink
    private let report: @Sendable (PluginEvent) -> Void
    private let state = Mutex(State())
    private let changes = Hint()
    /// Names of plugins that cannot watch.
    private let troubled = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(64))

    /// - Parameters:
    ///   - sink: takes the events of plugins' triggers.
    ///   - report: is told what becomes of plugins; must not block.
    package init(
        _ surroundings: Surroundings, runner: ChildRunner = ChildRunner(), sink: @escaping EventSink,
        report: @escaping @Sendable (PluginEvent) -> Void
    ) {
        (self.surroundings, self.runner, self.sink) = (surroundings, runner, sink)
        self.report = { [troubled] event in
            report(event)
            if case .watching(let plugin, _, _?) = event { troubled.continuation.yield(plugin.name) }
        }
    }

    // MARK: What there is

    /// Takes the plugins that are enabled from now on. One that is as it was goes on undisturbed; calls that are under
    /// way end with the version that they began with. Blocks on files.
    package func use(_ plugins: [EnabledPlugin]) {
        let before = state.withLock { $0.hosts }
        var hosts: [String: PluginHost] = [:]
        for plugin in plugins {
            let known = before[plugin.manifest.name]
            if let known, known.plugin == plugin, known.isAsItWas {
                hosts[plugin.manifest.name] = known
            } else {
                hosts[plugin.manifest.name] = host(for: plugin, after: known)
            }
        }
        let subscriptions = state.withLock { state in
            state.hosts = hosts
            return state.subscriptions
        }
        for (name, host) in before where hosts[name] == nil && host.quarantine != nil {
            report(.released(host.manifest.identity))
        }
        handOut(subscriptions)
        changes.set()
    }

    /// Whoever was in quarantine stays there until it behaves, and is tried now. Blocks on files.
    private func host(for plugin: EnabledPlugin, after known: PluginHost?) -> PluginHost {
        let host = PluginHost(plugin, surroundings, runner: runner, sink: sink, report: report)
        if let quarantine = known?.quarantine { host.inherit(quarantine) }
        return host
    }

    /// The one that takes the calls of a plugin now: a process that stays is started anew when its files are others
    /// than those it was started with.
    ///
    /// - Parameter host: the plugin's, which may have been replaced since.
    func current(_ host: PluginHost) async -> PluginHost {
        guard let now = state.withLock({ $0.hosts[host.name] }), now === host || now.plugin == host.plugin else {
            return host
        }
        guard now.manifest.form == .serve, now.isDue, await !now.look({ now.isAsItWas }) else { return now }
        let new = await now.look { self.host(for: now.plugin, after: now) }
        let (chosen, subscriptions) = state.withLock { state in
            // Of several calls that see it at a time, one is the first.
            if let other = state.hosts[now.manifest.name], other === now { state.hosts[now.manifest.name] = new }
            return (state.hosts[now.manifest.name] ?? now, state.subscriptions)
        }
        if chosen === new {
            handOut(subscriptions)
            changes.set()
        }
        return chosen
    }

    /// The actions of all plugins, which are told of things as they are at each call.
    package var actions: [any Action] { actions(seeing: nil) }

    /// The actions of all plugins.
    ///
    /// - Parameter world: what they are told of, whatever becomes of it while they work.
    package func actions(seeing world: World?) -> [any Action] {
        state.withLock { $0.hosts }.values.flatMap { host in
            host.manifest.actions.map { action in
                PluginAction(action: action, world: world) { [self] in await current(host) }
            }
        }
    }

    /// Knows again which plugins were quarantined when the daemon stopped.
    package func inherit(_ quarantines: [String: Quarantine]) {
        let hosts = state.withLock { $0.hosts }
        for (name, quarantine) in quarantines { hosts[name]?.inherit(quarantine) }
    }

    /// Why each quarantined plugin is so, by name.
    package var quarantines: [String: Quarantine] { state.withLock { $0.hosts }.compactMapValues(\.quarantine) }

    /// Ends a plugin's quarantine for one try.
    ///
    /// - Returns: false where no such plugin is enabled.
    package func tryAgain(_ name: String) -> Bool {
        guard let host = state.withLock({ $0.hosts[name] }) else { return false }
        host.tryAgain()
        return true
    }

    // MARK: Triggers

    /// Takes the triggers that wait for events from now on.
    package func subscribe(to subscriptions: [Subscription]) {
        state.withLock { $0.subscriptions = subscriptions }
        handOut(subscriptions)
    }

    private func handOut(_ subscriptions: [Subscription]) {
        for host in state.withLock({ $0.hosts }).values {
            host.subscribe(
                to: subscriptions.filter { subscription in
                    host.manifest.triggers.contains { $0.name == subscription.event.name }
                })
        }
    }

    // MARK: Channels

    /// A channel of a plugin.
    ///
    /// - Parameters:
    ///   - name: the channel's, `desk-notes.note`.
    ///   - render: says a delivery in words, and gives the id that stays the same over repeats.
    package func channel(
        _ name: String, inputs: [String: Value],
        render: @escaping @Sendable (Delivery) -> (messageID: String, subject: String, body: String)
    ) -> any Channel {
        PluginChannel(name: name, inputs: inputs, render: render) { [self] in
            let hosts = state.withLock { $0.hosts }.values
            guard let host = hosts.first(where: { $0.manifest.channels.contains { $0.name == name } }) else {
                return nil
            }
            return await current(host)
        }
    }

    // MARK: Life

    /// Keeps plugins that serve alive, and ends those that are no longer wanted, until `stop` is called or the task is
    /// cancelled.
    package func run() async {
        await withDiscardingTaskGroup { group in
            var running: [String: PluginHost] = [:]
            changes.set()
            group.addTask { await self.lookAfterTroubled() }
            for await _ in changes {
                let wanted = state.withLock { $0.hosts }
                for (name, host) in running where wanted[name] !== host {
                    host.leave()
                    running[name] = nil
                }
                for (name, host) in wanted where running[name] == nil {
                    running[name] = host
                    state.withLock { $0.living[ObjectIdentifier(host)] = host }
                    group.addTask {
                        await host.live()
                        self.state.withLock { $0.living[ObjectIdentifier(host)] = nil }
                    }
                }
            }
            troubled.continuation.finish()
            // Those that are leaving among them.
            for host in state.withLock({ $0.living }).values { host.stop() }
        }
    }

    /// What one cannot watch may be a folder that was made again: then it has to be started anew.
    private func lookAfterTroubled() async {
        for await name in troubled.stream {
            guard let host = state.withLock({ $0.hosts[name] }) else { continue }
            host.doubt()
            _ = await current(host)
        }
    }

    /// Lets all plugins end by themselves, and stops those that do not.
    package func stop() { changes.finish() }
}

/// An action of a plugin; to the engine, an action like any other.
private struct PluginAction: Action {
    let action: PluginManifest.PluginAction
    let world: World?
    let host: @Sendable () async -> PluginHost

    var declaration: ActionDeclaration { action.declaration }

    func run(_ request: ActionRequest) async throws -> ActionResult {
        try await host().run(action, request, in: world)
    }
}

/// A channel of a plugin. The plugin is looked up for each message: it may have been changed meanwhile.
private struct PluginChannel: Channel {
    let name: String
    let inputs: [String: Value]
    let render: @Sendable (Delivery) -> (messageID: String, subject: String, body: String)
    let host: @Sendable () async -> PluginHost?

    func deliver(_ delivery: Delivery) async throws {
        guard let host = await host() else { throw DeliveryFailure("no enabled plugin has the channel \(name)") }
        let text = render(delivery)
        let alerts = delivery.notices.map { notice in
            DeliveryMessage.Alert(
                id: String(notice.alert), workflow: notice.workflow, project: notice.finding.project,
                rule: notice.finding.rule, subject: notice.finding.subject, kind: notice.kind.rawValue,
                severity: notice.finding.severity.rawValue, message: notice.finding.message)
        }
        let contact = delivery.recipient
        let message = DeliveryMessage(
            id: delivery.token.description, messageID: text.messageID, attempt: delivery.attempts + 1,
            createdAt: delivery.createdAt.description,
            recipient: .init(person: contact.person, name: contact.name, address: contact.address),
            subject: text.subject, body: text.body, alerts: alerts)
        try await host.deliver(message, through: name, inputs: inputs)
    }
}
