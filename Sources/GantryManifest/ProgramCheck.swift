import GantryCore
package import GantryYAML
import Glibc

extension PluginManifest {
    /// Whether the programs are there that stand in its folder. Blocks on files.
    package func checkPrograms(_ collector: DiagnosticCollector) {
        for command in [command] + actions.map(\.command) {
            guard let command, case .literal(let word, let position)? = command.words.first, let program = word.text,
                program.contains("/")
            else { continue }
            let path = program.hasPrefix("/") ? program : "\(folder)/\(program)"
            guard let problem = Self.problem(of: path, program, isOwn: !program.hasPrefix("/")) else { continue }
            collector.add(
                Diagnostic(
                    problem.isError ? .error : .warning, .pluginCommand, at: position, problem.message,
                    hint: problem.hint))
        }
    }

    private static func problem(
        of path: String, _ program: String, isOwn: Bool
    ) -> (isError: Bool, message: String, hint: String?)? {
        if access(path, F_OK) != 0 {
            // A program of the system may come with another package.
            return (isOwn, "there is no program '\(program)'", isOwn ? "it counts from the plugin's folder" : nil)
        }
        return access(path, X_OK) == 0 ? nil : (true, "'\(program)' is not executable", "chmod +x \(path)")
    }
}
