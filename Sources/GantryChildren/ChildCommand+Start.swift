import Glibc
import Subprocess
import SystemPackage

/// What is needed to start a command, and to say in words why it did not.
extension ChildCommand {
    /// What is wrong with it before anything is tried; nil where nothing is.
    var complaint: String? {
        if program.isEmpty { return "no program is named" }
        if ([program, workingFolder] + arguments).contains(where: { $0.utf8.contains(0) }) {
            return "an argument holds a NUL character, which no program can be given"
        }
        for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
            guard !name.isEmpty, !name.utf8.contains(where: { $0 == 0 || $0 == UInt8(ascii: "=") }),
                !(name.first?.isNumber ?? true), !value.utf8.contains(0)
            else { return "'\(name)' cannot be set as an environment variable" }
        }
        return isFolder(workingFolder) ? nil : "there is no folder '\(workingFolder)' to run it in"
    }

    var executable: Executable {
        program.contains("/") ? .path(FilePath(path)) : .name(program)
    }

    private var path: String { program.hasPrefix("/") ? program : "\(workingFolder)/\(program)" }

    var fullEnvironment: [String: String] {
        let clean = [
            "PATH": inherited("PATH") ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": inherited("HOME") ?? "/",
            "LANG": inherited("LANG") ?? "C.UTF-8",
        ]
        return clean.merging(environment) { _, given in given }
    }

    private func inherited(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Why it could not be started, for a person.
    func reason(for error: any Error) -> String {
        guard let error = error as? SubprocessError else { return "\(error)" }
        switch error.code {
        case .executableNotFound where program.contains("/"):
            if access(path, F_OK) != 0 { return "there is no program '\(path)'" }
            if isFolder(path) { return "'\(path)' is a folder" }
            if access(path, X_OK) != 0 { return "'\(path)' is not executable; chmod +x makes it so" }
            return "'\(path)' names an interpreter in its first line that is not there"
        case .executableNotFound:
            return "there is no program '\(program)' in PATH (\(fullEnvironment["PATH"] ?? ""))"
        case .failedToChangeWorkingDirectory:
            return "the folder '\(workingFolder)' cannot be entered"
        default:
            if error.underlyingError?.rawValue == ENOEXEC {
                return "'\(program)' is neither a program nor a script that begins with #!"
            }
            return "\(error)"
        }
    }
}
