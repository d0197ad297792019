import GantryCore
import GantryWorkflow
import GantryYAML

extension Schema where T == PluginManifest.Limits {
    static var limits: Schema<PluginManifest.Limits> {
        .record("the limits") { fields in
            var limits = PluginManifest.Limits.standard
            if let timeout = fields.optional("timeout", .duration) {
                limits.timeout = timeout
                if timeout < .milliseconds(1) || timeout > .seconds(86_400) {
                    fields.fail("timeout", .pluginLimit, "a timeout is from 1ms to 1d")
                }
            }
            if let memory = fields.optional("memory", .byteCount) {
                limits.memory = memory.bytes
                if memory < .mebibytes(4) {
                    fields.fail("memory", .pluginLimit, "no program lives with less than 4 MiB")
                }
            }
            if let output = fields.optional("output", .byteCount) {
                limits.output = output.bytes
                if output < .kibibytes(1) || output > .mebibytes(64) {
                    fields.fail("output", .pluginLimit, "the limit of output is from 1 KiB to 64 MiB")
                }
            }
            if let processes = fields.optional("processes", .int) {
                limits.processes = processes
                if !(1...10_000).contains(processes) {
                    fields.fail("processes", .pluginLimit, "processes are from 1 to 10000")
                }
            }
            fields.note("time", hint: "did you mean 'timeout'?")
            fields.note("cpu", hint: "processor time follows 'timeout'")
            return limits
        }
    }
}

extension Schema where T == PluginManifest.Needs {
    static var needs: Schema<PluginManifest.Needs> {
        .record("what the plugin needs") { fields in
            let secrets = fields.optional("secrets", .oneOrList(of: .identifier)) ?? []
            let network = fields.optional("network", .bool) ?? false
            let folders = fields.optional("folders", .folders) ?? []
            let environment = fields.optional("environment", .oneOrList(of: .variable)) ?? []
            fields.note("env", hint: "did you mean 'environment'?")
            fields.note("files", hint: "did you mean 'folders'?")
            return PluginManifest.Needs(
                secrets: secrets, network: network, folders: folders, environment: environment)
        }
    }
}

extension Schema where T == [String: String] {
    /// Files of the plugin's folder, and their sums.
    static var pins: Schema<[String: String]> {
        let name = "a mapping from files to their SHA-256"
        let shape = { Shape.map(.text("sha256", Pattern.whole("[0-9a-fA-F]{64}"))) }
        return Schema(name: name, like: shape) { node, collector in
            guard let entries = node.entries else { return collector.refuse(node, wanted: name) }
            var pins: [String: String] = [:]
            for entry in entries {
                let (file, sum) = (entry.key.scalarText ?? "", entry.value.text ?? "")
                let parts = file.split(separator: "/", omittingEmptySubsequences: false)
                if parts.contains("..") || parts.contains("") {
                    collector.error(.wrongNeed, at: entry.key, "'\(file)' is not a file of the plugin's folder")
                }
                if sum.count != 64 || !sum.allSatisfy(\.isHexDigit) {
                    collector.error(
                        .wrongNeed, at: entry.value, "this is not a SHA-256 of 64 hexadecimal digits",
                        hint: "sha256sum \(file) prints it")
                }
                pins[file] = sum.lowercased()
            }
            return pins
        }
    }
}

extension Schema where T == ByteCount {
    /// `4096`, `64KiB`, `1 MiB`.
    static var byteCount: Schema<ByteCount> {
        let shape = { Shape.bareText("bytes", "^[0-9]+ ?(?:[kKmMgG][iI]?[bB]|[bB])?$", atLeast: 0) }
        return Schema(name: "a size such as 64KiB or 256MiB", like: shape) { node, collector in
            guard let text = Schema<String>.nonEmptyText.read(node, collector) else { return nil }
            if let count = ByteCount(text) { return count }
            collector.error(.wrongForm, at: node, "'\(text)' is not a size such as 64KiB or 256MiB")
            return nil
        }
    }
}
