package import GantryCore

extension DiagnosticCode {
    /// The path of a socket is longer than the system takes.
    package static let socketPathTooLong = DiagnosticCode("GTY0701")
    /// No daemon answers at the socket.
    package static let daemonNotReachable = DiagnosticCode("GTY0702")
    /// Something that is not our socket stands where the socket belongs.
    package static let socketPlaceTaken = DiagnosticCode("GTY0703")
    /// The folder of the socket cannot be made or is open to strangers.
    package static let socketFolderUnusable = DiagnosticCode("GTY0704")
}

/// The place of a Unix socket.
package enum SocketPath {
    /// The longest path, in bytes: `sun_path` holds 108, and SwiftNIO, like the BSDs, takes 103.
    package static let longest = 103

    /// What is wrong with a path; nil where a socket can have it.
    package static func diagnostic(for path: String) -> Diagnostic? {
        guard path.utf8.count > longest else { return nil }
        let suffix = "/.gantry/gantry.sock"
        let root = path.hasSuffix(suffix) ? shellQuoted(String(path.dropLast(suffix.count))) : "FOLDER"
        return Diagnostic(
            .error, .socketPathTooLong,
            "the socket's path is \(path.utf8.count) bytes long and a socket's may have \(longest): \(path)",
            hint: "move the folder to a shorter path, or make a short link to it and name that one: "
                + "ln -s \(root) ~/p; gantryd --root ~/p; gantry --root ~/p status")
    }
}
