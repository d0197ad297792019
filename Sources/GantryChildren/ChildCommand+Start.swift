import GantryCore
import Glibc

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
        if !isFolder(workingFolder) { return "there is no folder '\(workingFolder)' to run it in" }
        return Supervisor.path == nil ? "gantry-child is not beside the program that runs; install it again" : nil
    }

    /// A path where the program is one; else its name, which is looked for in `PATH`.
    var programPath: String {
        guard program.contains("/"), !program.hasPrefix("/") else { return program }
        return "\(workingFolder)/" + (program.hasPrefix("./") ? program.dropFirst(2) : program[...])
    }

    var fullEnvironment: [String: String] {
        guard hasBasicEnvironment else { return environment }
        let clean = [
            "PATH": inherited("PATH") ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": inherited("HOME") ?? "/",
            "LANG": inherited("LANG") ?? "C.UTF-8",
        ]
        return clean.merging(environment) { _, given in given }
    }

    private var searched: [String] { (fullEnvironment["PATH"] ?? "").split(separator: ":").map(String.init) }

    private func inherited(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Why it could not be started, for a person; nil for an ending that says something else.
    ///
    /// - Parameter said: what was printed as an error.
    func reason(for ending: Supervisor.Ending, said: String) -> String? {
        let path = programPath
        switch ending {
        case .deadline: return nil
        case .notFound where !program.contains("/"):
            return "there is no program '\(program)' in PATH (\(fullEnvironment["PATH"] ?? ""))"
        case .notFound:
            guard access(path, F_OK) == 0 else { return "there is no program '\(path)'" }
            let interpreter = ScriptInterpreter(of: path)
            // Where nothing is wrong with its first line, it is a program that wants a loader of another system.
            return "'\(path)' " + (interpreter?.complaint(searchedIn: searched) ?? "is no program for this machine")
        case .notAllowed:
            if isFolder(path) { return "'\(path)' is a folder" }
            if program.contains("/"), let obstacle = ExecutionObstacle(of: path) {
                return "'\(path)' \(obstacle.reason): \(obstacle.hint)"
            }
            return "'\(path)' lies where it may not be executed"
        case .noProgram: return "'\(program)' is neither a program nor a script that begins with #!"
        case .notExecuted, .notLimited:
            let last = said.split(whereSeparator: \.isNewline).last.map(String.init) ?? "it cannot be executed"
            return last.hasPrefix("gantry-child: ") ? String(last.dropFirst(14)) : last
        }
    }
}
