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
}
