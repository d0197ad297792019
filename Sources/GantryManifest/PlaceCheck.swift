import GantryCore
import GantryWorkflow
import GantryYAML
import Glibc

/// Looks at the files that a manifest names beside its programs: those that it pins, and the folders that it needs.
extension PluginManifest {
    /// What is made anew with each start of the machine; whether it is there now says little.
    private static let volatile = ["/dev", "/proc", "/run", "/sys", "/tmp"]

    /// Adds an error for each pinned file that is not as it was pinned. Such a plugin is kept, and not started.
    func checkPins(of source: SourceText?, _ collector: DiagnosticCollector) {
        for pin in pinned {
            let path = "\(folder)/\(pin.file)"
            guard let sum = FileSum.sha256(of: path) else {
                collector.add(
                    diagnostic(
                        .error, .changedFile, at: pin.position, pin.sum,
                        Problem(
                            message: "\(path) is pinned and cannot be read, so this plugin is not started",
                            hint: "put the file back, or take its line out"), source))
                continue
            }
            guard sum != pin.sum else { continue }
            collector.add(
                diagnostic(
                    .error, .changedFile, at: pin.position, pin.sum,
                    Problem(
                        message: "\(path) is not as it was pinned, so this plugin is not started: "
                            + "its SHA-256 is \(sum), and \(pin.sum) is pinned",
                        hint: "if you changed it yourself, write \(sum)"), source))
        }
    }

    /// Adds a warning for each folder that the plugin needs and that is not there.
    ///
    /// - Parameter root: what relative paths count from; nil where the plugin lies in no portfolio.
    func checkFolders(below root: String?, of source: SourceText?, _ collector: DiagnosticCollector) {
        for need in needs.folders {
            guard let position = needs.places[need.path] else { continue }
            let isAbsolute = need.path.hasPrefix("/")
            guard !Self.volatile.contains(where: { "\(need.path)/".hasPrefix($0 + "/") }),
                let path = isAbsolute ? need.path : root.map({ "\($0)/\(need.path)" }), access(path, F_OK) != 0,
                errno == ENOENT
            else { continue }
            collector.add(
                diagnostic(
                    .warning, .wrongNeed, at: position, need.path,
                    Problem(
                        message: "there is no folder \(path), so the plugin cannot use it",
                        hint: "mkdir -p \(shellQuoted(path))"),
                    source))
        }
    }
}
