import GantryCore
import GantryYAML

extension Schema where T == [ChannelSettings] {
    /// - Parameter capabilities: for the types that plugins add.
    static func channels(_ capabilities: Capabilities) -> Schema<[ChannelSettings]> {
        let channel = ChannelReader(capabilities: capabilities).schema
        let shape = { Shape.map(keys: Pattern.id, channel.shape) }
        return Schema(name: "a mapping from ids to channels", like: shape) { node, collector in
            guard let entries = node.entries else {
                return collector.refuse(
                    node, wanted: "a mapping from ids to channels", hint: "write inbox: { type: maildir }")
            }
            let read = entries.map { entry -> ChannelSettings? in
                let id = Schema<String>.identifier.read(entry.key, collector)
                let kind = channel.read(entry.value, collector)
                guard let id, let kind else { return nil }
                return ChannelSettings(id: id, kind: kind)
            }
            let good = read.compactMap(\.self)
            return good.count == read.count ? good : nil
        }
    }
}

/// Reads one way to reach people. Each type has keys of its own, so they are asked for once it is known.
struct ChannelReader {
    private static let builtIn = ["maildir", "journal"]
    /// Types that are planned; the settings of one are not looked at.
    private static let later = ["email", "chat", "webhook"]

    let capabilities: Capabilities

    var schema: Schema<ChannelSettings.Kind> { .record("a channel", shape: shape, read) }

    private var types: [String] { Self.builtIn + capabilities.channels.map(\.name).sorted() }

    private var shape: Shape {
        let named = Shape.text("plugin_channel", PluginName.pattern())
        let rules = capabilities.channels.map { declaration in
            Shape.Rule.when(
                "type", is: .words([declaration.name]),
                [InputShape.field(of: declaration.name, declaration.inputs, allowsExpressions: false)])
        }
        return .record(
            [
                .init("type", .either(.words(types), named), isRequired: true), .init("path", .nonEmptyText),
                .init("socket", .nonEmptyText), .init("with", .map(.any)),
            ],
            rules: [
                .when("type", is: .words(["maildir"]), [.init("socket", .null), .init("with", .null)]),
                .when("type", is: .words(["journal"]), [.init("path", .null), .init("with", .null)]),
                .when("type", is: named, [.init("path", .null), .init("socket", .null)]),
            ] + rules)
    }

    private func read(_ fields: FieldReader) -> ChannelSettings.Kind? {
        let type = fields.required("type", .nonEmptyText)
        switch type {
        case "maildir": return .maildir(path: fields.optional("path", .nonEmptyText))
        case "journal": return .journal(socket: fields.optional("socket", .nonEmptyText))
        case let type?:
            if let declaration = capabilities.channels.first(where: { $0.name == type }) {
                return plugin(declaration, fields)
            }
            return unknown(type, fields)
        case nil:
            // What belongs to a channel of which type cannot be known.
            for key in fields.keys { _ = fields.has(key) }
        }
        return nil
    }

    private func plugin(_ declaration: ChannelDeclaration, _ fields: FieldReader) -> ChannelSettings.Kind? {
        let inputs = InputsReader(owner: declaration.name, inputs: declaration.inputs, key: "type").literals(fields)
        for input in declaration.inputs {
            fields.note(input.name, hint: "it is an input: with: { \(input.name): … }")
        }
        return inputs.map { .plugin(declaration.name, inputs: $0.all) }
    }

    /// A channel of a plugin that is missing holds on: its messages wait for the plugin, and the daemon for nothing.
    private func unknown(_ type: String, _ fields: FieldReader) -> ChannelSettings.Kind? {
        let types = types
        let isTold = fields.collector.hasRoom(for: .error, in: fields.node.file.name)
        let near = isTold ? suggestion(for: type, among: types) : nil
        let isLater = Self.later.contains(type)
        if !isLater, let missing = capabilities.reason(forMissing: type, near: near) {
            fields.warn(
                "type", .absentChannel, "what goes to \(type) waits: \(missing.message)", hint: missing.hint)
            let inputs = InputsReader(owner: nil, inputs: [], key: "type").literals(fields)
            return inputs.map { .plugin(type, inputs: $0.all) }
        }
        for key in fields.keys { _ = fields.has(key) }
        let there = "there are \(types.dropLast().joined(separator: ", ")) and \(types.last ?? "")"
        if isLater {
            fields.fail("type", .channelType, "channel type \(type) is not in this version; \(there)")
        } else {
            fields.fail(
                "type", .channelType, "'\(type)' is not a type of channel; \(there)",
                hint: near.map { "did you mean '\($0)'?" })
        }
        return nil
    }
}
