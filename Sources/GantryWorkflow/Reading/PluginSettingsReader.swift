package import GantryCore
package import GantryYAML

// 081x: what plugins are granted; the rest of 08xx is GantryManifest's.
extension DiagnosticCode {
    /// A folder, a variable, a secret or a pinned file that cannot be one.
    package static let wrongNeed = DiagnosticCode("GTY0811")
}

/// What the settings say about one plugin.
package struct PluginSettings: Hashable, Sendable {
    package let name: Mention
    package let isEnabled: Bool
    /// Granted beside what its manifest asks for, as `environment` is.
    package let folders: [PluginFolder]
    package let environment: [String]
}

extension Schema where T == [PluginSettings] {
    /// `ping: { enabled: false, folders: [/srv/git], environment: [HTTPS_PROXY] }`, and so on.
    static var plugins: Schema<[PluginSettings]> {
        let name = "a mapping from plugins to their settings"
        let shape = { Shape.map(keys: Pattern.id, Schema<PluginSettings>.plugin(nil).shape) }
        return Schema(name: name, like: shape) { node, collector in
            guard let entries = node.entries else {
                return collector.refuse(node, wanted: name, hint: "write ping: { enabled: false }")
            }
            let read = entries.map { entry -> PluginSettings? in
                guard let id = Schema<String>.identifier.read(entry.key, collector) else { return nil }
                let name = Mention(id, at: entry.key)
                guard !entry.value.isNull else {
                    return PluginSettings(name: name, isEnabled: true, folders: [], environment: [])
                }
                return Schema<PluginSettings>.plugin(name).read(entry.value, collector)
            }
            let good = read.compactMap(\.self)
            return good.count == read.count ? good : nil
        }
    }
}

extension Schema where T == PluginSettings {
    fileprivate static func plugin(_ name: Mention?) -> Schema<PluginSettings> {
        .record("the settings of a plugin") { fields in
            let isEnabled = fields.optional("enabled", .bool) ?? true
            let folders = fields.optional("folders", .folders) ?? []
            let environment = fields.optional("environment", .oneOrList(of: .variable)) ?? []
            fields.note("disabled", hint: "write 'enabled: false'")
            fields.note("env", hint: "did you mean 'environment'?")
            fields.note("with", hint: "inputs stand in workflows, and under the channel that uses them")
            for key in ["network", "limits"] { fields.note(key, hint: "this stands in the plugin's own plugin.yaml") }
            fields.note("secrets", hint: "secrets are files in secrets/, with the mode 0600")
            return name.map {
                PluginSettings(name: $0, isEnabled: isEnabled, folders: folders, environment: environment)
            }
        }
    }
}

extension Schema where T == [PluginFolder] {
    /// `[projects, { path: projects/jira, write: true }]`.
    package static var folders: Schema<[PluginFolder]> { .oneOrList(of: .folder) }
}

extension Schema where T == PluginFolder {
    /// `projects`, or `{ path: projects/jira, write: true }`.
    package static var folder: Schema<PluginFolder> {
        let long = Schema<PluginFolder>.record("a folder") { fields in
            let path = fields.required("path", .nonEmptyText)
            let isWritable = fields.optional("write", .bool) ?? false
            fields.note("writable", hint: "did you mean 'write'?")
            fields.note("read", hint: "what is named here can be read; 'write: true' lets it be written too")
            return path.map { PluginFolder(path: $0, isWritable: isWritable) }
        }
        let shape = { Shape.either(.nonEmptyText, long.shape) }
        return Schema(name: "a folder such as projects", like: shape) { node, collector in
            let folder =
                node.entries != nil
                ? long.read(node, collector)
                : Schema<String>.nonEmptyText.read(node, collector).map {
                    PluginFolder(path: $0, isWritable: false)
                }
            guard let folder,
                let path = Schema<String>.folderPath(folder.path, for: "a plugin", at: node, collector)
            else { return nil }
            return PluginFolder(path: path, isWritable: folder.isWritable)
        }
    }
}

extension Schema where T == String {
    /// The path of a folder that the settings grant, whose files are read as those of the root are.
    static var grantedFolder: Schema<String> {
        let text = Schema<String>.nonEmptyText
        return Schema(name: "a folder such as /srv/books", shape: text.shape) { node, collector in
            text.read(node, collector).flatMap { folderPath($0, for: "files", at: node, collector) }
        }
    }

    /// A folder's path in its plainest form; nil where it is none that can be granted, with a diagnostic.
    fileprivate static func folderPath(
        _ text: String, for whom: String, at node: YAMLNode, _ collector: DiagnosticCollector
    ) -> String? {
        let parts = text.split(separator: "/").filter { $0 != "." }
        guard !parts.contains("..") else {
            collector.error(.wrongNeed, at: node, "a folder's path has no '..'", hint: "write it from '/' on")
            return nil
        }
        guard !text.hasPrefix("~") else {
            collector.error(.wrongNeed, at: node, "'~' is nobody's home here", hint: "write it from '/' on")
            return nil
        }
        guard !text.hasPrefix("/") || !parts.isEmpty else {
            collector.error(
                .wrongNeed, at: node, "the whole machine is no folder for \(whom)",
                hint: "name the folders that it needs")
            return nil
        }
        let path = parts.joined(separator: "/")
        return text.hasPrefix("/") ? "/" + path : path.isEmpty ? "." : path
    }
}

extension Schema where T == String {
    /// The name of an environment variable.
    package static var variable: Schema<String> {
        let own = ["PATH", "HOME", "TMPDIR", "LANG", "GANTRY_ROOT", "GANTRY_PLUGIN", "GANTRY_PROTOCOL"]
        let shape = { Shape.text("variable", Pattern.whole("[A-Za-z_][A-Za-z0-9_]*")) }
        return Schema(name: "a variable's name such as HTTPS_PROXY", like: shape) { node, collector in
            guard let name = Schema<String>.nonEmptyText.read(node, collector) else { return nil }
            guard isVariable(name) else {
                collector.error(
                    .wrongNeed, at: node, "'\(name)' is not a variable's name",
                    hint: name.contains("=") ? "its value is the daemon's" : nil)
                return nil
            }
            guard !own.contains(name) else {
                collector.error(.wrongNeed, at: node, "\(name) is set for every plugin", hint: "leave it out")
                return nil
            }
            return name
        }
    }
}

private func isVariable(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
        byte == UInt8(ascii: "_") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
