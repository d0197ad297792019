/// All that workflows and settings can name: what is built in, and what the plugins of a root add to it.
public struct Capabilities: Hashable, Sendable {
    public var actions: [ActionDeclaration]
    public var triggers: [TriggerDeclaration]
    public var channels: [ChannelDeclaration]

    public init(
        actions: [ActionDeclaration] = [], triggers: [TriggerDeclaration] = [], channels: [ChannelDeclaration] = []
    ) {
        (self.actions, self.triggers, self.channels) = (actions, triggers, channels)
    }

    public static func + (left: Capabilities, right: Capabilities) -> Capabilities {
        Capabilities(
            actions: left.actions + right.actions, triggers: left.triggers + right.triggers,
            channels: left.channels + right.channels)
    }
}

/// Which plugin something is from.
public struct PluginIdentity: Hashable, Sendable, Codable, CustomStringConvertible {
    public let name: String
    /// As its manifest has it: `1.0.0`.
    public let version: String

    public init(name: String, version: String) {
        (self.name, self.version) = (name, version)
    }

    /// `ping 1.0.0`.
    public var description: String { "\(name) \(version)" }
}

/// A kind of event that starts runs: `- event: csv-ledger-watch.booked` in a workflow.
public struct TriggerDeclaration: Hashable, Sendable, Codable {
    /// `csv-ledger-watch.booked`.
    public let name: String
    /// One sentence.
    public let summary: String
    public let inputs: [InputDeclaration]
    /// What expressions see below `trigger.event`.
    public let outputs: [OutputDeclaration]
    public let plugin: PluginIdentity

    public init(
        name: String, summary: String, inputs: [InputDeclaration], outputs: [OutputDeclaration] = [],
        plugin: PluginIdentity
    ) {
        (self.name, self.summary, self.inputs) = (name, summary, inputs)
        (self.outputs, self.plugin) = (outputs, plugin)
    }
}

/// A way to reach people that a plugin knows: `{ type: desk-notes.note, with: { … } }` in the settings.
public struct ChannelDeclaration: Hashable, Sendable, Codable {
    /// `desk-notes.note`.
    public let name: String
    /// One sentence.
    public let summary: String
    public let inputs: [InputDeclaration]
    public let plugin: PluginIdentity

    public init(name: String, summary: String, inputs: [InputDeclaration], plugin: PluginIdentity) {
        (self.name, self.summary, self.inputs, self.plugin) = (name, summary, inputs, plugin)
    }
}
