import GantryCore
package import GantryYAML

/// Reads `plugin.yaml`.
package struct ManifestReader {
    /// The version of the protocol that this Gantry speaks.
    static let protocolVersion = 1

    private let folder: String
    private let builtIn: Set<String>

    /// - Parameters:
    ///   - folder: the plugin's, absolute.
    ///   - builtIn: the names of actions that no plugin can have.
    package init(folder: String, builtIn: some Sequence<String>) {
        (self.folder, self.builtIn) = (folder, Set(builtIn))
    }

    /// - Parameter collector: takes every mistake that was found.
    /// - Returns: nil where there are errors.
    package func read(_ source: SourceText, _ collector: DiagnosticCollector) -> PluginManifest? {
        let before = collector.errorCount
        guard let node = YAMLDocument.parse(source, collector) else { return nil }
        guard node.entries != nil else {
            collector.error(
                .wrongOffer, at: node, node.isNull ? "this file is empty" : "\(node.spoken) is not a plugin",
                hint: "it begins with name: NAME, version: 1.0.0, description: …, protocol: exec")
            return nil
        }
        let manifest = schema.read(node, collector)
        return collector.errorCount > before ? nil : manifest
    }

    /// What a manifest looks like.
    package static var shape: Shape { ManifestReader(folder: "", builtIn: []).schema.shape }

    /// The root of the definitions, in whose `plugins/` the plugin stands.
    private var root: String { folder.split(separator: "/").dropLast(2).map { "/\($0)" }.joined() }

    private var schema: Schema<PluginManifest> {
        .record("a plugin") { fields in
            let head = HeadReader(folder: folder).read(fields)
            let limits = fields.optional("limits", .limits)
            let needs = fields.optional("needs", .needs(root: root))
            let pins = fields.optional("sha256", .pins)
            let hasCommand = fields.node("command").map { !$0.isNull } ?? false
            let offers = OfferReader(plugin: head.identity, form: head.form, hasCommand: hasCommand, builtIn: builtIn)
                .read(fields)
            let inputs = offers?.actions.flatMap(\.declaration.inputs)
            let command = CommandReader(form: head.form, inputs: inputs).read(fields)
            HeadReader.addNotes(fields)
            guard let form = head.form, let summary = head.summary, let offers else { return nil }
            return PluginManifest(
                identity: head.identity, summary: summary, form: form, command: command,
                limits: limits ?? .standard, needs: needs ?? PluginManifest.Needs(), pinned: pins ?? [],
                actions: offers.actions, triggers: offers.triggers, channels: offers.channels, folder: folder,
                position: fields.node.position)
        }
    }
}
