import FoundationEssentials
import GantryCore
import GantryYAML

/// What a plugin is called, and how it is spoken to.
struct HeadReader {
    struct Head {
        /// Where the file's name is another one than the folder's, the file's: the rest is written for that one.
        /// Where it is no name, the folder's.
        var identity: PluginIdentity
        var summary: String?
        /// Nil where it is wrong, and nothing that depends on it can be checked.
        var form: PluginManifest.Form?
    }

    let folder: String

    func read(_ fields: FieldReader) -> Head {
        let name = fields.required("name", name)
        let version = fields.required("version", .version)
        let summary = fields.required("description", .sentence)
        let form = fields.required("protocol", Schema<PluginManifest.Form>.oneOf())
        if let version = fields.optional("protocol_version", spoken), version != ManifestReader.protocolVersion {
            fields.fail(
                "protocol_version", .protocolVersion,
                "the plugin speaks version \(version) of the protocol, and this Gantry speaks version \(ManifestReader.protocolVersion)",
                hint: version > ManifestReader.protocolVersion
                    ? "it needs a newer Gantry, or an older version of the plugin" : "versions begin with 1")
        }
        let written = fields.node("name")?.text.flatMap { Self.isName($0) ? $0 : nil }
        let identity = PluginIdentity(name: name ?? written ?? folderName, version: version ?? "")
        return Head(identity: identity, summary: summary, form: form)
    }

    /// Any whole number, of which a description takes only the right one.
    private var spoken: Schema<Int> {
        let version = ManifestReader.protocolVersion
        return .int.shaped(Shape(.constants([.number(Decimal(version)), .text("\(version)")])))
    }

    private static func isName(_ text: String) -> Bool { Identifier.isValid(text) && !text.contains(".") }

    private var folderName: String { folder.split(separator: "/").last.map(String.init) ?? "" }

    /// Letters, digits, `-` and `_`. A point would make `a.b.c` an action of two plugins.
    private var name: Schema<String> {
        let wanted = "a name of letters, digits, '-' and '_'"
        let shape = Shape.text("plugin_name", "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")
        let text = Schema<String>.text
        return Schema(name: wanted, shape: shape) { [folderName] node, collector in
            guard let name = text.read(node, collector) else { return nil }
            guard Self.isName(name) else {
                collector.error(.pluginName, at: node, "\(node.spoken) is not \(wanted)")
                return nil
            }
            guard folderName.isEmpty || name == folderName else {
                collector.error(
                    .pluginName, at: node, "the plugin is named '\(name)', and its folder '\(folderName)'",
                    hint: "give both the same name")
                return nil
            }
            return name
        }
    }

    /// What people write who know other programs' manifests.
    static func addNotes(_ fields: FieldReader) {
        for key in ["cmd", "run", "exec", "entrypoint", "main", "program", "script"] {
            fields.note(key, hint: "did you mean 'command'? write command: [./NAME.sh]")
        }
        fields.note("args", hint: "arguments are words of the command: [./NAME.sh, --fast]")
        fields.note("on", hint: "the events that start runs stand under 'triggers'")
        fields.note("events", hint: "did you mean 'triggers'?")
        fields.note("env", hint: "write it under 'needs': { environment: [NAME] }")
        for key in ["environment", "secrets", "folders", "network", "permissions"] {
            fields.note(key, hint: "write it under 'needs'")
        }
        for key in ["timeout", "memory", "output", "processes"] { fields.note(key, hint: "write it under 'limits'") }
        for key in ["id", "title"] { fields.note(key, hint: "did you mean 'name'?") }
        for key in ["type", "kind", "form"] { fields.note(key, hint: "did you mean 'protocol'?") }
        for key in ["author", "license", "homepage"] { fields.note(key, hint: "this belongs into the README.md") }
        fields.note("api_version", hint: "did you mean 'protocol_version'?")
        for key in ["checksums", "hashes", "pins"] { fields.note(key, hint: "did you mean 'sha256'?") }
        for key in ["inputs", "outputs", "rules", "repeatable"] {
            fields.note(key, hint: "it belongs to an action: actions: [{ name: …, \(key): … }]")
        }
    }
}

extension Schema where T == String {
    /// `1.0.0`, `2.1.0-rc.1`.
    fileprivate static var version: Schema<String> {
        let pattern = "[0-9]+\\.[0-9]+\\.[0-9]+(?:-[A-Za-z0-9.-]+)?"
        let text = Schema<String>.text
        let wanted = "a version such as 1.0.0"
        return Schema(name: wanted, shape: .text("version", Pattern.whole(pattern))) { node, collector in
            guard let version = text.read(node, collector) else { return nil }
            guard isVersion(version) else {
                let plain = String(version.drop { $0 == "v" })
                let near = version.contains("-") ? nil : [plain, plain + ".0", plain + ".0.0"].first(where: isVersion)
                collector.error(
                    .pluginVersion, at: node, "\(node.spoken) is not \(wanted)", hint: near.map { "write '\($0)'" })
                return nil
            }
            return version
        }
    }

    private static func isVersion(_ text: String) -> Bool {
        let halves = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        let isSuffix = { (byte: UInt8) in
            byte == 0x2D || byte == 0x2E || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
        }
        return text.utf8.count <= 64 && numbers.count == 3
            && numbers.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
            && (halves.count == 1 || !halves[1].isEmpty && halves[1].utf8.allSatisfy(isSuffix))
    }

    /// One sentence for people, on one line.
    static var sentence: Schema<String> {
        let text = Schema<String>.nonEmptyText
        return Schema(name: "a sentence", shape: .nonEmptyText.named("sentence")) { node, collector in
            guard let whole = text.read(node, collector) else { return nil }
            let sentence = whole.trimmed
            guard !sentence.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
                collector.error(
                    .wrongForm, at: node, "a description is one sentence on one line",
                    hint: "what is longer belongs into the README.md")
                return nil
            }
            return sentence
        }
    }
}

extension String {
    /// Without white space around it.
    fileprivate var trimmed: String {
        var rest = drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
