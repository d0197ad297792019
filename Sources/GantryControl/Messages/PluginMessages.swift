package import GantryCore
package import GantryManifest

/// One row of `GET /v1/plugins`, and what `GET /v1/plugins/{name}` answers.
package struct PluginMessage: Hashable, Sendable, Codable {
    package enum State: String, Hashable, Sendable, Codable {
        case enabled, disabled, quarantined
        /// It is enabled, and its calls fail, or its manifest has errors; see `problem`.
        case wrong
    }

    /// Something that it adds: an action, a trigger, a channel.
    package struct Offer: Hashable, Sendable, Codable {
        package var name: String
        package var summary: String
        package var inputs: [ActionMessage.Input]
        /// What an action gives later steps, what an event carries; empty where it does not say.
        package var outputs: [ActionMessage.Output]

        package init(
            _ name: String, _ summary: String, _ inputs: [InputDeclaration] = [], _ outputs: [OutputDeclaration] = []
        ) {
            (self.name, self.summary) = (name, summary)
            self.inputs = inputs.map(ActionMessage.Input.init)
            self.outputs = outputs.map(ActionMessage.Output.init)
        }
    }

    package struct Folder: Hashable, Sendable, Codable {
        package var path: String
        package var write: Bool

        package init(path: String, write: Bool) { (self.path, self.write) = (path, write) }
    }

    package struct Needs: Hashable, Sendable, Codable {
        package var secrets: [String]
        package var network: Bool
        /// Those of the manifest and those that the settings add.
        package var folders: [Folder]
        package var environment: [String]

        package init(secrets: [String], network: Bool, folders: [Folder], environment: [String]) {
            (self.secrets, self.network, self.folders, self.environment) = (secrets, network, folders, environment)
        }
    }

    package struct Limits: Hashable, Sendable, Codable {
        /// `10s`.
        package var timeout: String
        /// Bytes.
        package var memory: Int
        package var output: Int
        package var processes: Int

        package init(timeout: String, memory: Int, output: Int, processes: Int) {
            (self.timeout, self.memory, self.output, self.processes) = (timeout, memory, output, processes)
        }
    }

    package struct Quarantine: Hashable, Sendable, Codable {
        package var since: Instant
        /// When it is tried again.
        package var until: Instant
        package var failures: Int
        package var reason: String

        package init(since: Instant, until: Instant, failures: Int, reason: String) {
            (self.since, self.until, self.failures, self.reason) = (since, until, failures, reason)
        }
    }

    package var name: String
    package var version: String
    package var summary: String
    package var state: State
    /// `exec`, `serve`, `nagios`.
    package var form: String
    package var actions: [Offer]
    package var triggers: [Offer]
    package var channels: [Offer]
    package var needs: Needs
    package var limits: Limits
    /// Files with a pinned sum.
    package var pinned: [String]
    package var folder: String
    @OrNull package var quarantine: Quarantine?
    /// The first of its errors, in words.
    @OrNull package var problem: String?
    /// Those that use what it adds.
    package var workflows: [String]

    package init(
        name: String, version: String, summary: String, state: State, form: String, actions: [Offer],
        triggers: [Offer], channels: [Offer], needs: Needs, limits: Limits, pinned: [String], folder: String,
        quarantine: Quarantine?, problem: String? = nil, workflows: [String] = []
    ) {
        (self.name, self.version, self.summary, self.state, self.form) = (name, version, summary, state, form)
        (self.actions, self.triggers, self.channels) = (actions, triggers, channels)
        (self.needs, self.limits, self.pinned, self.folder) = (needs, limits, pinned, folder)
        (self.quarantine, self.problem, self.workflows) = (quarantine, problem, workflows)
    }

    enum CodingKeys: String, CodingKey {
        case name, version, summary, state, actions, triggers, channels, needs, limits, pinned, folder, quarantine
        case problem, workflows
        case form = "protocol"
    }
}

/// `GET /v1/plugins`.
package struct PluginList: Hashable, Sendable, Codable {
    /// A plugin whose manifest says too little to use it.
    package struct Wrong: Hashable, Sendable, Codable {
        package var name: String
        /// Its manifest, relative to the root.
        package var file: String
        /// The first of its errors, in words.
        package var reason: String
        /// What mends it.
        @OrNull package var hint: String?

        package init(name: String, file: String, reason: String, hint: String? = nil) {
            (self.name, self.file, self.reason, self.hint) = (name, file, reason, hint)
        }
    }

    package var plugins: [PluginMessage]
    package var wrong: [Wrong]

    package init(plugins: [PluginMessage], wrong: [Wrong] = []) { (self.plugins, self.wrong) = (plugins, wrong) }
}

extension PluginMessage {
    /// - Parameters:
    ///   - granted: the folders and variables that the settings add.
    ///   - quarantine: nil where there is none, or no daemon that knew.
    ///   - problem: the first of its errors.
    ///   - workflows: those that use it.
    package init(
        _ manifest: PluginManifest, isEnabled: Bool, granted: (folders: [PluginFolder], environment: [String]),
        quarantine: Quarantine?, problem: String? = nil, workflows: [String] = []
    ) {
        let limits = manifest.limits
        let folders = manifest.needs.folders + granted.folders
        let state: State =
            !isEnabled ? .disabled : quarantine != nil ? .quarantined : problem != nil ? .wrong : .enabled
        self.init(
            name: manifest.name, version: manifest.identity.version, summary: manifest.summary,
            state: state, form: manifest.form.rawValue,
            actions: manifest.actions.map(\.declaration).map { Offer($0.name, $0.summary, $0.inputs, $0.given) },
            triggers: manifest.triggers.map { Offer($0.name, $0.summary, $0.inputs, $0.outputs) },
            channels: manifest.channels.map { Offer($0.name, $0.summary, $0.inputs) },
            needs: Needs(
                secrets: manifest.needs.secrets, network: manifest.needs.network,
                folders: folders.map { Folder(path: $0.path, write: $0.isWritable) },
                environment: manifest.needs.environment + granted.environment),
            limits: Limits(
                timeout: limits.timeout.short, memory: limits.memory, output: limits.output,
                processes: limits.processes),
            pinned: manifest.pins.keys.sorted(), folder: manifest.folder, quarantine: quarantine,
            problem: problem, workflows: workflows)
    }
}
