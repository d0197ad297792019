import GantryCore
package import GantryYAML

/// The people that projects share: people.yaml.
package enum PeopleFile {
    /// Reads people by their ids, with `people:` above them or without.
    ///
    /// - Returns: nil where there are errors; the collector has them.
    package static func read(
        _ source: SourceText, context: ProjectContext, _ collector: DiagnosticCollector
    ) -> [String: Person]? {
        reading(of: source, context: context, collector).people
    }

    /// What people.yaml looks like.
    package static var shape: Shape {
        let people = ReadingSession.describing.people.shape
        let wrapped = Shape.record([.init("people", people)], title: "people under their heading")
        return .depending(on: .hasOnly("people", .any), wrapped, else: people)
    }

    /// The same, with every file that was read or looked for, errors or not.
    package static func reading(
        of source: SourceText, context: ProjectContext, _ collector: DiagnosticCollector
    ) -> (people: [String: Person]?, files: [ProjectFile]) {
        let session = ReadingSession(of: source, context: context)
        let before = collector.errorCount
        guard var content = YAMLDocument.parse(source, collector) else { return (nil, session.files.files) }
        if content.entries?.count == 1, let inner = content["people"] { content = inner }
        let people = content.isNull ? [:] : session.people.read(content, collector)
        if let people {
            let excerpts = session.excerpts()
            for person in people.values.sorted(by: { $0.position < $1.position }) {
                PersonChecks(excerpts: excerpts).run(person, collector)
            }
        }
        let isUsable = collector.errorCount == before
        return (isUsable ? people : nil, session.files.files)
    }
}
