import GantryCore
import GantryYAML

/// What the readers of one project share: its files, and the people it describes by the way.
final class ReadingSession {
    let context: ProjectContext
    let files: ProjectFiles
    /// People whose address stands beside their id: `asha <asha@example.org>`.
    private(set) var mentioned: [String: Person] = [:]
    /// The sections with errors: what refers to them may be right, and nothing is said about it.
    private(set) var broken: Set<String> = []
    /// The files of bookings that were taken in.
    private var ledgers: Set<String> = []

    init(of source: SourceText, context: ProjectContext) {
        self.context = context
        files = ProjectFiles(of: source, load: context.load)
        if context.isMissingPeople { broken.insert("people") }
    }

    /// One for those who ask what files look like: it reads none.
    static var describing: ReadingSession {
        ReadingSession(
            of: SourceText(name: "", bytes: []), context: ProjectContext(load: { _ in .failure(.missing) }))
    }

    func mention(_ person: Person) {
        mentioned[person.id] = mentioned[person.id].map { $0.completed(by: person) } ?? person
    }

    func excerpts() -> SourceExcerpts { SourceExcerpts(texts: files.texts) }

    /// Whether a file of bookings is named for the first time.
    func noteLedger(_ name: String) -> Bool { ledgers.insert(name).inserted }

    func noteBroken(_ section: String) { broken.insert(section) }

    /// A section that may stand in a file of its own: `risks: { file: crm2/risks.yaml }`.
    ///
    /// The file holds what would stand here, with the section's name above it or without. An empty one counts as none.
    ///
    /// - Parameter facts: what is told there and not everybody should read, as a sentence goes on after "tells".
    func section<T>(_ name: String, tells facts: String? = nil, _ schema: Schema<T>) -> Schema<T> {
        Schema(name: schema.name, shape: .hereOrInFile(schema.shape)) { node, collector in
            guard let file = node.fileOfSection else { return schema.read(node, collector) }
            guard let text = self.files.open(file, collector) else { return nil }
            if let facts { self.warnOfReaders(of: text, named: file, facts, collector) }
            guard var content = YAMLDocument.parse(text, collector) else { return nil }
            if let entries = content.entries, entries.count == 1, let inner = content[name] { content = inner }
            return content.isNull ? nil : schema.read(content, collector)
        }
    }
}

extension ReadingSession {
    /// What is put into a file of its own so that not everybody reads it should not be read by everybody.
    private func warnOfReaders(
        of text: SourceText, named file: YAMLNode, _ facts: String, _ collector: DiagnosticCollector
    ) {
        guard let permissions = context.permissions(text.name), permissions.letsOthersRead else { return }
        collector.warning(
            .privateFile, at: file, "\(text.name) tells \(facts), and others can read it",
            hint: "chmod 600 \(shellQuoted(permissions.path))")
    }
}

extension SourcePosition {
    /// For a record that is only described.
    static let nowhere = SourcePosition(file: "", line: 1, column: 1)
}

extension YAMLNode {
    /// The path in `{ file: … }`, where that is all that stands there.
    var fileOfSection: YAMLNode? {
        guard let entries, entries.count == 1, let file = self["file"], file.text != nil else { return nil }
        return file
    }
}
