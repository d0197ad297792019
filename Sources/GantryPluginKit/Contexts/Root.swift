import FoundationEssentials
import Glibc

/// The folder of the definitions, as the surroundings of the process name it.
enum Root {
    /// Absolute; the working folder where nothing is named, as in tests.
    static var path: String {
        let named = getenv("GANTRY_ROOT").map { String(cString: $0) } ?? ""
        let here = FileManager.default.currentDirectoryPath
        return named.isEmpty ? here : path(named, below: here)
    }

    static func path(_ name: String, below folder: String) -> String {
        if name.hasPrefix("/") { return name }
        if name.isEmpty || name == "." { return folder }
        return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }
}

extension RunMessage {
    /// What `at` says; nil where it is no time.
    var instant: Date? { try? Date(at, strategy: .iso8601) }
}
