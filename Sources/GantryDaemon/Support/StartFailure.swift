package import GantryCore

/// Why the daemon cannot start, as a diagnostic; and with which status it exits.
package struct StartFailure: Error, Sendable, CustomStringConvertible {
    package let diagnostics: [Diagnostic]
    /// 78 where a file or an option must be mended first, so that systemd does not try again; 1 otherwise.
    package let exitStatus: Int32

    package init(_ code: DiagnosticCode, _ message: String, hint: String? = nil, exitStatus: Int32 = 1) {
        diagnostics = [Diagnostic(.error, code, message, hint: hint)]
        self.exitStatus = exitStatus
    }

    package init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics
        exitStatus = 78
    }

    package var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}

extension DiagnosticCode {
    /// Another daemon holds the state folder.
    static let alreadyRunning = DiagnosticCode("GTY0710")
    /// The state folder cannot be made or written.
    static let stateFolder = DiagnosticCode("GTY0711")
    /// The database cannot be opened.
    static let database = DiagnosticCode("GTY0712")
    /// A time given on the command line cannot be read.
    static let badTime = DiagnosticCode("GTY0713")
    /// There is nothing to serve: no root was named, and no configuration is installed.
    static let noRoot = DiagnosticCode("GTY0714")
    /// The state folder was removed or replaced while the daemon ran.
    static let stateFolderGone = DiagnosticCode("GTY0716")
    /// The database was removed or replaced while the daemon ran.
    static let databaseGone = DiagnosticCode("GTY0717")
    /// The process may not open as many files as the daemon needs.
    static let tooFewDescriptors = DiagnosticCode("GTY0730")
}
