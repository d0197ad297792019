package import GantryCore
package import GantryYAML

/// The entry of a baseline in a project file, or in the file of its own that the section has.
package struct BaselineEntry: Hashable, Sendable {
    private static let section = "baselines"

    package let id: String
    package let date: LocalDate
    package let approvedBy: String
    /// Relative to the folder of the project file.
    package let file: String

    package init(id: String, date: LocalDate, approvedBy: String, file: String) {
        (self.id, self.date, self.approvedBy, self.file) = (id, date, approvedBy, file)
    }

    /// The path that a project file has in `baselines: { file: … }`; nil where the section stands in it, or may.
    package static func sectionFile(of project: SourceText) -> String? {
        YAMLDocument.parse(project, DiagnosticCollector())?[section]?.fileOfSection?.text
    }

    /// The file with the entry as the last of its baselines, and every other byte as it was.
    ///
    /// - Parameter isSection: whether the file holds the section only, with its name above it or without.
    /// - Throws: `EditProblem` where that cannot be done.
    package func added(to source: SourceText, isSection: Bool) throws(EditProblem) -> [UInt8] {
        let isNamed = YAMLDocument.parse(source, DiagnosticCollector())?[Self.section] != nil
        let path: [PathElement] = isSection && !isNamed ? [] : [.key(Self.section)]
        return try YAMLEdit.append(value, in: source, path: path)
    }

    private var value: NewValue {
        .map([
            .init("id", id), .init("date", date.description), .init("approved_by", approvedBy), .init("file", file),
        ])
    }
}
