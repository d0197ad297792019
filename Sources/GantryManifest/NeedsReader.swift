import GantryCore
import GantryWorkflow
import GantryYAML

extension Schema where T == PluginManifest.Limits {
    static var limits: Schema {
        .record("the limits") { fields in
            let standard = PluginManifest.Limits.standard
            let timeout = fields.optional("timeout", .duration)
            if let timeout, timeout < .milliseconds(100) || timeout > .seconds(86_400) {
                fields.fail("timeout", .pluginLimit, "a call takes from 100ms to 24h, and here is \(timeout.short)")
            }
            let memory = size("memory", fields, .mebibytes(8)...(.mebibytes(1 << 20)))
            let output = size("output", fields, .kibibytes(1)...(.mebibytes(64)))
            let processes = fields.optional("processes", .int)
            if let processes, !(1...4096).contains(processes) {
                fields.fail("processes", .pluginLimit, "there are from 1 to 4096 processes, and here is \(processes)")
            }
            for key in ["cpu", "time"] { fields.note(key, hint: "did you mean 'timeout'?") }
            for key in ["ram", "mem"] { fields.note(key, hint: "did you mean 'memory'?") }
            for key in ["threads", "procs", "pids"] { fields.note(key, hint: "did you mean 'processes'?") }
            return PluginManifest.Limits(
                timeout: timeout ?? standard.timeout, memory: memory?.bytes ?? standard.memory,
                output: output?.bytes ?? standard.output, processes: processes ?? standard.processes)
        }
    }

    private static func size(_ key: String, _ fields: FieldReader, _ range: ClosedRange<ByteCount>) -> ByteCount? {
        guard let size = fields.optional(key, .byteCount) else { return nil }
        guard !range.contains(size) else { return size }
        fields.fail(
            key, .pluginLimit, "'\(key)' is from \(range.lowerBound) to \(range.upperBound), and here is \(size)",
            hint: size < range.lowerBound ? "the unit is probably another: KiB, MiB, GiB" : nil)
        return nil
    }
}

extension Schema where T == PluginManifest.Needs {
    /// - Parameter root: that of the definitions, absolute.
    static func needs(root: String) -> Schema {
        .record("the needs") { fields in
            let secrets = fields.optional("secrets", .oneOrList(of: .identifier))
            let network = fields.optional("network", .bool)
            let folders = fields.optional("folders", .oneOrList(of: Schema<PluginFolder>.folder.harmless(below: root)))
            let environment = fields.optional("environment", .oneOrList(of: .variable))
            fields.note("env", hint: "did you mean 'environment'?")
            for key in ["files", "paths", "read", "write"] {
                fields.note(key, hint: "write folders: [projects, { path: projects/imported, write: true }]")
            }
            for key in ["timeout", "memory"] { fields.note(key, hint: "write it under 'limits'") }
            var needs = PluginManifest.Needs(
                secrets: secrets ?? [], network: network ?? false, folders: folders ?? [],
                environment: environment ?? [])
            if let node = fields.node("folders"), folders != nil {
                let texts = (node.elements ?? [node]).map { $0["path"] ?? $0 }
                needs.places = Dictionary(
                    zip(needs.folders, texts).map { ($0.path, $1.position) }, uniquingKeysWith: { first, _ in first })
            }
            return needs
        }
    }
}

extension Schema where T == PluginFolder {
    /// Without those whose reader would know every secret, or whose writer could have the daemon run what he wants. Who
    /// really wants to grant one does so in the settings.
    fileprivate func harmless(below root: String) -> Schema {
        Schema(name: name, like: { shape }) { node, collector in
            guard let folder = read(node, collector) else { return nil }
            let path = Self.path(folder.path, below: root)
            let first = path.split(separator: "/").first.map(String.init) ?? path
            let problem: String? =
                if [".", "secrets"].contains(first) {
                    "no plugin can ask for the folder where secrets stand"
                } else if folder.isWritable, Self.commanding.contains(first) {
                    "no plugin can ask to write \(first): what stands there is run, or says what may run"
                } else {
                    nil
                }
            guard let problem else { return folder }
            collector.error(
                .wrongNeed, at: node["path"] ?? node, problem,
                hint: folder.isWritable
                    ? "name a folder for what it writes, such as projects/imported"
                    : "name the folders that it needs, such as projects")
            return nil
        }
    }

    private static var commanding: [String] { ["plugins", "workflows", "gantry.yaml", "gantry.yml", ".gantry"] }

    /// Relative to the root where it is inside; `.` where the root is inside of it.
    private static func path(_ path: String, below root: String) -> String {
        guard path.hasPrefix("/"), !root.isEmpty else { return path }
        if path.hasPrefix(root + "/") { return String(path.dropFirst(root.count + 1)) }
        return (root + "/").hasPrefix(path + "/") ? "." : path
    }
}

extension Schema where T == [PluginManifest.Pin] {
    /// Files of the plugin's folder, and their checksums.
    static var pins: Schema {
        let text = Schema<String>.text
        let name = "a mapping from files to their SHA-256"
        return Schema(name: name, shape: .map(.text("sha256", "^[0-9A-Fa-f]{64}$"))) { node, collector in
            guard let entries = node.entries else {
                return collector.refuse(node, wanted: name, hint: "sha256sum prints them; write sha256: { NAME: … }")
            }
            var result: [PluginManifest.Pin] = []
            for entry in entries {
                let digits = text.read(entry.value, collector)
                let path = entry.key.text ?? ""
                let parts = path.split(separator: "/").filter { $0 != "." }
                if path.hasPrefix("/") || parts.isEmpty || parts.contains("..") {
                    collector.error(
                        .wrongNeed, at: entry.key, "'\(path)' is no file of the plugin's folder",
                        hint: "paths count from the plugin's folder")
                } else if let digits {
                    guard digits.utf8.count == 64, digits.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
                        collector.error(
                            .wrongNeed, at: entry.value, "\(entry.value.spoken) is not 64 hexadecimal digits",
                            hint: "sha256sum \(path) prints them")
                        continue
                    }
                    let file = parts.joined(separator: "/")
                    result.append(.init(file: file, sum: digits.lowercased(), position: entry.value.position))
                }
            }
            return result.count == entries.count ? result : nil
        }
    }
}
