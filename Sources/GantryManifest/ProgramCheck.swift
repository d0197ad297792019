import GantryCore
import GantryWorkflow
package import GantryYAML
import Glibc

/// Looks whether the programs of a plugin are there, and whether only those who should can write them. Blocks on files.
extension PluginManifest {
    /// Where programs without a slash in their names are looked for, as the plugin protocol has it.
    private static let path = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
    /// What every plugin may read and execute.
    private static let system = ["/usr/", "/bin/", "/sbin/", "/lib/", "/lib64/"]

    private var commands: [Command] { ([command] + actions.map(\.command)).compactMap(\.self) }

    /// Adds what is wrong with the programs.
    ///
    /// A program that is missing does not make the manifest wrong: it may be in the middle of an update, and a call
    /// says what is missing.
    ///
    /// Files that are not as they were pinned, and folders that are needed and missing, are said beside them.
    ///
    /// - Parameters:
    ///   - source: the manifest, so that its lines can be shown.
    ///   - root: what relative folders count from; nil where the plugin lies in no portfolio.
    package func checkPrograms(
        of source: SourceText? = nil, below root: String? = nil, _ collector: DiagnosticCollector
    ) {
        for command in commands {
            if let word = command.words.first, let text = word.literalText, let problem = problem(of: text) {
                collector.add(diagnostic(.error, .noProgram, at: word.position, text, problem, source))
            }
        }
        if let (word, text, file) = openFile {
            let problem = Problem(
                message: "everybody can write \(file), so this plugin is not used",
                hint: "chmod o-w \(shellQuoted(file))")
            collector.add(diagnostic(.error, .openProgram, at: word.position, text, problem, source))
        }
        checkPins(of: source, collector)
        checkFolders(below: root, of: source, collector)
    }

    /// Whether everybody can write a program or a script of it, so that it is never started.
    package var hasOpenProgram: Bool { openFile != nil }

    /// The first file of a command that everybody can write.
    private var openFile: (word: InputTemplate, text: String, file: String)? {
        for word in commands.flatMap(\.words) {
            guard let text = word.literalText, !text.isEmpty, !text.hasPrefix("-") else { continue }
            let file = absolute(text)
            var status = stat()
            guard stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & S_IWOTH != 0 else {
                continue
            }
            return (word, text, file)
        }
        return nil
    }

    struct Problem {
        let message: String
        let hint: String?
    }

    private func absolute(_ word: String) -> String {
        word.hasPrefix("/") ? word : folder + "/" + (word.hasPrefix("./") ? String(word.dropFirst(2)) : word)
    }

    private func problem(of text: String) -> Problem? {
        guard text.contains("/") else { return problemInPath(text) }
        let file = absolute(text)
        guard !text.hasPrefix("/") || isReachable(file) else {
            let parent = file.split(separator: "/").dropLast().map { "/\($0)" }.joined()
            return Problem(
                message: "the plugin may not use \(file)",
                hint: "put the program into the plugin's folder, or name its own: needs: { folders: [\(parent)] }")
        }
        var status = stat()
        guard stat(file, &status) == 0 else {
            let hint =
                text.contains(" ")
                ? "each word stands by itself: \(NewValue.list(text.split(separator: " ").map { .scalar(String($0)) }).flow)"
                : text.hasPrefix("/") ? "install it" : "put it into the folder, or build it"
            return Problem(message: "there is no program \(file)", hint: hint)
        }
        guard status.st_mode & S_IFMT == S_IFREG else { return Problem(message: "\(file) is no program", hint: nil) }
        if let obstacle = ExecutionObstacle(of: file) {
            return Problem(message: "\(file) \(obstacle.reason)", hint: obstacle.hint)
        }
        guard let interpreter = ScriptInterpreter(of: file),
            let complaint = interpreter.complaint(searchedIn: Self.path)
        else { return nil }
        return Problem(
            message: "\(file) \(complaint)",
            hint: interpreter.hasWindowsEnd ? "sed -i 's/\\r$//' \(shellQuoted(file))" : "install it, or name another")
    }

    private func problemInPath(_ name: String) -> Problem? {
        guard !Self.path.contains(where: { access("\($0)/\(name)", F_OK) == 0 }) else { return nil }
        let isOwn = access(absolute(name), F_OK) == 0
        return Problem(
            message: "there is no program '\(name)' in \(Self.path.joined(separator: ":"))",
            hint: isOwn ? "for the one in the plugin's folder write './\(name)'" : "install it")
    }

    private func isReachable(_ file: String) -> Bool {
        let folders = needs.folders.map(\.path).filter { $0.hasPrefix("/") }
        return ([folder] + folders).contains { file.hasPrefix($0 + "/") } || Self.system.contains(where: file.hasPrefix)
    }

    /// At a text of the manifest, with its line; without it where the file says something else by now.
    func diagnostic(
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode, at position: SourcePosition, _ text: String,
        _ problem: Problem, _ source: SourceText?
    ) -> Diagnostic {
        let line = source?.line(position.line)
        let isShown =
            line.map { $0.unicodeScalars.count <= 400 && $0.lowercased().contains(text.lowercased()) } ?? false
        return Diagnostic(
            severity, code, at: position, problem.message, hint: problem.hint,
            excerpt: isShown ? .init(line: line ?? "", length: text.unicodeScalars.count) : nil)
    }
}

extension InputTemplate {
    /// The text of a word without expressions.
    fileprivate var literalText: String? {
        guard case .literal(.text(let text), _) = self else { return nil }
        return text
    }
}
