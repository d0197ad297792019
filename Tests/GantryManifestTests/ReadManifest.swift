import FoundationEssentials
import GantryCore
import GantryYAML

@testable import GantryManifest

/// A manifest read from a text, as that of the plugin in `/srv/plugins/ping`.
struct ReadManifest {
    let manifest: PluginManifest?
    let diagnostics: [Diagnostic]

    init(_ text: String, folder: String = "/srv/plugins/ping", name: String = "plugins/ping/plugin.yaml") {
        let collector = DiagnosticCollector()
        manifest = ManifestReader(folder: folder, builtIn: ["deadline.check", "ping.builtin"]).read(
            SourceText(name: name, bytes: Array(text.utf8)), collector)
        diagnostics = collector.diagnostics
    }

    static var checkout: URL {
        (0..<3).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
    }
}
