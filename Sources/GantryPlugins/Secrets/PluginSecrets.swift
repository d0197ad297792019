import GantryManifest

/// The secrets of one plugin, as they were when it was loaded.
struct PluginSecrets: Hashable, Sendable {
    private let plugin: String
    private let secrets: [String: Result<String, SecretProblem>]

    /// Blocks on files.
    init(_ manifest: PluginManifest, _ folder: SecretFolder) {
        plugin = manifest.name
        secrets = Dictionary(
            manifest.needs.secrets.map { ($0, folder.secret($0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// The texts that must not be seen anywhere.
    var known: [String] { secrets.values.compactMap { try? $0.get() } }

    /// By name.
    ///
    /// - Throws: `CallFailure.impossible` for one that cannot be had.
    func given() throws(CallFailure) -> [String: String] {
        var given: [String: String] = [:]
        for (name, secret) in secrets {
            switch secret {
            case .success(let text): given[name] = text
            case .failure(let problem):
                let hint = problem.hint.map { " (\($0))" } ?? ""
                throw .impossible("the secret '\(name)' of plugin \(plugin) is missing: \(problem.message)\(hint)")
            }
        }
        return given
    }
}
