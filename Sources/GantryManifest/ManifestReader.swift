import FoundationEssentials
import GantryCore
import GantryWorkflow
package import GantryYAML

/// Reads `plugin.yaml`.
package struct ManifestReader {
    private static let protocolVersion = 1

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
        let before = collector.diagnostics.count
        guard let node = YAMLDocument.parse(source, collector) else { return nil }
        let manifest = schema.read(node, collector)
        return collector.diagnostics[before...].hasErrors ? nil : manifest
    }

    /// What a manifest looks like.
    package static var shape: Shape { ManifestReader(folder: "", builtIn: []).schema.shape }

    private var schema: Schema<PluginManifest> {
        .record("a plugin") { fields in
            let name = name(fields)
            let version = version(fields)
            let summary = fields.required("description", .nonEmptyText)
            let form = fields.required("protocol", .oneOf(PluginManifest.Form.self))
            checkProtocol(fields)
            let identity = PluginIdentity(name: name ?? "", version: version ?? "")
            let commands = CommandReader(form: form)
            let command = commands.read(fields, inputs: [])
            let limits = fields.optional("limits", .limits)
            let needs = fields.optional("needs", .needs)
            let pins = fields.optional("sha256", .pins)
            let offers = OfferReader(identity: identity, form: form, hasCommand: command != nil, builtIn: builtIn)
            let actions = offers.actions(fields, commands)
            let triggers = offers.triggers(fields)
            let channels = offers.channels(fields)
            addNotes(fields)
            guard name != nil, version != nil, let summary, let form, let actions, let triggers, let channels else {
                return nil
            }
            offers.check(fields, command, actions, triggers, channels)
            return PluginManifest(
                identity: identity, summary: summary, form: form, command: command, limits: limits ?? .standard,
                needs: needs ?? .init(), pins: pins ?? [:], actions: actions, triggers: triggers, channels: channels,
                folder: folder, position: fields.node.position)
        }
    }

    private func name(_ fields: FieldReader) -> String? {
        guard let name = fields.required("name", .identifier) else { return nil }
        let own = folder.split(separator: "/").last.map(String.init) ?? name
        guard name == own else {
            fields.fail(
                "name", .pluginName, "the plugin is named '\(name)', and its folder '\(own)'",
                hint: "give both the same name")
            return nil
        }
        return name
    }

    private func version(_ fields: FieldReader) -> String? {
        let pattern = #"[0-9]+\.[0-9]+\.[0-9]+(?:-[A-Za-z0-9.-]+)?"#
        let schema = Schema<String>.nonEmptyText.shaped(.text(nil, Pattern.whole(pattern)))
        guard let version = fields.required("version", schema) else { return nil }
        let numbers = version.split(separator: "-", maxSplits: 1)[0].split(
            separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } })
        else {
            fields.fail("version", .pluginVersion, "'\(version)' is not a version such as 1.0.0")
            return nil
        }
        return version
    }

    private func checkProtocol(_ fields: FieldReader) {
        let only = Shape(.constants([.number(1), "1"]))
        guard let version = fields.optional("protocol_version", Schema<Int>.int.shaped(only)),
            version != Self.protocolVersion
        else { return }
        fields.fail(
            "protocol_version", .protocolVersion,
            "the plugin speaks version \(version) of the protocol, and this Gantry \(Self.protocolVersion)",
            hint: version > Self.protocolVersion ? "install a newer Gantry" : "ask its author for a newer one")
    }

    private func addNotes(_ fields: FieldReader) {
        for key in ["cmd", "exec", "run", "program", "entrypoint"] { fields.note(key, hint: "did you mean 'command'?") }
        fields.note("secrets", hint: "write it under 'needs': { secrets: […] }")
        fields.note("network", hint: "write it under 'needs': { network: true }")
        fields.note("folders", hint: "write it under 'needs': { folders: […] }")
        fields.note("environment", hint: "write it under 'needs': { environment: […] }")
        fields.note("timeout", hint: "write it under 'limits': { timeout: … }")
        fields.note("memory", hint: "write it under 'limits': { memory: … }")
        fields.note("title", hint: "did you mean 'description'?")
        fields.note("summary", hint: "did you mean 'description'?")
    }
}
