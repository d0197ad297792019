import GantryActions
import GantryControl
import GantryCore
import GantryManifest
import GantryYAML

/// A plugin's manifest read without a daemon, wherever it lies.
enum OfflineManifest {
    static let names = ["plugin.yaml", "plugin.yml"]

    /// - Parameter folder: the plugin's, absolute.
    /// - Returns: the path of its manifest; nil where there is none.
    static func path(in folder: String) -> String? {
        names.map { "\(folder)/\($0)" }.first { FileStatus($0, followingLinks: true).map { !$0.isFolder } ?? false }
    }

    /// - Parameter collector: takes all that is wrong with it and with its programs.
    /// - Returns: nil where the manifest has errors.
    static func read(_ source: SourceText, in folder: String, _ collector: DiagnosticCollector) -> PluginManifest? {
        let reader = ManifestReader(folder: folder, builtIn: BuiltInActions.declarations.map(\.name))
        let manifest = reader.read(source, collector)
        manifest?.checkPrograms(of: source, collector)
        return manifest
    }
}
