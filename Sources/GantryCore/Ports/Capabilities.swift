/// All that workflows and settings can name: what is built in, and what the plugins of a root add to it.
public struct Capabilities: Hashable, Sendable {
    public var actions: [ActionDeclaration]
    public var triggers: [TriggerDeclaration]
    public var channels: [ChannelDeclaration]
    /// Plugins that are there and cannot be used now.
    public var absent: [AbsentPlugin]

    public init(
        actions: [ActionDeclaration] = [], triggers: [TriggerDeclaration] = [], channels: [ChannelDeclaration] = [],
        absent: [AbsentPlugin] = []
    ) {
        (self.actions, self.triggers, self.channels, self.absent) = (actions, triggers, channels, absent)
    }

    public static func + (left: Capabilities, right: Capabilities) -> Capabilities {
        Capabilities(
            actions: left.actions + right.actions, triggers: left.triggers + right.triggers,
            channels: left.channels + right.channels, absent: left.absent + right.absent)
    }

    /// The plugins that add something.
    public var plugins: Set<String> {
        Set(actions.compactMap(\.plugin?.name) + triggers.map(\.plugin.name) + channels.map(\.plugin.name))
    }

    /// The same without what these plugins add.
    public func disabling(_ names: some Collection<String>) -> Capabilities {
        let disabled = plugins.intersection(names)
        guard !disabled.isEmpty else { return self }
        return Capabilities(
            actions: actions.filter { !disabled.contains($0.plugin?.name ?? "") },
            triggers: triggers.filter { !disabled.contains($0.plugin.name) },
            channels: channels.filter { !disabled.contains($0.plugin.name) },
            absent: absent + disabled.sorted().map(AbsentPlugin.disabled))
    }

    /// Why nothing is called `name`, where a plugin would have it; nil where the name is no plugin's.
    ///
    /// - Parameter near: what was probably meant.
    public func reason(forMissing name: String, near: String?) -> (message: String, hint: String)? {
        if let plugin = absent.first(where: { name.hasPrefix($0.name + ".") }) { return (plugin.reason, plugin.hint) }
        guard near == nil else { return nil }
        let known = actions.map(\.name) + triggers.map(\.name) + channels.map(\.name)
        guard let family = name.split(separator: ".").first, name.contains("."),
            !known.contains(where: { $0.hasPrefix(family + ".") })
        else { return nil }
        return ("there is no plugin '\(family)'", "its folder would be plugins/\(family)")
    }
}

/// A plugin whose actions cannot be named now.
public struct AbsentPlugin: Hashable, Sendable {
    public let name: String
    /// `plugin 'ping' is disabled`.
    public let reason: String
    public let hint: String

    public init(name: String, reason: String, hint: String) {
        (self.name, self.reason, self.hint) = (name, reason, hint)
    }

    /// One that the settings switch off.
    public static func disabled(_ name: String) -> AbsentPlugin {
        AbsentPlugin(name: name, reason: "plugin '\(name)' is disabled", hint: "gantry plugins enable \(name)")
    }
}

/// A folder beside its own that a plugin may use.
public struct PluginFolder: Hashable, Sendable, Codable {
    /// Absolute, or relative to the root of the definitions.
    public var path: String
    public var isWritable: Bool

    public init(path: String, isWritable: Bool) { (self.path, self.isWritable) = (path, isWritable) }
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
