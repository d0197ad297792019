import GantryCore
import GantrySystem
import GantryYAML

/// The files of one project while it is read: finds them, opens them, remembers them.
final class ProjectFiles {
    private let load: ProjectContext.Load
    /// The folder of the project file, relative to the root; empty for the root itself.
    private let folder: [Substring]
    private(set) var files: [ProjectFile] = []
    /// Every text that was opened, by name, for the excerpts of later diagnostics.
    private(set) var texts: [String: SourceText] = [:]

    init(of source: SourceText, load: @escaping ProjectContext.Load) {
        self.load = load
        folder = Array(source.name.split(separator: "/").dropLast())
        files = [ProjectFile(path: source.name, exists: true)]
        texts[source.name] = source
    }

    /// Opens a file that the project names: beside the project file, else from the root.
    ///
    /// - Parameter isNeeded: whether the project cannot be used without it; else its absence is a warning.
    /// - Returns: nil where there is none, or it may not be read; a diagnostic says so.
    func open(_ node: YAMLNode, _ collector: DiagnosticCollector, isNeeded: Bool = true) -> SourceText? {
        guard let path = node.text, !path.isEmpty else {
            collector.error(
                .wrongForm, at: node, "\(node.spoken) is not the path of a file", hint: "write it relative to this file"
            )
            return nil
        }
        guard let candidates = candidates(for: path, at: node, collector) else { return nil }
        for candidate in candidates {
            if let known = texts[candidate] { return known }
            switch load(candidate) {
            case .success(let bytes):
                note(candidate, exists: true)
                let text = SourceText(name: candidate, bytes: bytes)
                texts[candidate] = text
                return text
            case .failure(.missing):
                note(candidate, exists: false)
            case .failure(.unreadable(let reason)):
                note(candidate, exists: true)
                collector.error(.unreadableFile, at: node, "\(candidate) cannot be read: \(reason)")
                return nil
            case .failure(.refused(let refusal)):
                note(candidate, exists: true)
                collector.error(
                    .refusedFile, at: node, "\(candidate) is not read: \(refusal.reason)", hint: refusal.hint)
                return nil
            }
        }
        let message = "there is no file \(candidates.joined(separator: ", and no "))"
        let hint = "a path counts from this file's folder, else from the root"
        if isNeeded {
            collector.error(.unreadableFile, at: node, message, hint: hint)
        } else {
            collector.warning(.unreadableFile, at: node, message, hint: hint)
        }
        return nil
    }

    /// Where the file may be, the likelier place first; nil where the path may not be followed.
    private func candidates(for path: String, at node: YAMLNode, _ collector: DiagnosticCollector) -> [String]? {
        guard !path.hasPrefix("/"), !path.unicodeScalars.contains("\0") else {
            collector.error(
                .unsafePath, at: node, "an absolute path is not followed",
                hint: "write it relative to this file, or to the root"
            )
            return nil
        }
        var result: [String] = []
        for base in [folder, []] {
            guard let candidate = Self.joined(base, path), !result.contains(candidate) else { continue }
            result.append(candidate)
        }
        if result.isEmpty {
            collector.error(
                .unsafePath, at: node, "the path leaves the root", hint: "move the file to where the projects are"
            )
            return nil
        }
        return result
    }

    /// The path from the root; nil where `..` leads out of it, or nothing is left.
    private static func joined(_ base: [Substring], _ path: String) -> String? {
        var parts = base
        for part in path.split(separator: "/") where part != "." {
            guard part == ".." else {
                parts.append(part)
                continue
            }
            guard parts.popLast() != nil else { return nil }
        }
        return parts.isEmpty ? nil : parts.joined(separator: "/")
    }

    private func note(_ path: String, exists: Bool) {
        let file = ProjectFile(path: path, exists: exists)
        if !files.contains(file) { files.append(file) }
    }
}
