package import GantryCore

/// What a plugin's `plugin.yaml` says.
package struct PluginManifest: Hashable, Sendable {
    /// How the daemon and the plugin speak to each other.
    package enum Form: String, Hashable, Sendable, CaseIterable {
        /// One process for each call: a request on its input, lines of JSON on its output.
        case exec
        /// A process that stays, and speaks JSON-RPC.
        case serve
        /// A monitoring check: its exit code and its first line say how things are.
        case nagios
    }

    /// What it may use of the machine for one call, or while it serves.
    package struct Limits: Hashable, Sendable {
        /// How long one call may take.
        package var timeout: Duration
        /// Of each of its processes, in bytes.
        package var memory: Int
        /// What it may print during one call, in bytes; of a plugin that serves, the size of one frame.
        package var output: Int
        /// Processes and threads at a time, its own among them.
        package var processes: Int

        package init(timeout: Duration, memory: Int, output: Int, processes: Int) {
            (self.timeout, self.memory, self.output, self.processes) = (timeout, memory, output, processes)
        }

        /// A minute, 256 MiB, 1 MiB, 32 processes.
        package static let standard = Limits(
            timeout: .seconds(60), memory: 256 << 20, output: 1 << 20, processes: 32)
    }

    /// What it needs beside its own folder; it gets nothing else.
    package struct Needs: Hashable, Sendable {
        /// Names of secrets.
        package var secrets: [String]
        package var network: Bool
        package var folders: [PluginFolder]
        /// Names of variables that are passed on from the daemon's own environment.
        package var environment: [String]
        /// Where the manifest names each folder, by its path.
        package var places: [String: SourcePosition] = [:]

        package init(
            secrets: [String] = [], network: Bool = false, folders: [PluginFolder] = [], environment: [String] = []
        ) {
            (self.secrets, self.network, self.folders, self.environment) = (secrets, network, folders, environment)
        }
    }

    /// A program and its arguments. Those of `nagios` may hold expressions over `inputs`.
    package struct Command: Hashable, Sendable {
        package var words: [InputTemplate]

        package init(words: [InputTemplate]) { self.words = words }
    }

    /// A file of the plugin's folder, and the SHA-256 that it must have.
    package struct Pin: Hashable, Sendable {
        package var file: String
        /// In lower-case hexadecimal digits.
        package var sum: String
        /// Where the sum stands.
        package var position: SourcePosition

        package init(file: String, sum: String, position: SourcePosition) {
            (self.file, self.sum, self.position) = (file, sum, position)
        }
    }

    package struct PluginAction: Hashable, Sendable {
        package var declaration: ActionDeclaration
        /// Nil: the plugin's.
        package var command: Command?

        package init(declaration: ActionDeclaration, command: Command?) {
            (self.declaration, self.command) = (declaration, command)
        }
    }

    package var identity: PluginIdentity
    package var summary: String
    package var form: Form
    /// Nil where each action has one of its own.
    package var command: Command?
    package var limits: Limits
    package var needs: Needs
    package var pinned: [Pin]
    package var actions: [PluginAction]
    package var triggers: [TriggerDeclaration]
    package var channels: [ChannelDeclaration]
    /// Its own folder, absolute.
    package var folder: String
    /// Where the manifest stands.
    package var position: SourcePosition

    package init(
        identity: PluginIdentity, summary: String, form: Form, command: Command?, limits: Limits, needs: Needs,
        pinned: [Pin] = [], actions: [PluginAction], triggers: [TriggerDeclaration],
        channels: [ChannelDeclaration], folder: String, position: SourcePosition
    ) {
        (self.identity, self.summary, self.form, self.command) = (identity, summary, form, command)
        (self.limits, self.needs, self.pinned) = (limits, needs, pinned)
        (self.actions, self.triggers, self.channels) = (actions, triggers, channels)
        (self.folder, self.position) = (folder, position)
    }

    package var name: String { identity.name }

    /// The sums of the pinned files, by their names.
    package var pins: [String: String] {
        Dictionary(pinned.map { ($0.file, $0.sum) }, uniquingKeysWith: { first, _ in first })
    }

    /// What workflows and settings can name when it is enabled.
    package var capabilities: Capabilities {
        Capabilities(actions: actions.map(\.declaration), triggers: triggers, channels: channels)
    }
}
