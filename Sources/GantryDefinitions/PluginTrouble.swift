import GantryCore
package import GantryManifest

/// What people ask about one plugin.
extension Definitions {
    /// The first error of a plugin that is there and may still be in use, in words; nil where it has none.
    package func trouble(with plugin: PluginManifest) -> String? {
        let file = plugin.position.file
        guard let error = firstError(in: [file]) else { return nil }
        return keptLastGood.contains(file) ? "\(error); its last good version goes on" : error
    }

    /// What mends the first error of a plugin that cannot be used; nil where nothing is known that does.
    package func hint(forWrongPlugin name: String) -> String? {
        guard let wrong = wrongPlugins.first(where: { $0.name == name }) else { return nil }
        let folder = "plugins/\(name)"
        return diagnostics.first { diagnostic in
            let file = diagnostic.position?.file ?? ""
            return diagnostic.severity == .error && diagnostic.message == wrong.reason
                && (file == folder || file.hasPrefix(folder + "/"))
        }?.hint
    }

    /// The names of the workflows that use what a plugin adds, sorted.
    package func workflows(using plugin: String) -> [String] {
        let prefix = plugin + "."
        return workflows.filter { workflow in
            workflow.steps.contains { $0.action.hasPrefix(prefix) }
                || workflow.triggers.contains { trigger in
                    guard case .event(let event) = trigger.kind else { return false }
                    return event.name.hasPrefix(prefix)
                }
        }.map(\.name).sorted()
    }
}
