import FoundationEssentials
import GantryCore

/// Where a daemon reads and writes: its root, and the folders of its state.
package struct Layout: Hashable, Sendable {
    /// The folder of the definitions, absolute.
    package let root: String
    /// The folder of everything that the daemon itself keeps.
    package let state: String
    package let socket: String
    package let logs: String

    package var database: String { state + "/gantry.sqlite" }
    package var lock: String { state + "/gantry.lock" }

    /// The layout of `gantryd --root DIR`: everything below the folder's `.gantry`.
    ///
    /// - Parameter demonstration: the text of `--as-of`; a demonstration keeps a state of its own.
    package static func inFolder(_ root: String, demonstration: String?) -> Layout {
        let state = root + "/.gantry" + suffix(demonstration)
        return Layout(root: root, state: state, socket: state + "/gantry.sock", logs: state + "/logs")
    }

    /// The layout of the system's service, from the folders that systemd names in the environment.
    package static func service(config: String, demonstration: String?, environment: [String: String]) -> Layout {
        func folder(_ variable: String, _ fallback: String) -> String {
            // systemd separates several folders by colons; ours is the first.
            environment[variable]?.split(separator: ":").first.map(String.init) ?? fallback
        }
        let root = config.split(separator: "/").dropLast().joined(separator: "/")
        let state = folder("STATE_DIRECTORY", "/var/lib/gantry") + suffix(demonstration)
        let runtime = folder("RUNTIME_DIRECTORY", "/run/gantry") + suffix(demonstration)
        let logs = environment["LOGS_DIRECTORY"] == nil ? state + "/logs" : folder("LOGS_DIRECTORY", "/var/log/gantry")
        return Layout(root: "/" + root, state: state, socket: runtime + "/gantry.sock", logs: logs)
    }

    private static func suffix(_ demonstration: String?) -> String {
        guard let demonstration else { return "" }
        return "/as-of/" + demonstration.filter { $0 != ":" && $0 != "/" }
    }
}
