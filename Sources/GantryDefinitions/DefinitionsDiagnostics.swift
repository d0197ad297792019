package import GantryCore

// 0120…: files and folders of a root. GTY0109, a file that cannot be read, is GantryYAML's.
extension DiagnosticCode {
    /// A folder is missing.
    package static let missingFolder = DiagnosticCode("GTY0120")
    /// A file or a folder that everybody can write.
    package static let worldWritable = DiagnosticCode("GTY0121")
    /// A link that leads nowhere, or in a circle.
    package static let deadLink = DiagnosticCode("GTY0122")
    /// A file in `projects/` that is no project and that no project names.
    package static let unusedFile = DiagnosticCode("GTY0123")
    /// A file that stands where nothing reads it.
    package static let misplacedFile = DiagnosticCode("GTY0124")
    /// Two files where there can be one: `gantry.yaml` and `gantry.yml`, or two of one name inside.
    package static let twoOfOne = DiagnosticCode("GTY0125")
    /// A folder that cannot be listed.
    package static let unreadableFolder = DiagnosticCode("GTY0126")
    /// A file that was a project, and is none any more.
    package static let noProjectAnyMore = DiagnosticCode("GTY0127")
    /// Settings that wait for `gantry reload`.
    package static let settingsWait = DiagnosticCode("GTY0128")
    /// All projects, or all workflows, are gone at once.
    package static let allGone = DiagnosticCode("GTY0129")
    /// A name that is not read, since it is no text or is written in capitals.
    package static let skippedName = DiagnosticCode("GTY0130")
    /// So many files are wrong that the rest is counted, and not told one by one.
    package static let moreFiles = DiagnosticCode("GTY0131")
}

/// What files or folders have wrong alike.
private struct KindOfMistake: Hashable {
    let code: DiagnosticCode
    let severity: Diagnostic.Severity
    /// The folder that they stand in.
    let folder: Substring
}

extension [Diagnostic] {
    /// How many diagnostics of all files together are told. The log, every answer of `status` and each reload carry them.
    private static var most: Int { 1_000 }
    /// How many files or folders of one folder are named that all have the same thing wrong as a whole.
    private static var mostAlike: Int { 5 }

    /// In the order of their places. What is wrong with many files of one folder alike is said once, with their number;
    /// where there are too many all the same, the errors are told before all else, and how many more there are.
    func limited() -> [Diagnostic] {
        let all = sortedByPlace().withoutAlike()
        guard all.count > Self.most else { return all }
        // What a daemon cannot begin with is never among the untold.
        let isFatal = { (diagnostic: Diagnostic) in
            diagnostic.position.map { DefinitionsLoader.settingsNames.contains($0.file) } ?? true
        }
        let byWeight = all.map { ($0, $0.severity == .error ? (isFatal($0) ? 0 : 1) : 2) }
            .sorted { $0.1 < $1.1 }.map(\.0)
        let rest = byWeight.dropFirst(Self.most)
        guard let next = rest.first else { return byWeight }
        let files = Set(rest.compactMap(\.position?.file)).count
        let more = Diagnostic(
            next.severity, .moreFiles, at: next.position,
            "\(rest.count) more to mend, in \(files == 1 ? "one file" : "\(files) files"), from here on",
            hint: "gantry check FILE tells what is wrong in one")
        return (byWeight.prefix(Self.most) + [more]).sortedByPlace()
    }

    /// - Returns: the same, but of many files or folders with the same thing wrong only the first, with how many more
    ///   there are.
    private func withoutAlike() -> [Diagnostic] {
        func kind(_ diagnostic: Diagnostic) -> KindOfMistake? {
            // What is wrong in a line has its own; this is about whole files and folders.
            guard diagnostic.excerpt == nil, let position = diagnostic.position, position.line == 1,
                position.column == 1
            else { return nil }
            let folder = position.file.lastIndex(of: "/").map { position.file[..<$0] } ?? ""
            return KindOfMistake(code: diagnostic.code, severity: diagnostic.severity, folder: folder)
        }
        var counts: [KindOfMistake: Int] = [:]
        for diagnostic in self { kind(diagnostic).map { counts[$0, default: 0] += 1 } }
        guard counts.values.contains(where: { $0 > Self.mostAlike }) else { return self }
        var told: Set<KindOfMistake> = []
        return compactMap { diagnostic in
            guard let kind = kind(diagnostic), let count = counts[kind], count > Self.mostAlike else {
                return diagnostic
            }
            guard told.insert(kind).inserted else { return nil }
            let place = kind.folder.isEmpty ? "" : " in \(kind.folder)/"
            return Diagnostic(
                diagnostic.severity, diagnostic.code, at: diagnostic.position,
                "\(diagnostic.message); \(count - 1) more\(place) are like it", hint: diagnostic.hint)
        }
    }
}
